"""One function a letter to the owner of an account. Who has no mail address gets none; what was done is done.

No letter names a network address or a place. A link stands in the sealed half of the outbox, until it was sent.
"""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from clinic_site.datetimes import format_datetime
from clinic_site.mail.letters import Letter, queue

FOLDER = "accounts/letters"
TO_NOBODY = timedelta(days=1)  # that letters are kept which only took their time


def invitation(user, address, *, expires_at, at=None):
    """To who was given an account: choose a password."""
    return _queue("invitation", user, at, secret=address, until=format_datetime(expires_at))


def reset(user, address, *, at, goes):
    """To who forgot a password: choose another one. Without `goes` it is written and dropped."""
    letter = queue(
        f"{FOLDER}/reset",
        to=user.email if user else "nobody",
        at=at,
        secret=address,
        username=user.get_username() if user else "nobody",
    )
    state, sealed_to = (Letter.State.QUEUED, letter.sealed_to) if goes else (Letter.State.DROPPED, "")
    Letter.objects.filter(pk=letter.pk).update(state=state, sealed_to=sealed_to)  # in either case: it takes time


def new_browser(user, browser, *, at=None):
    """Somebody signed in from a browser that was not seen before."""
    return _notice(user, f"Your account was signed in to from a new browser: {browser}.", at)


def password_changed(user, *, first=False, at=None):
    return _notice(user, "Your password was chosen." if first else "Your password was changed.", at)


def email_changed(user, former, *, at=None):
    """To the former address, since whoever changed it may read the new one."""
    if former:
        return _notice(user, "The mail address of your account was changed. This one gets no more letters.", at, former)


def codes_failed(user, *, at=None):
    """The password was right, the codes were not, again and again."""
    return _notice(user, "Somebody typed your password, and then several codes that were wrong.", at)


def second_factor_changed(user, what, *, at=None):
    """`what` was done, as a sentence: "A passkey was added: My phone."."""
    return _notice(user, what, at)


def purge(at):
    """Delete the letters to nobody."""
    Letter.objects.filter(name="reset", state=Letter.State.DROPPED, queued_at__lt=at - TO_NOBODY).delete()


def _notice(user, what, at, to=None):
    at = at or timezone.now()
    return _queue("notice", user, at, to=to, what=what, moment=format_datetime(at))


def _queue(name, user, at, to=None, **context):
    to = to or user.email
    if not to:
        return None
    context |= {"username": user.get_username(), "account": settings.SITE_URL + reverse("admin:account")}
    return queue(f"{FOLDER}/{name}", to=to, at=at or timezone.now(), **context)
