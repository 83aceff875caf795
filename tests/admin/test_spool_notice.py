"""What the desk and managers are told of requests in the spool, and what /healthz says of them."""

import pytest
from django.test import Client

from appointments import outage
from appointments.outage import filing, spool
from tests.appointments.test_filing import kept_in_turn
from tests.conftest import signed_in, user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "spooling")]
DESK, FRONT = "/admin/appointments/bookingrequest/", "/admin/"
WAIT, ASIDE = "wait in the spool since 10:00 a.m. on November 30", "could not be opened or filed"


@pytest.fixture
def lost_key(settings):
    kept_in_turn(2)
    settings.SPOOL_KEY.unlink()
    outage.prepare()
    filing.file_waiting()


@pytest.mark.parametrize("address", [DESK, FRONT])
def test_the_desk_is_told_of_what_waits(frontdesk, address):
    client = signed_in(frontdesk)
    assert "spool" not in client.get(address).text
    kept_in_turn(2)
    assert f"2 requests {WAIT}" in client.get(address).text
    filing.file_waiting()
    assert "spool" not in client.get(address).text


@pytest.mark.parametrize("address", [DESK, FRONT])
def test_managers_alone_are_told_of_what_was_set_aside(frontdesk, manager, lost_key, address):
    page = signed_in(manager).get(address).text
    assert f"2 requests in the spool {ASIDE}" in page and "put the former key back" in page
    assert ASIDE not in signed_in(frontdesk).get(address).text


def test_others_are_told_of_neither(lost_key):
    spool.retry()
    assert "spool" not in signed_in(user("writer", "Authors")).get(FRONT).text


def test_one_request_is_told_of_as_one(frontdesk):
    kept_in_turn(1)
    assert "1 request waits in the spool since" in signed_in(frontdesk).get(DESK).text


def test_healthz_tells_of_both_and_stays_in_service(settings, lost_key):
    kept_in_turn(1)
    response = Client().get("/healthz")
    assert response.status_code == 200
    assert response.text.splitlines() == [
        "Requests that wait in the spool for the database: 1, since 2026-11-30 10:00.",
        "Requests in the spool that cannot be opened or filed: 2. See the desk's page.",
    ]
    assert Client().get("/healthz?strict").status_code == 503
