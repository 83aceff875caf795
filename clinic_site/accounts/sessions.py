"""Where people are signed in: a row for each session, under a hash of a secret that the session alone holds.

Django ends a session when its row is gone; so do these rows, which can be found by person. A session whose row was
deleted is over with its next request, wherever its browser is.
"""

import hashlib
import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from clinic_site.accounts import rules
from clinic_site.accounts.models import Account, Passkey, SignInRules, StaffSession

SECRET = "staff_session"  # noqa: S105 (what the session calls it)
IDLE = timedelta(seconds=settings.SESSION_COOKIE_AGE)
LONGEST = timedelta(seconds=settings.SESSION_HARD_LIMIT)
BROWSERS = [  # the first that a User-Agent names: most name others as well
    *[("Edge", r"\bEdg"), ("Opera", r"\bOPR/"), ("Samsung Internet", r"SamsungBrowser"), ("Firefox", r"Firefox|FxiOS")],
    *[("Chrome", r"Chrom|CriOS"), ("Safari", r"Safari")],
]
SYSTEMS = [
    *[("iPhone", r"iPhone"), ("iPad", r"iPad"), ("Android", r"Android"), ("Windows", r"Windows")],
    *[("ChromeOS", r"CrOS"), ("Mac", r"Mac OS"), ("Linux", r"Linux")],
]


def begin(request, user, at=None):
    """Write down that `user` signed in with the session of `request`."""
    at = at or timezone.now()
    end(request)  # of who signs in once more without signing out
    request.session[SECRET] = secrets.token_urlsafe(32)
    browser = describe(request.headers.get("User-Agent", ""))
    StaffSession.objects.create(
        user=user, key_hash=_hash(request.session[SECRET]), began_at=at, seen_at=_hour(at), browser=browser
    )


def current(request, at=None):
    """The StaffSession of `request`, with its `standing`; None where it was ended. One query."""
    at = at or timezone.now()
    account = Account.objects.filter(user=OuterRef("user"))
    row = (
        StaffSession.objects.filter(user=request.user, key_hash=_hash(request.session.get(SECRET, "")))
        .annotate(
            has_passkey=Exists(Passkey.objects.filter(user=OuterRef("user"))),
            has_app=Exists(account.exclude(sealed_app_secret="")),
            since=Subquery(account.values("required_since")),
            choice=Subquery(SignInRules.objects.values("second_factor")[:1]),
        )
        .first()
    )
    if row is None:
        return None
    has = row.has_passkey or row.has_app
    row.standing = rules.standing(request.user, row.choice, since=row.since, has_second_factor=has)
    if row.seen_at != _hour(at):
        StaffSession.objects.filter(pk=row.pk).update(seen_at=_hour(at))
    return row


def living(user, at=None):
    """The sessions of `user` that may still be open: not idle for too long, as far as the hour tells."""
    at = at or timezone.now()
    return user.staff_sessions.filter(seen_at__gte=_hour(at - IDLE), began_at__gt=at - LONGEST)


def end_all(user, but=None):
    """End every session of `user` but the StaffSession `but`; returns how many may have been open."""
    rows = StaffSession.objects.filter(user=user)
    if but:
        rows = rows.exclude(pk=but.pk)
    return rows.delete()[0]


def end(request):
    """Forget the session of `request`: its owner signed out."""
    StaffSession.objects.filter(key_hash=_hash(request.session.get(SECRET, ""))).delete()


def purge(at=None):
    """Delete the rows of sessions that ended by themselves."""
    at = at or timezone.now()
    StaffSession.objects.filter(seen_at__lt=_hour(at - IDLE)).delete()
    StaffSession.objects.filter(began_at__lte=at - LONGEST).delete()


def describe(agent):
    """A browser in words, as its User-Agent `agent` tells: "Firefox on Windows"."""
    browser = next((name for name, pattern in BROWSERS if re.search(pattern, agent)), "A browser")
    system = next((name for name, pattern in SYSTEMS if re.search(pattern, agent)), "")
    return f"{browser} on {system}" if system else browser


def _hash(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


def _hour(at):
    return at.replace(minute=0, second=0, microsecond=0)
