"""Who needs a second factor, and until when it may wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.utils import timezone

from clinic_site.accounts.models import Account, SignInRules

GRACE = timedelta(days=14)  # from the first sign-in under the rule
UNUSED = timedelta(days=90)  # after which an account is shown to managers as unused
TRUSTED = ("auth.change_user", "appointments.view_bookingrequest")  # who may do either needs one

Choice = SignInRules.SecondFactor


@dataclass(frozen=True)
class Standing:
    """How an account stands to the rule: `ends_at`, until when it may go without; None where it has or needs none."""

    has_second_factor: bool
    ends_at: datetime | None = None

    def days_left(self, at=None):
        """Days that are left to set one up, a begun one whole; None where nobody asks for one."""
        if self.ends_at is None:
            return None
        return max(0, ceil((self.ends_at - (at or timezone.now())) / timedelta(days=1)))


def standing(user, choice, *, since, has_second_factor):
    """The Standing of `user`. `choice`: the clinic's (None: the default), `since`: when the account was first asked."""
    asked = since is not None and not has_second_factor and is_required(user, choice)
    return Standing(has_second_factor, since + GRACE if asked else None)


def is_required(user, choice=None):
    """Whether the clinic asks `user` for a second factor."""
    if choice in (None, Choice.PUBLIC):
        required = settings.HTTPS and settings.SITE_HOST not in settings.LOCAL_HOSTS
    else:
        required = choice == Choice.REQUIRED
    return required and any(map(user.has_perm, TRUSTED))


def clinics_choice():
    return SignInRules.objects.values_list("second_factor", flat=True).first()


def note_sign_in(user, at=None):
    """Begin the days of grace at the first sign-in under the rule; end them where it asks no longer."""
    account, _ = Account.objects.get_or_create(user=user)
    if not is_required(user, clinics_choice()):
        since = None
    else:
        since = account.required_since or at or timezone.now()
    if since != account.required_since:
        Account.objects.filter(pk=account.pk).update(required_since=since)


def unused(users, at=None):
    """Those of `users` who may sign in, and have not for UNUSED."""
    before = (at or timezone.now()) - UNUSED
    never = users.filter(last_login=None, date_joined__lt=before)
    return (users.filter(last_login__lt=before) | never).filter(is_active=True)
