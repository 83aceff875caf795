"""How to ask for a visit: both ways, what the clock says about the call back, and pauses that are no dead end."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from appointments.models import BookingRequest, OnlineRequests
from clinic_site.directory.models import Closure, Location, OpeningHours, PhoneLine
from tests.appointments.asking import NEW_PATIENT, REHAB, check, opened, send
from tests.appointments.requests import EMAIL, NAME, REASON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]
TAMPA = ZoneInfo("America/New_York")
INDEX = "/appointments/"


@pytest.fixture
def hours():
    place = Location.objects.create(name="Harbor", slug="harbor")
    for weekday in range(5):
        OpeningHours.objects.create(location=place, weekday=weekday, opens="08:00", closes="17:00")


@pytest.fixture
def clock(monkeypatch):
    """clock(23, 9) makes it nine in the morning of Monday, November 23, 2026, at the clinic."""

    def set(day, hour):
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, day, hour, tzinfo=TAMPA))

    return set


def main(client, address=INDEX):
    page = opened(client, address).text
    return page[page.index("<main") : page.index("</main>")]


def in_order(page, *words):
    places = [page.index(word) for word in words]
    return places == sorted(places)


def test_the_emergency_comes_first_then_each_way_with_its_form_and_its_line(client, hours):
    page = main(client)
    assert in_order(
        page, "Emergency? Do not wait for us.", "Call 911", "Ask for a first visit", f'href="{NEW_PATIENT}"'
    )
    assert in_order(page, f'href="{NEW_PATIENT}"', "904-555-0101", "Ask for a rehab visit", f'href="{REHAB}"')
    assert in_order(page, f'href="{REHAB}"', "(904) 555-0102", "not yet an appointment", "Have this at hand")
    assert in_order(page, "Have this at hand", "When we are open", "Harbor", "8 a.m. to 5 p.m.")


def test_asking_is_never_called_booking(client, hours):
    assert "book" not in main(client).lower()


@pytest.mark.parametrize(
    "day, hour, open_now, call_back",
    [
        (23, 9, True, "this afternoon"),
        (23, 16, True, "tomorrow morning"),
        (23, 20, False, "tomorrow morning"),
        (25, 20, False, "on Friday morning"),
        (28, 11, False, "on Monday morning"),
    ],
)
def test_the_clock_says_whether_somebody_answers_and_when_we_phone_back(
    client, hours, clock, day, hour, open_now, call_back
):
    Closure.objects.create(day=date(2026, 11, 26), reason="Thanksgiving")
    clock(day, hour)
    page = main(client)
    assert ("Open now, until" in page, "Closed now. Opens" in page) == (open_now, not open_now)
    assert f"we phone back {call_back}." in page


def test_where_no_hours_are_known_nothing_is_said_of_now(client):
    page = main(client)
    assert "open now" not in page.lower() and "closed now" not in page.lower() and "we phone back" in page


def test_days_closed_are_told_in_advance(client, hours, clock):
    clock(23, 9)
    assert "Days we are closed" not in main(client)
    Closure.objects.create(day=date(2026, 11, 26), reason="Thanksgiving")
    assert in_order(main(client), "Days we are closed", "Thanksgiving", "When we are open")


def test_a_line_for_everything_else_stands_below_both(client):
    assert "For anything else" not in main(client)
    PhoneLine.objects.create(purpose="general", label="Questions", number="904-555-0103", note="Nurse at night.")
    assert in_order(main(client), f'href="{REHAB}"', "For anything else", "904-555-0103", "Nurse at night.")


def test_an_empty_clinic_can_be_asked_too(client):
    PhoneLine.objects.all().delete()
    for address in (INDEX, NEW_PATIENT, REHAB):
        assert opened(client, address).status_code == 200


def test_the_page_takes_the_same_queries_for_any_number_of_places(client, hours, django_assert_num_queries):
    for number in range(5):
        place = Location.objects.create(name=f"Place {number}", slug=f"place-{number}")
        OpeningHours.objects.create(location=place, weekday=0, opens="08:00", closes="17:00")
        Closure.objects.create(day=date(2030, 1, 1 + number), location=place)
    with django_assert_num_queries(7):
        client.get(INDEX)


@pytest.fixture
def paused():
    OnlineRequests.objects.create(paused_from=date(2026, 1, 1), pause_message="Our desk is moving. Please call.")


def test_while_requests_are_paused_the_page_says_so_and_gives_the_lines(client, hours, paused):
    page = main(client)
    assert "Our desk is moving." in page and "904-555-0101" in page and "(904) 555-0102" in page
    assert NEW_PATIENT not in page and REHAB not in page and "online" not in page


@pytest.mark.parametrize("address", [NEW_PATIENT, REHAB])
def test_while_requests_are_paused_the_form_is_the_phone(client, hours, paused, address):
    page = main(client, address)
    assert in_order(page, "Please call us", "Call 911", "Our desk is moving.", "904-555-0101", "When we are open")
    assert "<form" not in page


def test_a_pause_without_words_has_some(client, paused):
    OnlineRequests.objects.update(pause_message="")
    assert "We take no requests online at the moment." in main(client)
    assert "We take no requests online at the moment." in main(client, NEW_PATIENT)


@pytest.mark.parametrize("address", [INDEX, NEW_PATIENT, REHAB])
def test_the_last_day_of_a_pause_is_said_where_it_is_set(client, clock, paused, address):
    clock(23, 9)
    assert "until" not in main(client, address)
    OnlineRequests.objects.update(paused_until=date(2026, 11, 27))
    assert "until the end of Friday, November 27." in main(client, address)


@pytest.mark.parametrize("step", [check, send])
@pytest.mark.parametrize("changes", [{}, {"birth_date_month": "Mrach", "asking_for": ""}])
def test_answers_sent_into_a_pause_are_shown_for_the_phone(client, paused, step, changes):
    response = step(client, **changes)
    page = response.text
    assert response.status_code == 422 and response.headers["Cache-Control"] == "no-store"
    assert "Your answers were not sent." in page and "904-555-0101" in page
    for text in (*NAME.split(), "(904) 555-0163", REASON, EMAIL, "Mrach 14 1971" if changes else "March 14, 1971"):
        assert text in page
    assert "Change</button>" not in page and not BookingRequest.objects.exists()


def test_after_a_pause_the_form_is_back(client, clock):
    OnlineRequests.objects.create(paused_from=date(2026, 11, 1), paused_until=date(2026, 11, 22))
    clock(23, 9)
    assert "<form" in main(client, NEW_PATIENT)


def test_how_long_details_are_kept_is_said_as_the_clinic_set_it(client):
    OnlineRequests.objects.create(keep_days=30)
    assert "30 days after" in main(client, NEW_PATIENT)
    assert "30 days after" in check(client, phone="", consent="").text
