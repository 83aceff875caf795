"""Booking requests as CSV, for spreadsheet programs, and with nothing in it that such a program would run.

What a patient typed is no formula: OWASP, "CSV Injection".
"""

import csv
import unicodedata
from dataclasses import fields
from datetime import date, datetime

from django.utils import timezone

from appointments import audit_log
from appointments.answers import Answers, Choice, Phone
from appointments.desk import name_of
from appointments.labels import closing, label, labels
from appointments.models import BookingRequest
from clinic_site import encryption

MOST = 20_000  # requests in one file
CHUNK = 500  # requests in memory at a time
BOM = "\ufeff"  # tells spreadsheet programs that it is UTF-8
BEGINS_FORMULA = "=+-@"
FACTS = [
    *["reference", "kind", "state", "submitted_at", "due_at", "article", "suspected_spam", "claimed_by"],
    *["first_called_at", "reached_at", "callback_at", "scheduled_for", "provider", "location"],
    *["closed_at", "close_reason", "purged_at"],
]
ANSWERS = [field.name for field in fields(Answers) if field.name != "kind"]
CODED = {"asking_for", "seen_before", "referral"}  # one of a few words, where others are the patient's own
HEADINGS = [
    *[name.replace("_", " ") for name in FACTS],
    *[{"phone": "phone as typed", "location": "wanted location"}.get(name, name.replace("_", " ")) for name in ANSWERS],
    *["phone number", "phone extension"],
]


def start(pks, *, by):
    """Record that `by` exports the requests `pks`; then the lines of the file, headings first, to be sent one by one.

    It is recorded before the first line is asked for: what left the house is in the log. Raises encryption.WrongKey
    where one of them cannot be opened; then nothing is recorded.
    """
    for chunk in _chunks(pks):
        for sealed in chunk.exclude(sealed_answers="").values_list("sealed_answers", flat=True):
            encryption.unseal(sealed)
    audit_log.record_all([BookingRequest(pk=pk) for pk in pks], audit_log.Kind.EXPORTED, by=by)
    return _lines(pks)


def guarded(text):
    """`text` as a cell that no spreadsheet program takes for a formula.

    Blanks and invisible characters before the sign do not hide it, and neither does a full-width or small twin.
    """
    first = next((character for character in text if unicodedata.category(character)[0] not in "ZC"), "")
    formula = unicodedata.normalize("NFKC", first)[:1] in (*BEGINS_FORMULA, "\N{MINUS SIGN}")
    return f"'{text}" if formula or text[:1] in ("\t", "\r", "\n") else text


def _lines(pks):
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield BOM + writer.writerow(HEADINGS)
    for chunk in _chunks(pks):
        for request in chunk.select_related("article", "claimed_by", "provider", "location"):
            yield writer.writerow([guarded(cell) for cell in row(request)])


def _chunks(pks):
    for begin in range(0, len(pks), CHUNK):
        yield BookingRequest.objects.filter(pk__in=pks[begin : begin + CHUNK]).order_by("submitted_at", "pk")


def row(request):
    """What `request` says, as texts under HEADINGS. Raises encryption.WrongKey."""
    facts = [_fact(request, name) for name in FACTS]
    answers = request.answers
    if answers is None:
        return facts + [""] * (len(HEADINGS) - len(FACTS))
    told = [_text(getattr(answers, name), coded=name in CODED) for name in ANSWERS]
    return [*facts, *told, answers.phone.e164, answers.phone.extension]


def _fact(request, name):
    if name == "close_reason":
        return closing(request.close_reason) if request.close_reason else ""
    shown = getattr(request, f"get_{name}_display", None)
    return shown() if shown else _text(getattr(request, name))


def _text(value, coded=False):
    match value:
        case None:
            return ""
        case bool():
            return label("yes" if value else "no")
        case datetime():
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case tuple():
            return labels(value)
        case Phone():
            return value.typed
        case Choice():
            return value.name
        case str() if coded and value:
            return label(value)
    return name_of(value) if hasattr(value, "get_username") else str(value)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text):
        return text
