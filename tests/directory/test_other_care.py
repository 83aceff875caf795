"""Where patients turn while the clinic is closed: the first place that is open, by the clinic's order and its hours."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic_site.directory.models import Closure, Location, OpeningHours, OtherCare, OtherCareHours
from clinic_site.directory.other_care import elsewhere
from clinic_site.page_cache import store
from conditions.document.urgency import Urgency
from conditions.editing.restore import restore
from conditions.publishing.actions import publish
from tests.admin.forms import opened
from tests.appointments.requests import received
from tests.conditions.reading import words
from tests.conftest import document, signed_in, symptom

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ARTICLE = "/conditions/runners-knee/"
PAGES = [ARTICLE, "/find/anywhere/?symptom=locking", "/symptoms/locking/"]
OURS = ZoneInfo("America/New_York")
GO = "Go to an urgent care center or an emergency room."
MONDAY = dt.date(2030, 12, 2)


def at(day, hour, minute=0):
    """A moment of 2030, in which December 2 is a Monday."""
    return dt.datetime(2030, 12, day, hour, minute, tzinfo=OURS)


@pytest.fixture
def clock(monkeypatch):
    def set_clock(*moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: at(*moment).astimezone(dt.UTC))

    return set_clock


@pytest.fixture(autouse=True)
def ours(author):
    """We are open from 8 to 5 on workdays, and an article has an urgent sign and one for 911."""
    place = Location.objects.create(name="Harbor", slug="harbor")
    OpeningHours.objects.bulk_create(
        OpeningHours(location=place, weekday=day, opens=dt.time(8), closes=dt.time(17)) for day in range(5)
    )
    signs = (symptom("locking", "Locking", Urgency.URGENT, "The knee is stuck."), *document().symptoms)
    article, _ = restore(document(symptoms=signs), by=author)
    publish(article, by=author, change_note="New.")


def care(name, opens=None, closes=None, **more):
    facts = {"kind": "urgent_care", "street": "88 Pine Street", "city": "Heron Bay", "state": "FL"}
    place = OtherCare.objects.create(name=name, **facts | {"postal_code": "32000"} | more)
    for day in range(7 if opens else 0):
        OtherCareHours.objects.create(location=place, weekday=day, opens=dt.time(opens), closes=dt.time(closes))
    return place


@pytest.fixture
def pine():
    return care("Pine Street", 9, 21, number="904-555-0163", note="Takes X-rays.", position=1)


@pytest.fixture
def hospital():
    return care("Bay Hospital", kind="emergency_room", always_open=True, position=2)


def said(client, address=ARTICLE):
    """What the urgent card says of now."""
    (text,) = re.findall(r'<div class="on-screen">(.*?)</div>', client.get(address).text, re.DOTALL)
    return words(text)


@pytest.mark.parametrize("address", PAGES)
def test_who_is_turned_away_is_told_the_first_place_that_is_open(client, pine, hospital, clock, address):
    """The words of a kept page change in the second in which that place closes."""
    for moment, text in [
        ((2, 16, 59), "We are open now, until 5 p.m.: call us."),
        (
            (2, 17),
            "not wait that long. Go here: Pine Street Urgent care center. Open now, until 9 p.m. 88 Pine Street,",
        ),
        ((2, 20, 59), "Heron Bay, FL 32000 904-555-0163 Takes X-rays. Or go to an emergency room. Call 911 or go"),
        (
            (2, 21),
            "not wait that long. Go here: Bay Hospital Emergency room. Open 24 hours. 88 Pine Street, Heron",
        ),
        ((3, 7), "call us then. If it gets worse before that, go here: Bay Hospital"),
        ((7, 9), "Go here: Pine Street"),
    ]:
        clock(*moment)
        first, again = said(client, address), said(client, address)
        assert first == again and text in first, moment
        assert ("Pine Street Urgent" in first) is (moment in ((2, 17), (2, 20, 59), (7, 9)))
    assert 'href="tel:+19045550163"' in client.get(address).text


@pytest.mark.parametrize("entered", ["nothing", "closed", "without hours"])
def test_where_none_is_known_to_be_open_it_says_what_it_said(client, clock, entered):
    if entered != "nothing":
        care("Pine Street", *((9, 17) if entered == "closed" else ()))
    clock(2, 19)
    text = said(client)
    assert f"do not wait that long. {GO} Call 911 or go to the nearest emergency room." in text and "Pine" not in text


def test_the_order_is_the_clinics(client, pine, hospital, clock):
    clock(2, 19)
    OtherCare.objects.filter(pk=hospital.pk).update(position=0)
    assert "Go here: Bay Hospital" in said(client) and "Or go to an emergency room" not in said(client)


def test_while_we_are_closed_on_a_holiday_only_what_never_closes_is_called_open(pine, hospital):
    """Nobody told us whether the others keep the day."""
    assert elsewhere(at(2, 19)).open.name == pine.name
    Closure.objects.create(day=MONDAY, closed_from=dt.time(12))
    assert elsewhere(at(2, 19)).open.name == hospital.name and elsewhere(at(3, 19)).open.name == pine.name
    Closure.objects.all().delete()
    Closure.objects.create(day=MONDAY, location=Location.objects.get())  # one of ours alone is no holiday
    assert elsewhere(at(2, 19)).open.name == pine.name


def test_hours_past_midnight_are_those_of_the_evening(pine):
    OtherCareHours.objects.update(opens=dt.time(18), closes=dt.time(2))
    assert elsewhere(at(3, 1)).open.now.sentence == "Open now, until 2 a.m."
    assert elsewhere(at(3, 2)).open is None


def test_the_card_for_911_stands_first_and_says_what_it_said(client, pine, hospital, clock):
    def before_the_urgent_card():
        page = client.get(ARTICLE).text
        return page[page.index('<div class="care care-emergency">') : page.index('<div class="care care-urgent">')]

    clock(2, 19)
    text = before_the_urgent_card()
    OtherCare.objects.all().delete()
    assert text == before_the_urgent_card() and "Call 911" in text and "Pine" not in text


@pytest.mark.parametrize("address", PAGES)
def test_on_paper_stand_all_of_them_with_their_hours(client, pine, hospital, clock, address):
    clock(2, 9)
    page = client.get(address).text
    (text,) = re.findall(r'<div class="on-paper">(.*?)</div>', page, re.DOTALL)
    assert words(text).startswith("Usual hours: Monday to Friday, 8 a.m. to 5 p.m. If nobody answers, do not wait:")
    assert "Pine Street Urgent care center. Every day, 9 a.m. to 9 p.m. 88 Pine Street" in words(text)
    assert "Bay Hospital Emergency room. Every day, open 24 hours." in words(text)


def test_a_place_that_is_changed_is_right_with_the_next_request(client, pine, hospital, clock):
    clock(2, 19)
    assert "until 9 p.m." in said(client)
    OtherCareHours.objects.update(closes=dt.time(20))
    assert "until 8 p.m." in said(client)
    OtherCare.objects.filter(pk=pine.pk).update(note="Walk in.")
    assert "Walk in." in said(client)
    pine.delete()
    assert "Bay Hospital" in said(client)


def test_an_article_without_an_urgent_sign_outlives_their_hours(client, pine, author, clock):
    article, _ = restore(document("frozen-shoulder"), by=author)
    publish(article, by=author, change_note="New.")
    clock(2, 19)
    calm = "/conditions/frozen-shoulder/"
    for address in (calm, ARTICLE):
        client.get(address)
    clock(2, 21)
    found = [client.get(address)["Cache-Status"] for address in (calm, ARTICLE)]
    assert found == ["clinic; hit", "clinic; fwd=stale"]


def test_many_cost_as_many_queries_as_one(client, pine, clock):
    def cost(address):
        store.memory.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    clock(2, 19)
    pages = [*PAGES, "/locations/"]
    one = [cost(address) for address in pages]
    for i in range(10):
        care(f"Place {i}", 9, 10)
    assert [cost(address) for address in pages] == one


def test_the_page_of_locations_lists_them_with_address_hours_and_phone(client, pine, hospital):
    page = words(client.get("/locations/").text.partition('id="while-closed"')[2])
    assert page.index("Call 911 or go to the nearest") < page.index("Pine Street") < page.index("Bay Hospital")
    for text in ("Urgent care center", "904-555-0163", "Takes X-rays.", "9 a.m. to 9 p.m.", "Open 24 hours"):
        assert text in page
    OtherCare.objects.all().delete()
    assert "While we are closed" not in client.get("/locations/").text


def test_hours_that_overlap_or_end_before_they_begin_are_refused(pine):
    for opens, closes in ((8, 10), (8, 5)):
        with pytest.raises(ValidationError):
            OtherCareHours(location=pine, weekday=0, opens=dt.time(opens), closes=dt.time(closes)).full_clean()


def test_a_manager_enters_one_with_its_hours_and_the_log_says_so(manager, client, clock):
    jonah, address = signed_in(manager), "/admin/directory/othercare/add/"
    typed = {
        **opened(jonah, address),
        "kind": "urgent_care",
        "name": "Pine Street",
        "street": "88 Pine Street",
        "city": "Heron Bay",
        "state": "FL",
        "postal_code": "32000",
        "number": "904-555-0163",
        "opening_hours-TOTAL_FORMS": "1",
        "opening_hours-0-weekday": "0",
        "opening_hours-0-opens": "9 a.m.",
        "opening_hours-0-closes": "9 p.m.",
    }
    assert jonah.post(address, typed).status_code == 302
    assert "Added" in jonah.get(f"/admin/directory/othercare/{OtherCare.objects.get().pk}/history/").text
    refused = jonah.post(address, typed | {"number": "call us"})
    assert refused.status_code == 200 and "call us" in refused.text and OtherCare.objects.count() == 1
    clock(2, 19)
    assert "Go here: Pine Street Urgent care center. Open now, until 9 p.m." in said(client)


def test_the_front_desk_reads_them_only(frontdesk, pine):
    desk = signed_in(frontdesk)
    assert desk.get(f"/admin/directory/othercare/{pine.pk}/change/").status_code == 200
    assert desk.get("/admin/directory/othercare/add/").status_code == 403


def test_what_was_open_in_the_past_is_not_made_up(reviewer, pine, clock):
    clock(7, 19)
    page = signed_in(reviewer).get(
        f"/admin/conditions/edition/as-of/?address=runners-knee&at={at(7, 18):%Y-%m-%dT%H:%M}"
    )
    assert page.status_code == 200 and "Pine Street" not in page.text and "Usual hours" not in page.text


def test_who_sent_a_request_with_such_a_sign_is_told_where_to_go_now(client, pine, clock):
    clock(2, 19)
    booking = received(alarm="same_day", red_flags=("A knee that is stuck",))
    text = said(client, f"/appointments/received/{booking.reference}/")
    assert "Go here: Pine Street Urgent care center. Open now, until 9 p.m." in text
    other = received(alarm="911", red_flags=("Chest pain",))
    assert "Pine Street" not in client.get(f"/appointments/received/{other.reference}/").text
