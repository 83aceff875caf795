"""Search answers from the whole site: people, places, hours, phone lines, appointments, insurance."""

import pytest
from django.urls import reverse

from clinic_site.directory.models import Location, OpeningHours, OtherCare, Person
from conditions.discovery import site_results

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "directory")]


@pytest.fixture
def directory():
    facts = {"role": Person.Role.PHYSICIAN, "credentials": "MD", "accepts_new_patients": True}
    Person.objects.create(name="Amelia Hart", slug="amelia-hart", **facts)
    Person.objects.create(name="Rafael Lindqvist", slug="rafael-lindqvist", **facts)
    place = Location.objects.create(
        name="Main clinic",
        slug="main-clinic",
        street="12 Harbor Road",
        city="Heron Bay",
        state="FL",
        postal_code="32000",
        directions="Free parking behind the building.",
    )
    OpeningHours.objects.create(location=place, weekday=0, opens="08:00", closes="17:00")


def page(client, text):
    return client.get(reverse("conditions:search"), {"q": text}).text


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("parking", "Free parking behind the building."),
        ("where can I park", "Free parking behind the building."),
        ("estacionamiento", "Free parking behind the building."),
        ("opening hours", "8 a.m. to 5 p.m."),
        ("are you open on saturday?", "8 a.m. to 5 p.m."),
        ("horario", "8 a.m. to 5 p.m."),
        ("address", "12 Harbor Road"),
        ("dr hart", "Amelia Hart, MD"),
        ("Dr. Hart", "Amelia Hart, MD"),
        ("amelia hart", "Amelia Hart, MD"),
        ("dr lindquist", "Rafael Lindqvist, MD"),
        ("do you take my insurance", "with your insurance card"),
        ("insurence", "with your insurance card"),
        ("cancel my appointment", "Cancel or change a visit"),
        ("book an apointment", "Request an appointment</a></h3>"),
        ("phone number", "904-555-0101"),
        ("fax number", "904-555-0101"),
        ("heron bay", "12 Harbor Road"),
        ("where are you", "12 Harbor Road"),
        ("Where is the clinic?", "12 Harbor Road"),
        ("where is your office", "12 Harbor Road"),
        ("¿dónde están?", "12 Harbor Road"),
        ("¿dónde queda la clínica?", "12 Harbor Road"),
        ("spanish speaking staff", "Ask us</h3>"),
        ("PT", "Ask for a rehab visit</a></h3>"),
        ("physio", "Ask for a rehab visit</a></h3>"),
        ("pt near me", "12 Harbor Road"),
        ("fisioterapia", "Ask for a rehab visit</a></h3>"),
        ("physical therapy", "Ask for a rehab visit</a></h3>"),
        ("how much does a visit cost", "Insurance and costs"),
        ("medical records", "Ask us</h3>"),
        ("records request", "Ask us</h3>"),
        ("refill prescription", "Ask us</h3>"),
        ("telehealth", "Ask us</h3>"),
        ("workers comp", "Ask us</h3>"),
        ("workman's comp", "Ask us</h3>"),
        ("complaint", "Ask us</h3>"),
        ("¿hablan español?", "Ask us</h3>"),
        ("test results", "Ask us</h3>"),
        ("talk to a nurse", "904-555-0101"),
    ],
)
def test_what_is_asked_of_the_clinic_is_answered_and_nothing_is_respelled(client, text, answer):
    text = page(client, text)
    assert answer in text and "Showing results for" not in text and "No page has" not in text


@pytest.mark.parametrize(
    "text",
    [
        *("er", "ER near me", "emergency", "emergency room", "urgent care", "hospital", "ambulance", "911"),
        "emergancy",
        *("emergencia", "emergencias", "sala de emergencias", "urgencias", "nearest emergency room", "call 911"),
    ],
)
def test_who_looks_for_emergency_help_finds_it_on_top(client, text):
    OtherCare.objects.create(name="Bay Hospital", kind="emergency_room", number="904-555-0163", always_open=True)
    found = page(client, text).split("<main")[1]
    assert found.index("In an emergency</h3>") < found.index('href="tel:911"') < found.index("Bay Hospital")
    assert "904-555-0163" in found and "No page has" not in found and "12 Harbor Road" not in found.split("</main")[0]


def test_emergency_help_stands_above_the_articles_of_what_else_is_asked():
    found = site_results.find("knee surgery emergency")
    assert found.topics == ("emergency",) and not found.is_all


@pytest.mark.parametrize("text", ["reschedule", "reschedule my appointment", "I need to reschedule my visit"])
def test_who_wants_another_time_is_not_led_to_a_new_request(text):
    assert site_results.find(text).topics == ("change",)


@pytest.mark.parametrize(
    "text",
    [
        "fractura de cadera",
        "knee pain for hours",
        "open fracture",
        "hip",
        "can't move my arm",
        "",
        "heart",
        "care",
        "help",
    ],
)
def test_a_complaint_is_none_of_these(text):
    assert not site_results.find(text)


def test_a_word_that_means_nothing_else_is_answered_beside_articles():
    found = site_results.find("insurance for knee surgery")
    assert found.topics == ("insurance",) and not found.is_all


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("knee doctor", ("people",)),
        ("physical therapist", ("therapy", "people")),
        ("hand surgeon", ("people",)),
        ("especialista de rodilla", ("people",)),
        ("cost of an MRI", ("insurance",)),
        ("doctor hart", ()),
        ("should I see a doctor if my knee clicks and hurts", ()),
        ("treatment plan", ()),
    ],
)
def test_a_short_query_asks_for_people_or_costs_whatever_stands_beside(text, topics):
    assert site_results.find(text).topics == topics


def test_only_the_person_of_all_the_words_is_named():
    Person.objects.create(name="Amelia Stone", slug="amelia-stone", role=Person.Role.PHYSICIAN)
    assert [person.name for person in site_results.find("amelia hart").people] == ["Amelia Hart"]


def test_a_search_asks_the_database_no_more_for_many_people(django_assert_num_queries):
    Person.objects.bulk_create(Person(name=f"Person {n}", slug=f"person-{n}") for n in range(20))
    with django_assert_num_queries(3):
        site_results.find("dr hart")
    with django_assert_num_queries(1):
        assert not site_results.find("knee pain")
