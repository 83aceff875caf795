"""From answers to a request, its first event and its letters: all of it, or nothing."""

import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError

from appointments import intake, letters
from appointments.models import BookingEvent, BookingRequest, Letter, OnlineRequests
from clinic_site.directory.models import Closure, Location, OpeningHours
from tests.appointments.canary import everything_stored
from tests.appointments.requests import EMAIL, NAME, PHONE, REASON, answers, received

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TAMPA = ZoneInfo("America/New_York")


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=TAMPA)


@pytest.fixture
def open_on_workdays(clinic):
    place = Location.objects.create(name="Harbor", slug="harbor")
    for weekday in range(5):
        OpeningHours.objects.create(location=place, weekday=weekday, opens="08:00", closes="17:00")


def kinds(request):
    return [event.kind for event in request.events.all()]


def test_a_request_its_first_event_and_its_letter_come_together(clinic):
    request = received()
    assert request.answers == answers()
    assert (request.state, request.version, request.kind) == ("new", 1, "new_patient")
    assert kinds(request) == ["submitted", "letter queued"]
    letter = request.letters.get()
    assert (letter.name, letter.state, letter.to) == ("received", "queued", EMAIL)


def test_without_an_address_there_is_no_letter(clinic):
    request = received(email="")
    assert kinds(request) == ["submitted"] and not Letter.objects.exists()


def test_the_desk_gets_a_letter_where_it_wants_one(clinic):
    OnlineRequests.objects.create(desk_email="desk@example.org")
    request = received(email="")
    letter = request.letters.get()
    assert (letter.name, letter.to) == ("waiting", "desk@example.org")


def test_a_reference_can_be_read_over_the_phone():
    references = {received(email="").reference for _ in range(20)}
    assert len(references) == 20
    for reference in references:
        assert len(reference) == 9 and reference[4] == "-" and not set(reference) & set("AEIOU01L")


def test_the_same_form_sent_again_is_the_same_request_with_its_first_answers():
    submission = uuid.uuid4()
    first, new = intake.receive(answers(), submission=submission)
    again, new_again = intake.receive(answers(reason="Changed."), submission=submission)
    assert (new, new_again) == (True, False)
    assert again.pk == first.pk and again.answers.reason == REASON
    assert BookingEvent.objects.count() == 2 and Letter.objects.count() == 1


def test_a_form_sent_twice_at_the_same_moment_is_one_request(monkeypatch):
    """The second has looked before the first was there."""
    submission = uuid.uuid4()
    first, _ = intake.receive(answers(), submission=submission)
    real, calls = BookingRequest.objects.filter, []

    def blind_once(*args, **kwargs):
        calls.append(kwargs)
        return BookingRequest.objects.none() if len(calls) == 1 else real(*args, **kwargs)

    monkeypatch.setattr(BookingRequest.objects, "filter", blind_once)
    again, new = intake.receive(answers(), submission=submission)
    assert (again.pk, new) == (first.pk, False)


def test_where_a_letter_cannot_be_written_nothing_is_saved(monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(letters, "received", broken)
    with pytest.raises(DatabaseError):
        received()
    assert not BookingRequest.objects.exists() and not BookingEvent.objects.exists()


@pytest.mark.parametrize(
    "asked, due",
    [
        (at(23, 9), at(23, 13)),  # Monday morning: four hours later
        (at(23, 15), at(24, 10)),  # Monday afternoon: two hours today, two tomorrow
        (at(23, 22), at(24, 12)),  # after hours
        (at(28, 11), at(30, 12)),  # Saturday: Monday
        (at(25, 16), at(27, 11)),  # the day before a closure
    ],
)
def test_the_call_is_promised_in_opening_hours(open_on_workdays, asked, due):
    Closure.objects.create(day=date(2026, 11, 26), reason="Thanksgiving")
    assert received(at=asked).due_at == due


def test_the_database_alone_tells_nobodys_name_number_or_complaint(clinic):
    received()
    for table, held in everything_stored():
        for secret in (*NAME.split(), PHONE, "9045550163", REASON, EMAIL, "1971-03-14"):
            assert secret not in held, table
