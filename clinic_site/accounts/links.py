"""Links by which people choose a password: an invitation of a manager, or a letter to who forgot theirs.

A link holds 256 random bits, of which the database keeps a hash alone. It is good once. What it opens is the page that
asks for a password, and nothing else: a second factor is asked for when its owner signs in.
"""

import hashlib
import re
import secrets
from datetime import timedelta
from enum import Enum

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clinic_site import rate
from clinic_site.accounts import letters
from clinic_site.accounts.models import PasswordLink

Kind = PasswordLink.Kind
GOOD_FOR = {Kind.INVITATION: timedelta(days=7), Kind.RESET: timedelta(minutes=30)}
LETTERS = 3  # to one account, before each waits longer than the one before
KEPT = timedelta(days=30)  # after a link ran out, so that who opens it is told why
SECRET = re.compile(r"[\w-]{43}", re.ASCII)


class LinkDead(Exception):
    """The link opens nothing. `state` says why."""

    def __init__(self, state):
        super().__init__(state.value)
        self.state = state


class State(Enum):
    OPEN = "open"
    USED = "used"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@transaction.atomic
def invite(user, *, by, at=None):
    """Make a link that is good for a week, in place of all that `user` had; returns (PasswordLink, its address)."""
    at = at or timezone.now()
    withdraw(user, at=at)
    return _make(user, Kind.INVITATION, by, at)


def withdraw(user, *, at=None):
    """Take every open link of `user` back; returns how many."""
    return open_links(user, at).update(withdrawn_at=at or timezone.now())


def open_links(user, at=None):
    at = at or timezone.now()
    return PasswordLink.objects.filter(user=user, used_at=None, withdrawn_at=None, expires_at__gt=at)


@transaction.atomic
def ask_reset(typed, *, at=None):
    """Send the person whose user name or mail address was `typed` a link, if there is one; returns None.

    Whether there is one shows neither in the answer nor in the time it takes: for a name that there is not, a link of
    nobody and a letter to nobody are written, and are cleared away within a day.
    """
    at = at or timezone.now()
    user = _who(typed)
    link, address = _make(user, Kind.RESET, None, at)
    may_go, _ = rate.begin_try(f"reset letter {user.pk if user else typed.casefold()}", free=LETTERS, at=at)
    letters.reset(user, address, at=at, goes=bool(user) and may_go)
    if user and not may_go:  # the ones on the way are good
        link.delete()


def find(secret, at=None):
    """The PasswordLink that `secret` opens. Raises LinkDead."""
    link = PasswordLink.objects.filter(token_hash=_digest(secret)).select_related("user").first()
    current = state(link, at)
    if current is not State.OPEN:
        raise LinkDead(current)
    return link


def state(link, at=None):
    if link is None or link.user is None or not link.user.is_active:
        return State.UNKNOWN
    if link.used_at:
        return State.USED
    if link.withdrawn_at:
        return State.WITHDRAWN
    return State.EXPIRED if link.expires_at <= (at or timezone.now()) else State.OPEN


def use(link, password, *, at=None):
    """Give the owner of `link` the `password`, which ends their sessions and links. Raises LinkDead."""
    at = at or timezone.now()
    link.user.set_password(password)  # before the database is locked: it takes its time
    with transaction.atomic():
        if not open_links(link.user, at).filter(pk=link.pk).update(used_at=at):
            raise LinkDead(state(PasswordLink.objects.filter(pk=link.pk).select_related("user").first(), at))
        withdraw(link.user, at=at)
        link.user.save(update_fields=["password"])


def purge(at=None):
    at = at or timezone.now()
    PasswordLink.objects.filter(expires_at__lt=at - KEPT).delete()
    PasswordLink.objects.filter(user=None, expires_at__lt=at).delete()
    letters.purge(at)


def _make(user, kind, by, at):
    secret = secrets.token_urlsafe(32)
    link = PasswordLink.objects.create(
        user=user, kind=kind, token_hash=_digest(secret), made_at=at, made_by=by, expires_at=at + GOOD_FOR[kind]
    )
    return link, settings.SITE_URL + reverse("admin:new_password", args=[secret])


def _who(typed):
    """The active account with that user name; else the one with that mail address, if it is the only one."""
    typed = typed.strip()
    found = list(User.objects.filter(is_active=True, email__iexact=typed).exclude(email="")[:2])
    named = User.objects.filter(is_active=True, username=typed).first()
    who = named or (found[0] if len(found) == 1 else None)
    return who if who and who.email else None


def _digest(secret):
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
