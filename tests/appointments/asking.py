"""Asking for a visit in tests: a filled form, its token, and its steps."""

import time
import uuid

from django.core.signing import TimestampSigner, b62_encode
from django.http import QueryDict

from appointments import consent
from appointments.forms import NewPatientForm, RehabForm
from appointments.submission import SIGNER
from tests.appointments.requests import EMAIL, NAME, PHONE, REASON

NEW_PATIENT, REHAB = "/appointments/new-patient/", "/appointments/rehab/"
FIRST, LAST = NAME.split()


def filled(**changes):
    """What the browser posts for a form with all that must be answered, and some that need not."""
    return {
        "asking_for": "me",
        "first_name": FIRST,
        "last_name": LAST,
        "birth_date_month": "March",
        "birth_date_day": "14",
        "birth_date_year": "1971",
        "phone": PHONE,
        "voicemail": "yes",
        "call_times": ["morning"],
        "email": EMAIL,
        "body_area": "none",
        "danger_signs": ["none"],
        "reason": REASON,
        "consent": f"{consent.NEWEST}/90",
        **changes,
    }


def token(age=60):
    """The token of a form that was opened `age` seconds ago."""
    signer = TimestampSigner(salt=SIGNER.salt)
    signer.timestamp = lambda: b62_encode(int(time.time()) - age)
    return signer.sign(str(uuid.uuid4()))


def check(client, address=NEW_PATIENT, **changes):
    return client.post(address, {"token": token(), **filled(**changes), "step": "check"})


def send(client, address=NEW_PATIENT, **changes):
    return client.post(address, {"token": token(), **filled(**changes), "step": "send"})


def cleaned(kind="new_patient", **changes):
    """A form that was filled in and read."""
    form = (RehabForm if kind == "rehab" else NewPatientForm)(_posted(filled(**changes)), keep_days=90)
    form.full_clean()
    return form


def errors(*names, kind="new_patient", **changes):
    """The sentences about the fields `names` (default: about any) where the form is filled in with `changes`."""
    form = cleaned(kind, **changes)
    return [message for name in names or form.errors for message in form.errors.get(name, [])]


def error(name, **changes):
    """The one sentence about the one wrong answer, and the id of the input that its link leads to."""
    form = cleaned(**changes)
    assert list(form.errors) == [name], form.errors
    [(target, message)] = form.problems()
    return message, target


def _posted(values):
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data
