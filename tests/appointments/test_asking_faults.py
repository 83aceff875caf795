"""A fault of ours takes nothing from a patient: what was typed comes back, and the log says where, never what."""

import pytest
from django.db import DatabaseError, IntegrityError
from django.test import Client

from appointments import intake
from appointments.models import BookingRequest
from tests.appointments.asking import NEW_PATIENT, check, filled, opened, send, token
from tests.appointments.requests import EMAIL, NAME, PHONE, REASON
from tests.appointments.test_asking_fails import UNSENT, database_down, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic"), pytest.mark.database]
SECRETS = [*NAME.split(), PHONE, REASON, EMAIL]


def broken(monkeypatch, error):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(intake, "receive", fail)


def assert_kept(page, values):
    kept = typed(page)
    for name, value in values.items():
        assert kept[name] == (value if isinstance(value, list) else [value]), name


@pytest.mark.parametrize("error", [DatabaseError, IntegrityError])
@pytest.mark.parametrize("step", [check, send])
def test_a_damaged_database_takes_no_answer_away(client, step, error, caplog):
    with database_down(error):
        response = step(client)
    assert response.status_code == 503 and response.headers["Retry-After"] and UNSENT[step.__name__] in response.text
    assert_kept(response.text, filled(step=step.__name__))
    assert error.__name__ in caplog.text


def test_any_other_fault_takes_none_either(client, monkeypatch):
    same = token()
    broken(monkeypatch, ValueError(REASON))
    response = send(client, token=same)
    assert response.status_code == 500 and response.headers["Cache-Control"] == "no-store"
    assert UNSENT["send"] in response.text and "(904) 555-0102" in response.text
    assert_kept(response.text, filled(step="send", token=same))


def test_trying_again_after_a_fault_goes_through(monkeypatch):
    browser = Client(enforce_csrf_checks=True)
    values = typed(opened(browser).text)
    with monkeypatch.context() as patch:
        broken(patch, ValueError(REASON))
        page = browser.post(NEW_PATIENT, {**filled(), **values, "token": token(), "step": "send"}).text
    assert browser.post(NEW_PATIENT, typed(page)).status_code == 303
    assert BookingRequest.objects.get().answers.name == NAME


def test_the_log_says_where_it_failed_and_not_what_was_typed(client, monkeypatch, caplog):
    broken(monkeypatch, ValueError(" ".join(SECRETS)))
    send(client)
    assert "ValueError" in caplog.text and "asking.py" in caplog.text
    assert not [secret for secret in SECRETS if secret in caplog.text]
    assert len([record for record in caplog.records if record.name == "django.request"]) == 1
