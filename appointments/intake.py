"""The one way in: a patient's answers become a booking request, its first event and its letters, or nothing at all."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from appointments import audit_log, letters
from appointments.answers import encode
from appointments.models import BookingRequest, OnlineRequests
from clinic_site import encryption
from clinic_site.directory import opening


def receive(answers, *, submission, article=None, alarm="", suspected_spam=False, promised_days=None, at=None):
    """Save `answers`; returns (the BookingRequest, whether it is new). The caller may thank: it is committed, or will
    be with the transaction that the caller has around it.

    `submission` (a UUID) names the filled form: sent again, by a double click or a retry, it is the same request, and
    the first answers stand. `article` is the live article that the patient came from, if any. `promised_days`: for how
    long details are kept, as the patient read it; where the clinic has changed that meanwhile, the shorter time holds.
    `alarm`: the Action that its danger signs call for; then the desk owes the call as soon as it is there.
    """
    at = at or timezone.now()
    existing = BookingRequest.objects.filter(submission=submission).first()
    if existing:
        return existing, False
    online = OnlineRequests.load()
    due = opening.schedule(since=timezone.localdate(at)).after(
        at, timedelta(hours=0 if alarm else online.callback_hours)
    )
    try:
        with transaction.atomic():
            request = BookingRequest.objects.create(
                submission=submission,
                kind=answers.kind,
                submitted_at=at,
                due_at=due,
                article=article,
                consent=answers.consent,
                keep_days=min(promised_days or online.keep_days, online.keep_days),
                suspected_spam=suspected_spam,
                alarm=alarm,
                sealed_answers=encryption.seal(encode(answers)),
                **lookup_hashes(answers),
            )
            audit_log.record(request, audit_log.Kind.SUBMITTED, at=at)
            if answers.email:
                letters.received(request, to=answers.email, at=at)
            if online.desk_email:
                letters.waiting(request, to=online.desk_email, at=at)
    except IntegrityError:
        existing = BookingRequest.objects.filter(submission=submission).first()
        if existing is None:
            raise
        return existing, False  # the same form was sent twice at once: the other one was first
    return request, True


def lookup_hashes(answers):
    """The keyed hashes by which the desk finds `answers` again."""
    return {
        "phone_hash": encryption.keyed_hash("phone", answers.phone.e164),
        "birth_date_hash": encryption.keyed_hash("birth_date", answers.birth_date.isoformat()),
        "last_name_hash": encryption.keyed_hash("last_name", encryption.plain_name(answers.last_name)),
    }
