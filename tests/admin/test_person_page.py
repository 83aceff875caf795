"""What we hold of one person: shown, printed, taken as a file, erased; by managers, by reference and birth date."""

import json
from datetime import date

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse

from appointments import desk, person
from appointments.models import BookingEvent, BookingRequest
from appointments.rules import Outcome
from tests.appointments.canary import everything_stored
from tests.appointments.requests import EMAIL, NAME, PHONE, REASON, fresh, received
from tests.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PAGE = reverse("admin:appointments_bookingrequest_person")
FIRST, LAST = NAME.split()
BORN = "3/14/1971"
NOTE = "Her daughter drives her."


@pytest.fixture
def managing(manager, clinic):
    return signed_in(manager)


@pytest.fixture
def booking(clinic, frontdesk):
    request = received()
    desk.log_call(request, by=frontdesk, version=1, outcome=Outcome.REACHED, note=NOTE)
    return fresh(request)


def ask(browser, booking, born=BORN, **more):
    return browser.post(PAGE, {"reference": booking.reference, "birth_date": born, **more})


def erase(browser, booking, *, seen=None, **more):
    seen = [f"{booking.reference} {booking.version}"] if seen is None else seen
    return ask(browser, booking, act="erase", sure="yes", seen=seen, **more)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_only_managers_come_here(frontdesk, author, reviewer, booking):
    for other in (frontdesk, author, reviewer):
        browser = signed_in(other)
        assert browser.get(PAGE).status_code == ask(browser, booking).status_code == 403
        assert erase(browser, booking).status_code == 403
    assert fresh(booking).answers


def test_everything_is_shown_and_the_look_is_written_down(managing, manager, booking):
    page = text(ask(managing, booking))
    for words in (NAME, PHONE, EMAIL, REASON, NOTE, booking.reference, "Call: reached"):
        assert words in page
    look = booking.events.last()
    assert (look.kind, look.actor) == ("viewed", manager)
    assert desk.name_of(manager) in page.split("Who looked at it")[1]


@pytest.mark.parametrize(
    "typed, words",
    [
        ({"birth_date": "3/15/1971"}, "No request has this reference and this birth date."),
        ({"reference": "2222-2222"}, "No request has this reference and this birth date."),
        ({"reference": "hello"}, "A reference has eight characters"),
        ({"birth_date": "soon"}, "Type the birth date as month/day/year"),
        ({"birth_date": ""}, "Type the patient"),
    ],
)
def test_what_does_not_go_together_shows_nothing_and_keeps_what_was_typed(managing, booking, typed, words):
    page = text(managing.post(PAGE, {"reference": booking.reference, "birth_date": BORN} | typed))
    assert words in page and "<title>Error: " in page and LAST not in page
    for value in typed.values():
        assert f'value="{value}"' in page or not value
    assert not booking.events.filter(kind="viewed").exists()


def test_all_requests_of_the_person_are_found_but_no_twins(managing, booking):
    again = received(first_name=FIRST.upper(), phone=booking.answers.phone, reason="My other knee.")
    twin = received(first_name="Ottoline", reason="A sore elbow.")
    stranger = received(last_name="Solheim")
    held = text(ask(managing, booking)).split('<section class="held"')
    assert len(held) == 3 and again.reference in held[1] and booking.reference in held[2]
    assert "A sore elbow." not in "".join(held) and stranger.reference not in "".join(held)
    assert twin.reference in held[0]


def test_the_file_holds_everything_and_is_kept_nowhere(managing, booking):
    response = ask(managing, booking, act="file")
    assert response["Content-Disposition"] == f'attachment; filename="request-{booking.reference}.json"'
    assert "no-store" in response["Cache-Control"]
    (held,) = json.loads(response.content)["requests"]
    assert (held["reference"], held["last name"], held["reason"]) == (booking.reference, LAST, REASON)
    assert held["notes"][0]["text"] == NOTE and held["calls"][0]["outcome"] == "reached"
    assert held["letters"] and "submitted" in [event["what"] for event in held["what was done"]]
    assert booking.events.last().kind == "exported"


def test_what_was_told_is_destroyed_and_who_asked_for_it_is_on_record(managing, manager, booking):
    assert "Erased:" in text(erase(managing, booking))
    after = fresh(booking)
    assert (after.answers, after.state, after.close_reason) == (None, "closed", "declined")
    assert after.phone_hash == after.last_name_hash == after.birth_date_hash == ""
    last = after.events.last()
    assert (last.kind, last.actor) == ("purged", manager)
    stored = everything_stored()
    assert not [word for word in (LAST, EMAIL, NOTE) if word.encode() in stored]
    assert person.find(booking.reference, date(1971, 3, 14)) is None


def test_a_closed_request_keeps_why_it_was_closed(managing, booking, frontdesk):
    desk.close(booking, by=frontdesk, version=booking.version, reason="unreached")
    assert "Erased:" in text(erase(managing, fresh(booking)))
    assert fresh(booking).close_reason == "unreached"


@pytest.mark.parametrize(
    "more, words",
    [({"sure": ""}, "tick that you are sure"), ({"seen": ["2222-2222 1"]}, "something changed since you looked")],
)
def test_erasing_is_meant_and_of_what_was_seen(managing, booking, more, words):
    given = {"sure": "yes", "seen": [f"{booking.reference} {booking.version}"], **more}
    page = text(ask(managing, booking, act="erase", **given))
    assert f"Nothing was erased: {words}" in page and REASON in page
    assert fresh(booking).answers


def test_a_second_request_that_came_meanwhile_is_looked_at_first(managing, booking):
    received(reason="My other knee.")
    assert "something changed since you looked" in text(erase(managing, booking))
    assert BookingRequest.objects.exclude(sealed_answers="").count() == 2


def test_a_key_that_opens_nothing_is_said_with_the_remedy(managing, booking, settings):
    settings.BOOKING_KEYS = [Fernet.generate_key().decode(), *settings.BOOKING_KEYS]
    assert NAME in text(ask(managing, booking))  # found under the former key, too
    hashes = BookingRequest.objects.values("birth_date_hash", "last_name_hash").get()
    BookingRequest.objects.update(sealed_answers="gone", **hashes)
    page = text(ask(managing, booking))
    assert "Nothing was opened. Tell the administrator" in page and "Put the key back" in page


def test_a_forged_post_gets_nothing(manager, booking):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(manager)
    assert erase(browser, booking).status_code == ask(browser, booking).status_code == 403
    assert fresh(booking).answers and not BookingEvent.objects.filter(kind="viewed").exists()
