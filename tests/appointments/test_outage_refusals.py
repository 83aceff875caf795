"""While the database is down: what is not kept, and what the patient is told then."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, InternalError, OperationalError
from django.test import Client

from appointments.models import OnlineRequests
from appointments.outage import files as spool_files
from appointments.outage import last_known, spool
from tests.appointments.asking import (
    NEW_PATIENT,
    filled,
    opened,
    pressed,
    send,
    token,
)
from tests.appointments.requests import REASON
from tests.appointments.spooling import files, outage_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "spooling"), pytest.mark.database]


def test_a_pause_that_was_last_known_holds(client):
    OnlineRequests.objects.create(paused_from=date(2020, 1, 1), pause_message="The desk moves.")
    with outage_of():
        assert "The desk moves." in opened(client).text and "The desk moves." in send(client).text
        assert "The desk moves." in client.get("/appointments/").text
    assert files() == []


@pytest.mark.parametrize("what", ["off", "no key", "nothing known", "damaged"])
def test_where_it_is_not_prepared_nothing_is_promised(client, settings, spooling, what):
    with outage_of():
        if what == "off":
            settings.OUTAGE_SPOOL = False
        elif what == "damaged":
            last_known.file().write_text("{}")
        else:
            (spooling / ("public_key" if what == "no key" else "last_known.json")).unlink()
        response = send(client)
        assert response.status_code == opened(Client(raise_request_exception=False)).status_code == 503
        assert "We cannot tell whether your answers reached us." in response.text
    assert files() == []


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, InternalError, DatabaseError])
def test_what_counts_as_down(client, error):
    with outage_of(error=error):
        assert send(client).status_code == 303
    assert len(files()) == 1


def test_a_fault_of_ours_does_not(client):
    with outage_of(error=IntegrityError):
        assert send(client).status_code == 503
    assert files() == []


@pytest.mark.parametrize("changes, says", [({"vx7": "x"}, "a hidden field"), ({"token": "forged"}, "got lost")])
def test_bots_meet_the_same_refusals(client, changes, says):
    with outage_of():
        assert says in send(client, **changes).text
    assert files() == []


def test_the_eleventh_in_an_hour_is_refused_and_keeps_what_was_typed(client):
    with outage_of():
        for _ in range(10):
            assert send(client).status_code == 303
        response = send(client)
        assert response.status_code == 429 and REASON in response.text and "(904) 555-0102" in response.text
        other = (
            send(client, REMOTE_ADDR="10.0.0.9")
            if False
            else client.post(NEW_PATIENT, {"token": token(), **filled(), "step": "send"}, REMOTE_ADDR="10.0.0.9")
        )
        assert other.status_code == 303
    assert len(files()) == 11


@pytest.mark.parametrize("limit, value", [("MOST", 1), ("BYTES", 100)])
def test_a_full_spool_refuses_and_keeps_what_was_typed(client, monkeypatch, limit, value):
    monkeypatch.setattr(spool, limit, value)
    with outage_of():
        assert send(client).status_code == 303
        response = send(client)
        assert response.status_code == 503 and response.headers["Retry-After"]
        assert "we have no room to keep more requests" in response.text and REASON in response.text
        assert "(904) 555-0102" in response.text and len(files()) == 1
        monkeypatch.undo()
        assert pressed(client, response, "check", "send").status_code == 303


def test_so_does_a_disk_that_is_nearly_full(client, monkeypatch):
    monkeypatch.setattr(spool.disk_space, "is_low", lambda disk: True)
    with outage_of():
        assert "we have no room" in send(client).text
    assert files() == []


def test_and_one_that_fills_up_just_then(client, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    with outage_of(), monkeypatch.context() as patch:
        patch.setattr(spool_files.os, "fsync", full)
        assert "we have no room" in send(client).text
    assert files() == [] and not list(spool_files.folder().glob(".draft*"))


def test_a_refused_cookie_keeps_the_answers_as_well():
    with outage_of():
        response = Client(enforce_csrf_checks=True).post(NEW_PATIENT, {**filled(), "token": token(), "step": "send"})
        assert response.status_code == 403 and REASON in response.text and files() == []
