"""Search answers from the whole site: people, places, hours, phone lines, appointments, insurance."""

import pytest
from django.urls import reverse

from clinic_site.directory.models import Location, OpeningHours, Person
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
    ],
)
def test_what_is_asked_of_the_clinic_is_answered_and_nothing_is_respelled(client, text, answer):
    text = page(client, text)
    assert answer in text and "Showing results for" not in text and "No page has" not in text


@pytest.mark.parametrize("text", ["knee pain for hours", "open fracture", "hip", "can't move my arm", "", "heart"])
def test_a_complaint_is_none_of_these(text):
    assert not site_results.find(text)


def test_a_word_that_means_nothing_else_is_answered_beside_articles():
    found = site_results.find("insurance for knee surgery")
    assert found.topics == ("insurance",) and not found.is_all


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("knee doctor", ("people",)),
        ("physical therapist", ("people",)),
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
