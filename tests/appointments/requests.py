"""Booking requests for tests, in a few words."""

import dataclasses
import uuid
from datetime import date

from appointments import intake
from appointments.answers import Answers, Choice, Kind, Phone
from appointments.models import BookingRequest

NAME, PHONE, REASON = "Quillon Vanterpool", "(904) 555-0163", "My knee clicks on the stairs since the fall."
EMAIL = "quillon@example.org"
UNUSED = "0f8fad5b-d9cb-469f-a165-70867728950e"  # the address of a form that nobody has filled in


def answers(**more):
    """What a patient may have answered, but for what `more` changes."""
    first, last = NAME.split()
    usual = Answers(
        kind=Kind.NEW_PATIENT,
        asking_for="me",
        first_name=first,
        last_name=last,
        birth_date=date(1971, 3, 14),
        phone=Phone(typed=PHONE, e164="+19045550163"),
        voicemail=True,
        call_times=("morning",),
        email=EMAIL,
        body_area=Choice("knee", "Knee"),
        reason=REASON,
        consent="2026-11",
    )
    return dataclasses.replace(usual, **more)


def received(*, at=None, submission=None, article=None, alarm="", suspected_spam=False, **more):
    """A booking request that came in, as it is in the database; `more` changes the answers."""
    request, _ = intake.receive(
        answers(**more),
        submission=submission or uuid.uuid4(),
        article=article,
        alarm=alarm,
        suspected_spam=suspected_spam,
        at=at,
    )
    return fresh(request)


def fresh(request):
    return BookingRequest.objects.get(pk=request.pk)
