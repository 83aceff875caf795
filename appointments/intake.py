"""The one way in: a patient's answers become a booking request, its first event and its letters, or nothing at all."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from appointments import audit_log, letters
from appointments.answers import encode
from appointments.models import BookingRequest, OnlineRequests
from appointments.models.request import new_reference, reference_of
from clinic_site import encryption
from clinic_site.directory import opening


def receive(
    answers,
    *,
    submission,
    article=None,
    alarm="",
    suspected_spam=False,
    promised_days=None,
    at=None,
    filed_at=None,
    reference="",
):
    """Save `answers`; returns (the BookingRequest, whether it is new). The caller may thank: it is committed, or will
    be with the transaction that the caller has around it.

    `submission` (a UUID) names the filled form: sent again, by a double click or a retry, it is the same request, and
    the first answers stand. `article` is the live article that the patient came from, if any. `promised_days`: for how
    long details are kept, as the patient read it; where the clinic has changed that meanwhile, the shorter time holds.
    `alarm`: the Action that its danger signs call for; then the desk owes the call as soon as it is there.
    `filed_at`: when what was sent at `at` came out of the spool, and `reference`: the one that the patient was told.
    """
    at = at or timezone.now()
    if existing := BookingRequest.objects.filter(submission=submission).first():
        return existing, False
    online = OnlineRequests.load()
    row = {
        "submission": submission,
        "kind": answers.kind,
        "submitted_at": at,
        "due_at": _due(at, filed_at, timedelta(hours=0 if alarm else online.callback_hours)),
        "article": article,
        "consent": answers.consent,
        "keep_days": min(promised_days or online.keep_days, online.keep_days),
        "suspected_spam": suspected_spam,
        "alarm": alarm,
        "sealed_answers": encryption.seal(encode(answers)),
        **lookup_hashes(answers),
    }
    references = [reference or reference_of(submission), new_reference()]  # where another request has the first one
    for reference in references:
        try:
            with transaction.atomic():
                request = BookingRequest.objects.create(reference=reference, **row)
                through = ["spool"] if filed_at else []
                audit_log.record(request, audit_log.Kind.SUBMITTED, fields=through, at=at)
                _write(request, answers, online, filed_at or at)
        except IntegrityError:
            if existing := BookingRequest.objects.filter(submission=submission).first():
                return existing, False  # the same form was sent twice at once: the other one was first
            if reference == references[-1]:
                raise
        else:
            return request, True


def _due(at, filed_at, wait):
    """By when a call is promised. What waited in the spool for longer than that counts from when it was filed."""
    schedule = opening.schedule(since=timezone.localdate(at))
    due = schedule.after(at, wait)
    return schedule.after(filed_at, wait) if filed_at and due <= filed_at else due


def _write(request, answers, online, at):
    if answers.email:
        letters.received(request, to=answers.email, at=at)
    if online.desk_email:
        letters.waiting(request, to=online.desk_email, at=at)


def lookup_hashes(answers):
    """The keyed hashes by which the desk finds `answers` again."""
    return {
        "phone_hash": encryption.keyed_hash("phone", answers.phone.e164),
        "birth_date_hash": encryption.keyed_hash("birth_date", answers.birth_date.isoformat()),
        "last_name_hash": encryption.keyed_hash("last_name", encryption.plain_name(answers.last_name)),
    }
