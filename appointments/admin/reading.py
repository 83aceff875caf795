"""All there is to read of one request: for its page and for paper."""

from dataclasses import dataclass
from datetime import datetime

from django.shortcuts import get_object_or_404
from django.utils import timezone

from appointments import consent
from appointments.admin import display
from appointments.admin.rows import unsealed
from appointments.answers import ADULT
from appointments.desk import name_of
from appointments.models import BookingRequest, Letter
from appointments.models.log import BookingEvent
from clinic_site import encryption

Kind = BookingEvent.Kind
EVENTS = {  # what no call, note or letter tells of
    Kind.SUBMITTED: "The request came in",
    Kind.CLAIMED: "Claimed",
    Kind.RELEASED: "Released",
    Kind.SCHEDULED: "Visit scheduled",
    Kind.CLOSED: "Closed",
    Kind.REOPENED: "Reopened",
    Kind.PURGED: "Personal details destroyed",
}
LETTERS = {
    Letter.State.QUEUED: "Letter waits to be sent",
    Letter.State.SENT: "Letter sent",
    Letter.State.FAILED: "Letter could not be delivered",
    Letter.State.DROPPED: "Letter not sent: the visit was changed first",
}


@dataclass(frozen=True)
class Entry:
    """Something that was done. `who` is "" for the patient and the site."""

    at: datetime
    what: str
    who: str = ""
    text: str = ""


def find(pk):
    """The request, or a 404."""
    related = ["claimed_by", "article", "provider", "location"]
    return get_object_or_404(BookingRequest.objects.select_related(*related), pk=pk)


def reading(booking, at):
    """Return the context of `booking` at the moment `at`, for the page and for the printed sheet."""
    found, remedy = unsealed([booking])
    done, problem = timeline(booking)
    shown = {
        "booking": booking,
        "answers": None,
        "waits": display.waits(booking, at),
        "timeline": done,
        "remedy": remedy or problem,
        "at": at,
    }
    if answers := found.get(booking.pk):
        wording = consent.WORDINGS.get(answers.consent, "")
        shown |= {
            "answers": answers,
            "dial": display.dial(answers.phone),
            "caller": display.caller(answers),
            "minor": answers.age(timezone.localdate(at)) < ADULT,
            "contact": display.contact(answers),
            "facts": display.facts(answers, at),
            "consent": wording.format(days=booking.keep_days),
        }
    return shown


def timeline(booking):
    """([Entry], newest first; "" or, where the keys do not open the notes, the remedy)."""
    remedy = ""
    events = list(booking.events.filter(kind__in=EVENTS).select_related("actor"))
    told = {event.kind: event for event in events}  # the last one of each kind
    texts = {}  # what an earlier one said is in the note of the act that undid it
    if booking.close_reason and Kind.CLOSED in told:
        texts[told[Kind.CLOSED]] = f"{booking.get_close_reason_display()}."
    if booking.scheduled_for and Kind.SCHEDULED in told:
        texts[told[Kind.SCHEDULED]] = display.visit(booking)
    done = [
        Entry(event.at, EVENTS[event.kind], name_of(event.actor) if event.actor else "", texts.get(event, ""))
        for event in events
    ]
    for call in booking.calls.select_related("by"):
        done.append(Entry(call.at, f"Call: {call.get_outcome_display().lower()}", name_of(call.by)))
    for note in booking.notes.select_related("by"):
        try:
            text = note.text or "The words of this note were destroyed."
        except encryption.WrongKey as error:
            text, remedy = "", str(error)
        done.append(Entry(note.at, "Note", name_of(note.by), text))
    for letter in booking.letters.all():
        done.append(Entry(letter.sent_at or letter.queued_at, LETTERS[letter.state], text=letter.subject))
    return sorted(done, key=lambda entry: entry.at, reverse=True), remedy
