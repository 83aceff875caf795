"""All that the site holds of one patient: found, told, and erased because the patient asks for it.

Whoever asks names a reference and the birth date that goes with it; neither alone is enough. Sources: 45 CFR 164.524
(HIPAA: access of individuals to their own information), GDPR articles 15, 17 and 20 (access, erasure, a file that
other programs read).
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from appointments import audit_log, csv_export, desk, privacy
from appointments.models import BookingEvent, BookingRequest
from appointments.models.request import same_reference
from appointments.rules import CloseReason
from clinic_site import encryption

LOOKS = [audit_log.Kind.VIEWED, audit_log.Kind.PRINTED, audit_log.Kind.EXPORTED]


@dataclass(frozen=True)
class Person:
    """`requests`: all of the patient that can still be told apart, newest first. `others`: those of the same last name
    and birth date, but another first name: a twin, a short form of the name, or a slip."""

    requests: list[BookingRequest]
    others: list[BookingRequest]


def find(reference, birth_date):
    """The Person who sent the request `reference` and was born on `birth_date`; None where the two do not go together.

    Requests whose personal details were destroyed are nobody's. Raises encryption.WrongKey.
    """
    born = encryption.keyed_hashes("birth_date", birth_date.isoformat())
    dated = BookingRequest.objects.filter(birth_date_hash__in=born)
    first = dated.filter(reference=same_reference(reference)).first()
    if first is None:
        return None
    names = encryption.keyed_hashes("last_name", encryption.plain_name(first.answers.last_name))
    requests, others = [], []
    for request in dated.filter(last_name_hash__in=names).order_by("-submitted_at"):
        (requests if _first_name(request) == _first_name(first) else others).append(request)
    return Person(requests, others)


def _first_name(request):
    return encryption.plain_name(request.answers.first_name)


def told(requests):
    """What is held of `requests`, as plain values for JSON: facts, answers, notes, calls, letters, who did what."""
    return [_told(request) for request in requests]


def _told(request):
    return {
        **dict(zip(csv_export.HEADINGS, csv_export.row(request), strict=True)),
        "notes": [{"at": note.at, "by": desk.name_of(note.by), "text": note.text} for note in _by(request.notes)],
        "calls": [{"at": call.at, "by": desk.name_of(call.by), "outcome": call.outcome} for call in _by(request.calls)],
        "letters": [
            {"queued": letter.queued_at, "sent": letter.sent_at, "state": letter.state, "subject": letter.subject}
            for letter in request.letters.all()
        ],
        "what was done": [
            {"at": event.at, "by": event.actor and desk.name_of(event.actor), "what": event.kind, "to": event.fields}
            for event in request.events.select_related("actor")
        ],
    }


def _by(rows):
    return rows.select_related("by")


def looks(requests):
    """The events in which a person saw what `requests` say: opened, printed or exported, the newest first."""
    events = BookingEvent.objects.filter(request__in=requests, kind__in=LOOKS)
    return events.select_related("actor", "request").prefetch_related("actor__groups").order_by("-at", "-pk")


@transaction.atomic
def erase(requests, *, by, at=None):
    """Destroy the personal words of `requests` at once. Those that are open are closed first: nobody will call.

    Raises desk.ActRefused where a colleague changed one of them meanwhile; then nothing is erased.
    """
    at = at or timezone.now()
    for request in requests:
        if request.is_open:
            desk.close(request, by=by, version=request.version, reason=CloseReason.DECLINED, at=at)
    privacy.empty(requests, by=by, at=at)
