"""When asking fails for another reason than the answers: cookies, size, a database that is down."""

import re
from contextlib import contextmanager

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from appointments.models import BookingRequest
from clinic_site.directory.clinic import Clinic
from tests.appointments.asking import NEW_PATIENT, check, filled, kept, opened, send, token
from tests.appointments.requests import EMAIL, NAME, PHONE, REASON, received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

UNSENT = {"check": "Your answers were not sent.", "send": "We cannot tell whether your answers reached us."}


@contextmanager
def database_down(error=OperationalError, only="", more_than=0):
    """Every statement that contains `only` fails, but for the first `more_than`."""
    seen = []

    def fail(execute, sql, params, many, context):
        if only in sql:
            seen.append(sql)
        if len(seen) > more_than and only in sql:
            raise error("The server closed the connection.")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail):
        yield


def typed(page):
    """{name: [values]} of what a page carries in hidden fields."""
    found = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page):
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("step", ["check", "send", "change"])
@pytest.mark.parametrize(
    "cookie, says", [("", "did not send our cookie"), ("x" * 32, "another page of ours was opened")]
)
def test_without_the_right_cookie_every_answer_is_kept(step, cookie, says):
    browser = Client(enforce_csrf_checks=True)
    if cookie:
        browser.cookies["csrf"] = cookie
    response = browser.post(NEW_PATIENT, {**filled(), "token": token(), "step": step, "csrfmiddlewaretoken": "y" * 64})
    page = response.text
    assert response.status_code == 403 and response.headers["Cache-Control"] == "no-store"
    assert "<title>Error: " in page and says in page and "(904) 555-0102" in page
    for value in (*NAME.split(), PHONE, REASON, EMAIL):
        assert value in page
    assert ("Send request</button>" in page) == (step == "send")
    assert not BookingRequest.objects.exists() and "Invalid" not in page


def test_after_such_a_refusal_trying_again_works():
    browser = Client(enforce_csrf_checks=True)
    page = browser.post(NEW_PATIENT, {**filled(), "token": token(), "step": "send"}).text
    values = typed(page)
    assert browser.post(NEW_PATIENT, {**filled(), **values, "step": "send"}).status_code == 303


def test_a_form_for_which_the_cookie_is_right_is_sent():
    browser = Client(enforce_csrf_checks=True)
    values = typed(opened(browser).text)
    response = browser.post(NEW_PATIENT, {**filled(), **values, "token": token(), "step": "send"})
    assert response.status_code == 303


def test_wrong_answers_and_a_wrong_cookie_lead_to_the_form():
    response = Client(enforce_csrf_checks=True).post(NEW_PATIENT, {**filled(phone="555"), "step": "send"})
    assert response.status_code == 403 and 'value="555"' in response.text and "Continue</button>" in response.text


class Unread:
    """A body that must not be read."""

    def read(self, *args):
        raise AssertionError("The body was read.")

    readline = read


def test_a_body_that_is_too_large_is_refused_before_it_is_read(client):
    response = client.post(NEW_PATIENT, CONTENT_LENGTH="70000", **{"wsgi.input": Unread()})
    assert response.status_code == 413 and response.headers["Cache-Control"] == "no-store"
    assert "what you typed is still in the form" in response.text


def test_a_body_within_the_limit_is_read(client):
    with pytest.raises(AssertionError, match="was read"):
        client.post(NEW_PATIENT, CONTENT_LENGTH="65536", **{"wsgi.input": Unread()})


def test_that_refusal_gives_the_phone_line(client):
    Clinic.load()
    assert "(904) 555-0102" in check(client, reason="x" * 70_000).text


@pytest.mark.parametrize("length", ["65537", "9" * 5000, "-1", "abc", "1e3"])
def test_a_length_that_is_none_is_too_large(client, length):
    assert client.post(NEW_PATIENT, {}, CONTENT_LENGTH=length).status_code == 413


def test_long_text_within_the_limit_keeps_everything_typed(client):
    response = check(client, reason="x" * 30_000, first_name="y" * 20_000)
    assert response.status_code == 422
    assert "x" * 30_000 in kept(response)["reason"] and "y" * 20_000 in response.text


@pytest.mark.database
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("step", [check, send])
def test_while_the_database_is_down_nothing_is_said_to_be_received(client, step, error):
    Clinic.load()
    with database_down(error):
        response = step(client, call_times=["morning", "afternoon"])
    page = response.text
    assert response.status_code == 503 and response.headers["Cache-Control"] == "no-store"
    assert int(response.headers["Retry-After"]) > 0
    assert UNSENT[step.__name__] in page and "received" not in page and "(904) 555-0102" in page
    assert len([words for words in UNSENT.values() if words in page]) == 1
    found = typed(page)
    for name, value in filled(call_times=["morning", "afternoon"], step=step.__name__).items():
        assert found[name] == (value if isinstance(value, list) else [value])


def test_trying_again_sends_what_was_kept():
    browser = Client(enforce_csrf_checks=True)
    values = typed(opened(browser).text)
    with database_down():
        page = browser.post(NEW_PATIENT, {**filled(), **values, "token": token(), "step": "send"}).text
    assert "Try again</button>" in page
    assert browser.post(NEW_PATIENT, typed(page)).status_code == 303
    assert BookingRequest.objects.get().answers.name == NAME


@pytest.mark.database
@pytest.mark.parametrize(
    "table", ["appointments_bookingrequest", "appointments_bookingevent", "appointments_letter", "appointments_rate"]
)
def test_a_database_that_goes_down_while_the_request_is_saved_leaves_nothing_behind(client, table):
    with database_down(only=f'INSERT INTO "{table}'):
        response = send(client)
    assert response.status_code == 503 and UNSENT["send"] in response.text
    assert not BookingRequest.objects.exists()


def test_a_database_that_goes_down_while_the_page_is_written_is_told_too(client):
    with database_down(only="directory_clinicprofile"):
        assert check(client).status_code == 503


def test_a_refused_cookie_while_the_database_is_down_keeps_the_answers_as_well():
    with database_down():
        response = Client(enforce_csrf_checks=True).post(NEW_PATIENT, {**filled(), "step": "send"})
    assert response.status_code == 503 and REASON in response.text


def test_opening_the_form_while_the_database_is_down_gets_the_sites_own_page():
    browser = Client(raise_request_exception=False)
    with database_down():
        response = browser.get(NEW_PATIENT)
    assert response.status_code == 503 and "We cannot answer right now." in response.text


@pytest.mark.database
def test_a_request_that_was_received_is_not_denied_while_the_database_is_down(client):
    reference = received().reference
    with database_down():
        response = client.get(f"/appointments/received/{reference}/")
    assert response.status_code == 503 and response.headers["Retry-After"]
    assert "not sent" not in response.text and "not reached" not in response.text
    assert "Keep the address of this page" in response.text
