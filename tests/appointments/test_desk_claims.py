"""A request is one person's at a time: claimed, released, and by whom."""

from datetime import UTC, datetime, timedelta

import pytest

from appointments import desk
from tests.appointments.requests import fresh, received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic"), pytest.mark.database]
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)  # 10 a.m. in Tampa


@pytest.fixture
def request_in():
    return received(email="", at=NOW - timedelta(hours=1))


@pytest.fixture
def claimed(request_in, frontdesk):
    desk.claim(request_in, by=frontdesk, at=NOW)
    return fresh(request_in)


@pytest.fixture
def read_a_day_later(monkeypatch):
    """On the day itself, no day is told."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=1))


def test_a_claim_says_who_has_it_since_when(claimed, frontdesk):
    assert (claimed.claimed_by, claimed.claimed_at, claimed.version) == (frontdesk, NOW, 2)
    event = claimed.events.last()
    assert (event.kind, event.actor, event.fields) == ("claimed", frontdesk, ["claimed_at", "claimed_by"])


@pytest.mark.usefixtures("read_a_day_later")
def test_a_second_one_is_told_who_was_first(claimed, manager):
    with pytest.raises(
        desk.ActRefused, match="^Frontdesk claimed this request on Mon, Nov 23, at 10 a.m.; nothing was changed.$"
    ):
        desk.claim(claimed, by=manager, at=NOW)
    assert fresh(claimed).version == 2


def test_claiming_twice_is_claiming_once(claimed, frontdesk):
    desk.claim(claimed, by=frontdesk, at=NOW + timedelta(hours=1))
    assert fresh(claimed).claimed_at == NOW
    assert claimed.events.filter(kind="claimed").count() == 1


def test_a_closed_request_is_not_claimed(request_in, frontdesk):
    desk.close(request_in, by=frontdesk, version=1, reason="spam", at=NOW)
    with pytest.raises(desk.ActRefused, match="closed request cannot be claimed"):
        desk.claim(request_in, by=frontdesk, at=NOW)


def test_who_has_it_lets_go(claimed, frontdesk):
    desk.release(claimed, by=frontdesk, version=2, at=NOW)
    request = fresh(claimed)
    assert (request.claimed_by, request.claimed_at, request.version) == (None, None, 3)
    assert request.events.last().kind == "released"


def test_another_does_not_let_go_of_it_but_a_manager_does(claimed, manager, outsider):
    with pytest.raises(desk.ActRefused, match="^Frontdesk has this request. They or a manager can release it.$"):
        desk.release(claimed, by=outsider, version=2, at=NOW)
    assert fresh(claimed).claimed_by
    desk.release(claimed, by=manager, version=2, at=NOW)
    assert fresh(claimed).claimed_by is None


def test_what_nobody_has_is_not_let_go(request_in, frontdesk):
    with pytest.raises(desk.ActRefused, match="Nobody has this request."):
        desk.release(request_in, by=frontdesk, version=1, at=NOW)
