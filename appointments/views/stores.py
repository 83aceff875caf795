"""Where the steps of a form read and save: the database, or while that is down the spool and what was last known.

Both have the same attributes and methods.
"""

import json
import time
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import Error as DatabaseFailed
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from appointments import intake, outage, spam, unsent
from appointments.answers import encode
from appointments.forms.offered import Offered
from appointments.models import BookingRequest, OnlineRequests
from appointments.models.request import reference_of
from appointments.outage import filing, last_known, spool
from clinic_site import encryption, rate
from clinic_site.page_cache.circuit_breaker import CircuitBreaker
from conditions.red_flags import live

QUICK = 10  # seconds from opening the form to sending it that few people get by with

breaker = CircuitBreaker("The database")


def with_or_without(call, request, kind=None):
    """Return `call(store)` with the database or, while that is down and the spool is prepared, without it.

    Raises what the database raises where it is not.
    """
    if breaker.is_open and (store := _without(request, kind)):
        return call(store)
    asked = time.monotonic()
    try:
        return call(Database(request, kind))
    except DatabaseFailed as error:
        if not outage.is_one(error) or (store := _without(request, kind)) is None:
            raise
        if connection.vendor != "sqlite":  # there only writing waits, and the next reader need not
            breaker.open(time.monotonic() - asked, error)  # one that hangs holds up one visitor, not all
        return call(store)


def _without(request, kind):
    """The Outage; None where it is not prepared, or by another release."""
    try:
        return Outage(request, kind) if outage.is_prepared() else None
    except (OSError, ValueError):
        return None


@dataclass(frozen=True)
class Sent:
    """A request that came of a submission. `is_same`: whether it has the answers that were asked about; `address`: of
    the page that tells of it."""

    reference: str
    is_same: bool
    address: str


class Database:
    is_outage = False

    def __init__(self, request, kind):
        self.request, self.kind = request, kind

    @cached_property
    def online(self):
        return OnlineRequests.load()

    @cached_property
    def offered(self):
        return Offered()

    def find(self, submission):
        """(answers, note) that were saved; (None, None) where none are."""
        return unsent.find(self.request, self.kind, submission)

    def save(self, answers, *, note, secret, submission):
        """Whether there was room for them."""
        return unsent.save(
            answers,
            note=note,
            secret=secret,
            kind=self.kind,
            submission=submission,
            address=rate.address_of(self.request),
        )

    def destroy(self, submission):
        unsent.destroy(self.request, self.kind, submission)

    def count(self, flags):
        live.count(flags)

    def sent(self, submission, answers=None, **more):
        """The Sent of `submission`, or None."""
        booking = BookingRequest.objects.filter(submission=submission, **more).first()
        return booking and _sent(booking, answers)

    @transaction.atomic
    def receive(self, step, token):
        """(Sent, whether it is new). Only what is new counts: sent twice at the same moment, the second finds the
        first, and is not held against it. With the request there, what was saved on the way to it is destroyed.

        Raises rate.TooOften, and nothing is received.
        """
        booking, new = intake.receive(
            step.form.answers(),
            submission=token.submission,
            article=step.form.cleaned_data["article"],
            **_of(step, token),
        )
        if new and not rate.admit(rate.address_of(self.request)):
            raise rate.TooOften
        self.destroy(step.saved_as)
        return _sent(booking, step.form.answers()), new


class Outage:
    is_outage = True

    def __init__(self, request, kind):
        self.request, self.kind, self.offered = request, kind, last_known.load()
        self.online = self.offered.online

    def find(self, submission):
        """What the page itself carries, sealed: the row cannot be read."""
        return unsent.unwrap(self.request, self.kind, submission), None

    def save(self, answers, **more):
        return False

    def destroy(self, submission):
        """The row lapses by itself."""

    def count(self, flags):
        """Counts are kept in the database alone."""

    def sent(self, submission, answers=None, **more):
        """The Sent of `submission` where it was sent to this machine since the database went down."""
        if not (spooled := spool.find(submission)):
            return None
        reference = reference_of(submission)
        is_same = answers is not None and spool.find(submission, encode(answers)) is not None
        return Sent(reference, is_same, _kept_address(reference, spooled.sent_at, spooled.alarm))

    def receive(self, step, token):
        """(Sent, True). When this returns it is on the disk. Raises spool.Full, rate.TooOften or OSError."""
        answers, reference, sent_at = step.form.answers(), reference_of(token.submission), timezone.now()
        facts = _of(step, token)
        content = filing.content(
            answers,
            submission=token.submission,
            reference=reference,
            article=step.form.data.get("article", "")[:9],
            sent_at=sent_at,
            **facts,
        )
        spool.keep(
            content,
            submission=token.submission,
            answers=encode(answers),
            sent_at=sent_at,
            alarm=facts["alarm"],
            keep_days=min(step.form.promised_days, self.online.keep_days),
            address=rate.address_of(self.request),
        )
        return Sent(reference, True, _kept_address(reference, sent_at, facts["alarm"])), True


@dataclass(frozen=True)
class Kept:
    """What the page after sending knows of a request in the spool."""

    sent_at: datetime
    alarm: str


def read_kept(reference, sealed):
    """The Kept that an address of ours holds as `sealed`; None where it is of another request, or not ours."""
    try:
        facts = json.loads(encryption.unseal(sealed))
    except (encryption.WrongKey, ValueError):
        return None
    if not isinstance(facts, dict) or facts.get("kept") != reference:
        return None
    return Kept(datetime.fromisoformat(facts["sent_at"]), facts["alarm"])


def _kept_address(reference, sent_at, alarm):
    """Another machine does not see this one's spool, so the address proves that the request was kept. It is sealed,
    since it tells whether there was a danger sign."""
    sealed = encryption.seal(json.dumps({"kept": reference, "sent_at": sent_at.isoformat(), "alarm": alarm}))
    return f"{reverse('appointments:received', args=[reference])}?{urlencode({'kept': sealed})}"


def _sent(booking, answers):
    is_same = answers is not None and booking.answers == answers
    return Sent(booking.reference, is_same, reverse("appointments:received", args=[booking.reference]))


def _of(step, token):
    """What both keep of a form besides its answers."""
    flags = step.form.raised
    return {
        "alarm": flags[0].action.value if flags else "",
        "suspected_spam": spam.suspected(step.form.answers(), hasty=token.sooner_than(QUICK)),
        "promised_days": step.form.promised_days,
    }
