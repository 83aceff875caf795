"""What a patient types goes into the sealed request and nowhere else; junk gets a page and never a fault."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from appointments.models import BookingRequest
from tests.appointments.asking import NEW_PATIENT, REHAB, check, filled, led, opened, post, send, token
from tests.appointments.requests import EMAIL, NAME, PHONE, REASON
from tests.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]
SECRETS = [*NAME.split(), PHONE, "9045550163", REASON, REASON.split()[2], EMAIL, "1971"]
NAMES = [*filled(), "token", "step", "article", "vx7", "physician", "location", "days", "surgery_year", "needs"]


def steps(client):
    """Every kind of answer there is to a form."""
    same = token()
    yield check(client)
    yield check(client, phone="")
    yield post(client, {**filled(), "token": token(), "step": "change"})
    yield send(client, token=token(age=0))
    yield send(client, token="forged")
    yield send(client, vx7="x")
    yield send(client, token=same)
    yield send(client, token=same, reason=f"{REASON} More.")
    yield client.get(f"/appointments/received/{BookingRequest.objects.first().reference}/")


def test_no_page_with_answers_is_kept_by_a_browser_or_on_the_way(client):
    assert all(response.headers["Cache-Control"] == "no-store" for response in steps(client))


@pytest.mark.parametrize("address", [NEW_PATIENT, REHAB])
def test_the_empty_form_may_be_kept_so_that_going_back_finds_what_was_typed(client, address):
    directives = opened(client, address).headers["Cache-Control"]
    assert "no-cache" in directives and "private" in directives and "no-store" not in directives


def test_nothing_personal_stands_in_a_header_an_address_a_cookie_or_a_log_line(client, caplog):
    caplog.set_level("DEBUG")
    for response in steps(client):
        told = str(dict(response.headers)) + str(response.cookies) + response.wsgi_request.get_full_path()
        assert not [secret for secret in SECRETS if secret in told]
    assert not [secret for secret in SECRETS if secret in caplog.text]


def test_there_is_no_cookie_but_the_one_against_forgery_and_half_of_the_way_to_the_answers(client):
    for response in steps(client):
        assert set(response.cookies) <= {"csrf", "answers"}
    assert set(client.cookies) == {"csrf", "answers"} and not Session.objects.exists()


def test_a_session_that_somebody_has_learns_nothing(frontdesk):
    client = signed_in(frontdesk)
    before = set(client.session.keys())
    list(steps(client))
    assert set(client.session.keys()) <= before | {"signed_in_at"}
    assert not [secret for secret in SECRETS if secret in str(Session.objects.get().get_decoded())]


def test_what_was_typed_is_no_markup(client):
    typed = {"reason": "<script>x</script>", "last_name": "<script>x</script>"}
    second = post(client, {"token": token(), **filled(**typed), "step": "next"})
    for response in (check(client, **typed), check(client, **typed, phone=""), second):
        assert "<script>x" not in response.text and "&lt;script&gt;x" in response.text


TEXT = st.text(max_size=60) | st.sampled_from(["me", "child", "none", "yes", "send", "change", "3", "1971", "29"])
NAME_OF_ONE = st.sampled_from(NAMES) | st.text(max_size=8)


@given(posted=st.dictionaries(NAME_OF_ONE, TEXT | st.lists(TEXT, max_size=3), max_size=25))
@example(posted={"step": "send", "birth_date_month": "\u0661", "birth_date_day": "²", "birth_date_year": "𝟙𝟡𝟟𝟙"})
@example(posted={"token": "\ud7ff:\x00:\uffff", "step": "send"})
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@pytest.mark.parametrize("address", [NEW_PATIENT, REHAB])
def test_whatever_is_posted_gets_a_page(client, address, posted):
    for base in ({}, {**filled(), "token": token(), "step": "send"}):
        response = post(client, base | posted, address)
        assert response.status_code in (200, 303, 403, 409, 413, 422, 429)
        assert response.status_code == 303 or "<h1>" in response.text


@pytest.mark.parametrize(
    "body, kind",
    [
        (b"\xff\xfe\x00first_name=%ff%00&&&==;", "application/x-www-form-urlencoded"),
        (b"a=" * 20_000, "application/x-www-form-urlencoded"),
        (b"first_name=x", "application/x-www-form-urlencoded; charset=utf-16"),
        (b'{"first_name": 1}', "application/json"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data"),
        (b"", "text/plain; charset=nonsense"),
        (
            b'--x\r\nContent-Disposition: form-data; name="first_name"; filename="a.exe"\r\n\r\nMZ\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_a_body_that_is_no_form_gets_a_page(body, kind):
    browser = Client(raise_request_exception=False)
    response = led(browser, browser.generic("POST", NEW_PATIENT, body, content_type=kind))
    assert response.status_code in (200, 400, 422) and "<h1>" in response.text
