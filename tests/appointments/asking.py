"""Asking for a visit in tests: a filled form, its token, and its steps."""

import json
import re
import time
import uuid
from html import unescape

from django.core.signing import TimestampSigner, b62_encode
from django.http import QueryDict

from appointments import consent
from appointments.forms import NewPatientForm, Page, RehabForm
from appointments.models import UnsentRequest
from appointments.submission import AGAIN, SIGNER
from clinic_site import encryption
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


def opened(client, address=NEW_PATIENT, query=None):
    """The form that a link to `address` leads to."""
    return led(client, client.get(address, query or {}))


def led(client, response):
    """The page that a step leads to by redirects; the one after sending is left unopened."""
    while response.status_code in (302, 303) and "/received/" not in response.headers["Location"]:
        response = client.get(response.headers["Location"])
    return response


def post(client, values, address=NEW_PATIENT):
    return led(client, client.post(address, values))


def check(client, address=NEW_PATIENT, **changes):
    return post(client, {"token": token(), **filled(**changes), "step": "check"}, address)


def send(client, address=NEW_PATIENT, **changes):
    return post(client, {"token": token(), **filled(**changes), "step": "send"}, address)


def hidden(page):
    """{name: [values]} of the hidden inputs of a page: what a browser posts again by itself."""
    found = {}
    for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', page):
        value = re.search(r'value="([^"]*)"', tag)
        found.setdefault(re.search(r'name="([^"]*)"', tag)[1], []).append(unescape(value[1]) if value else "")
    return found


def kept(response):
    """{name: [values]} of the answers that `response` has not lost: saved under its address, or carried by its page."""
    return saved() | hidden(response.text)


def saved():
    """The answers that were saved last."""
    row = UnsentRequest.objects.order_by("-saved_at").first()
    return json.loads(encryption.unseal(row.sealed_answers))["answers"] if row else {}


def address_of(response, page="form"):
    """The address of `page` of the form that `response` belongs to."""
    submission = hidden(response.text)["token"][0].partition(":")[0].removesuffix(AGAIN)
    kind = "rehab" if "/rehab/" in response.text else "new-patient"
    return f"/appointments/{kind}/{submission}/" + ("" if page == "form" else f"{page}/")


def first_page(**changes):
    """What the browser posts of the first page alone."""
    first = NewPatientForm.inputs(Page.FORM)
    return {name: value for name, value in filled(**changes).items() if name in first}


def on_more(client, **changes):
    """The second page, after the first was filled in."""
    form = opened(client)
    typed = {**hidden(form.text), "token": token(), **first_page(**changes), "step": "next"}
    return post(client, typed, address_of(form))


def pressed(client, response, name, step, **typed):
    """What comes of pressing a button of the page `response`, which is the `name` one."""
    return client.post(address_of(response, name), {**hidden(response.text), **typed, "step": step})


def older(by):
    """As if the last step had been made so long ago."""
    for row in UnsentRequest.objects.all():
        row.saved_at -= by
        row.save()


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
