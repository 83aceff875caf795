"""The page after sending: the reference and what happens next, and nothing about who asked or what for."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appointments import desk
from appointments.rules import CloseReason, Outcome
from tests.appointments.requests import EMAIL, NAME, PHONE, REASON, received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]
SATURDAY = datetime(2026, 11, 28, 11, tzinfo=ZoneInfo("America/New_York"))


@pytest.fixture
def asked(monkeypatch):
    """Received on a Saturday; by default it is still that moment."""
    request = received(at=SATURDAY)
    clock(monkeypatch, SATURDAY)
    return request


def clock(monkeypatch, at):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)


def page(client, reference):
    response = client.get(f"/appointments/received/{reference}/")
    assert response.status_code == 200 and response.headers["Cache-Control"] == "no-store"
    return response.text


def test_it_gives_the_reference_and_says_what_happens_next_and_by_when(client, asked):
    text = page(client, asked.reference)
    assert f'<strong class="reference">{asked.reference}</strong>' in text
    assert "We call you by <time" in text and ">1 p.m. on Monday, November 30</time>." in text
    assert "at the latest" not in text and "Close this window" in text
    assert "This is not yet an appointment." in text and "Emergency? Do not wait for us." in text
    assert "904-555-0101" in text and "(904) 555-0102" in text


def test_it_tells_nobody_who_asked_or_what_for(client, asked):
    text = page(client, asked.reference)
    main = text[text.index("<main") : text.index("</main>")]
    for secret in (*NAME.split(), PHONE, EMAIL, REASON, "Knee"):
        assert secret not in main
    rehab = received(kind="rehab", at=SATURDAY)
    assert page(client, rehab.reference).replace(rehab.reference, asked.reference) == text


def test_search_engines_are_kept_out(client, asked):
    assert '<meta name="robots" content="noindex">' in page(client, asked.reference)


def test_once_the_promise_has_passed_it_says_to_call(client, asked, monkeypatch):
    clock(monkeypatch, asked.due_at - timedelta(minutes=1))
    assert "We call you" in page(client, asked.reference)
    clock(monkeypatch, asked.due_at)
    text = page(client, asked.reference)
    assert "We call you" not in text and "please call us" in text


@pytest.mark.parametrize("act", ["call", "close"])
def test_once_the_desk_has_acted_it_says_no_more_than_to_call(client, asked, frontdesk, act):
    if act == "call":
        desk.log_call(asked, by=frontdesk, version=asked.version, outcome=Outcome.REACHED)
    else:
        desk.close(asked, by=frontdesk, version=asked.version, reason=CloseReason.SPAM)
    text = page(client, asked.reference)
    main = text[text.index("<main") : text.index("</main>")].lower()
    assert "We call you" not in text and "please call us" in text
    assert not [word for word in ("closed", "spam", "contacted", "reached") if word in main]


@pytest.mark.parametrize("reference", ["2222-2222", "x", "'; DROP TABLE", "\u0661", "%EF%BF%BF"])
def test_an_unknown_reference_is_not_found(client, reference):
    assert client.get(f"/appointments/received/{reference}/").status_code == 404


def test_the_reference_may_be_typed_as_people_type(client, asked):
    typed = asked.reference.lower().replace("-", "")
    assert f'<strong class="reference">{asked.reference}</strong>' in page(client, typed)


def test_it_is_only_read(client, asked):
    assert client.post(f"/appointments/received/{asked.reference}/").status_code == 405


def test_it_takes_three_queries(client, asked, django_assert_num_queries):
    with django_assert_num_queries(3):
        page(client, asked.reference)
