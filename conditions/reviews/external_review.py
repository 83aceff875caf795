"""An outside expert reads one draft and says whether it is right, without an account: by a link that dies.

The link holds a secret of 256 bits, of which the database keeps a digest alone. What the expert answers is a Review.
"""

import hashlib
import re
import secrets
from datetime import timedelta
from enum import Enum

from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone

from clinic_site.datetimes import format_datetime
from clinic_site.directory.models import Person
from clinic_site.richtext.sanitiser import plain
from conditions.document.encoding import encode, fingerprint
from conditions.editing import audit_log
from conditions.editing.audit_log import name_of
from conditions.editing.compose import compose
from conditions.models import Review, SignOffRequest
from conditions.publishing.preconditions import lock
from conditions.reviews import clinical_reviews

DAYS, MOST_DAYS = 14, 60  # that a link is good for


class SignOffRefused(Exception):
    """Why nothing was done, in a sentence for the person who tried."""


class LinkDead(Exception):
    """The link does not take an answer any longer. `state`: the State that says why."""

    def __init__(self, state):
        super().__init__(state.value)
        self.state = state


class State(Enum):
    OPEN = "Open"
    ANSWERED = "Answered"
    REVOKED = "Revoked"
    CHANGED = "Dead: the draft was changed"
    EXPIRED = "Expired"
    GONE = "Dead: the draft was deleted"

    @property
    def is_open(self):
        return self is State.OPEN


@transaction.atomic
def ask(article, *, by, name, credentials="", message="", days=DAYS, at=None):
    """Ask the expert `name` to read the draft of `article`; returns (SignOffRequest, the secret of the link).

    The link is good for `days`. The secret cannot be had again. Raises SignOffRefused where `by` wrote the draft,
    `name` is that of somebody at the clinic, or the days are too few or too many.
    """
    name, credentials = plain(name), plain(credentials)
    lock(article)
    article.refresh_from_db()
    document = compose(article)
    if why_not := may_not_ask(by, article, fingerprint(document)):
        raise SignOffRefused(why_not)
    at = at or timezone.now()
    if not name:
        raise SignOffRefused("Say who is asked: patients read the name below the article.")
    if not 1 <= days <= MOST_DAYS:
        raise SignOffRefused(f"A link is good for 1 to {MOST_DAYS} days.")
    if same_name(name, document.author.name if document.author else ""):
        raise SignOffRefused(f"{name} is the author of this article. Somebody else has to sign it off.")
    if any(same_name(name, known) for known in _staff()):
        raise SignOffRefused(f"{name} works here and can review it signed in. Ask somebody outside the clinic.")
    secret = secrets.token_urlsafe(32)
    made = SignOffRequest.objects.create(
        article=article,
        token_hash=_digest(secret),
        name=name,
        credentials=credentials,
        message=plain(message),
        data=encode(document),
        fingerprint=fingerprint(document),
        asked_by=by,
        asked_at=at,
        expires_at=at + timedelta(days=days),
    )
    audit_log.note(article, by, f"Asked {signature(made)} to sign off the draft, by {format_datetime(made.expires_at)}")
    return made, secret


def may_not_ask(user, article, mark):
    """Why `user` may not ask for a signature below the draft of `article`, with the fingerprint `mark`; or None."""
    author = article.author.user_id if article.author else None
    if user.pk in {author, *clinical_reviews.writers(article, mark, draft=True)}:
        return "You wrote this draft. Ask a colleague to make the link, so that nobody can approve their own words."
    return None


def _staff():
    """The names of everybody at the clinic: of its directory, and of its accounts."""
    return [*Person.objects.values_list("name", flat=True), *map(name_of, User.objects.all())]


@transaction.atomic
def revoke(request, *, by, at=None):
    """The link of `request` takes no answer from now on. Raises SignOffRefused where it takes none anyway."""
    lock(request.article)
    request.refresh_from_db()
    current = state(request, at=at)
    if not current.is_open and current is not State.CHANGED:  # a draft may be changed back
        raise SignOffRefused(f"This link is dead already. {current.value}.")
    request.revoked_at = at or timezone.now()
    request.save(update_fields=["revoked_at"])
    audit_log.note(request.article, by, f"Took back the sign-off link of {signature(request)}")


def find(secret):
    """The SignOffRequest whose link holds `secret`, or None."""
    found = SignOffRequest.objects.filter(token_hash=_digest(secret))
    return found.select_related("article", "review", "asked_by").first()


def state(request, mark=None, *, at=None):
    """The State of `request`. `mark`: the fingerprint of the article's draft, where the caller has it."""
    if hasattr(request, "review"):
        return State.ANSWERED
    if request.revoked_at:
        return State.REVOKED
    if request.expires_at <= (at or timezone.now()):
        return State.EXPIRED
    if request.fingerprint != (mark or fingerprint(compose(request.article))):
        return State.CHANGED
    return State.OPEN


@transaction.atomic
def answer(request, *, outcome, note="", comments=(), at=None):
    """Write down the expert's answer on the draft; return the Review.

    `comments`: [{"part": anchor, "label": heading, "text": words}]. Raises LinkDead where the link takes no answer any
    longer, and reviews.ReviewRefused where a change is needed and none is named.
    """
    try:
        lock(request.article)  # nobody saves the draft meanwhile, and of two answers the second finds the first
        request = SignOffRequest.objects.select_related("article", "review", "asked_by").get(pk=request.pk)
    except ObjectDoesNotExist:
        raise LinkDead(State.GONE) from None
    current = state(request, at=at)
    if not current.is_open:
        raise LinkDead(current)
    return clinical_reviews.record(
        request.article,
        request=request,
        fingerprint=request.fingerprint,
        reviewer=request.name,
        credentials=request.credentials,
        outcome=Review.Outcome(outcome),
        note=note,
        comments=[comment | {"text": text} for comment in comments if (text := plain(comment["text"]))],
        at=at,
        noted_by=request.asked_by,
    )


def same_name(one, other):
    """Whether two names are spelled alike, whatever their case and spaces, and what follows a comma ("MD")."""
    return bool(_spelling(one)) and _spelling(one) == _spelling(other)


def _spelling(name):
    return re.sub(r"\s+", " ", name.partition(",")[0]).strip().casefold()


def signature(request):
    """The expert as patients will read it: "Amelia Hart, MD"."""
    return f"{request.name}, {request.credentials}" if request.credentials else request.name


def _digest(secret):
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
