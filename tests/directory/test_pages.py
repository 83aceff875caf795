"""The pages of people and places, and how to ask for a visit."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinic_site.directory.models import Closure, Location, OpeningHours, Person

pytestmark = pytest.mark.django_db


def text(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def person(name, **more):
    return Person.objects.create(name=name, slug=name.lower().replace(" ", "-"), **more)


def place(name, days=range(5), **more):
    location = Location.objects.create(name=name, slug=name.lower().replace(" ", "-"), **more)
    for day in days:
        OpeningHours.objects.create(
            location=location, weekday=day, opens=datetime.time(8), closes=datetime.time(16, 30)
        )
    return location


def today(days=0):
    return timezone.localdate() + datetime.timedelta(days=days)


def in_order(page, *words):
    places = [page.index(word) for word in words]
    return places == sorted(places)


def test_people_stand_with_those_who_do_what_they_do(client):
    person("Nora Whitfield", role="author", credentials="MS, ATC", job_title="Athletic trainer", bio="Runs far.")
    person("Ben Ortiz", role="therapist")
    person("Amelia Hart", role="physician", position=2)
    person("Zoe Adler", role="physician", position=1)
    page = text(client, "/people/")
    headings = ["<h2>Physicians</h2>", "Zoe Adler", "Amelia Hart", "<h2>Therapists</h2>", "Ben Ortiz"]
    assert in_order(page, *headings, "<h2>Authors</h2>", "Nora Whitfield", "MS, ATC", "Athletic trainer", "Runs far.")
    assert "Clinic staff" not in page


def test_a_person_who_is_not_listed_is_not_shown(client):
    person("Lucia Romero", listed=False)
    page = text(client, "/people/")
    assert "Lucia Romero" not in page and "We will introduce ourselves here soon." in page


def test_a_person_has_a_photo_or_initials(client, photo):
    person("Nora Lee Whitfield")
    person("Cher")
    person("Ben Ortiz", photo=photo)
    page = text(client, "/people/")
    assert ">NW</span>" in page and ">C</span>" in page and ">BO</span>" not in page
    assert f"/media/photos/{photo.digest}/" in page


def test_a_word_typed_about_a_person_is_no_markup(client):
    person("Ben Ortiz", bio="<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)" in text(client, "/people/")


def test_the_people_page_takes_the_same_queries_for_any_number(client, photo, django_assert_num_queries):
    for number in range(20):
        person(f"Person {number}", photo=photo)
    with django_assert_num_queries(2 + 4):  # four are for keeping the page
        text(client, "/people/")


def test_a_location_has_its_address_hours_and_the_way_in(client):
    more = {"street": "214 Harbor Street", "city": "Heron Bay", "state": "FL", "postal_code": "32000"}
    place("Harbor Street Clinic", directions="Free parking.\nStep-free entrance.", **more)
    page = text(client, "/locations/")
    assert 'id="harbor-street-clinic"' in page
    assert "214 Harbor Street<br>Heron Bay, FL 32000" in page
    assert "Monday to Friday" in page and "8 a.m. to 4:30 p.m." in page and "Closed" in page
    assert "Free parking.<br>Step-free entrance." in page


def test_a_location_without_hours_is_not_called_closed(client):
    place("Harbor Street Clinic", days=[])
    page = text(client, "/locations/")
    assert "Harbor Street Clinic" in page and "Closed" not in page and "Opening hours</caption>" not in page


def test_the_locations_page_takes_the_same_queries_for_any_number(client, django_assert_num_queries):
    for number in range(10):
        Closure.objects.create(day=today(number), location=place(f"Place {number}"))
    with django_assert_num_queries(5 + 4):  # four are for keeping the page
        text(client, "/locations/")


def test_days_closed_are_told_from_today_on_in_order(client):
    harbor = place("Harbor Street Clinic")
    Closure.objects.create(day=today(30), reason="Staff training", location=harbor)
    Closure.objects.create(day=today(), reason="Storm")
    Closure.objects.create(day=today(-1), reason="Long past")
    page = text(client, "/locations/")
    assert in_order(page, "Days we are closed", "Storm", "Staff training", "(Harbor Street Clinic only)")
    assert f'datetime="{today():%Y-%m-%d}"' in page
    assert "Long past" not in page


def test_without_days_closed_nothing_is_said_of_them(client):
    Closure.objects.create(day=today(-1), reason="Long past")
    assert "Days we are closed" not in text(client, "/locations/")


def test_closures_can_be_asked_for_as_of_any_day():
    day = datetime.date(2026, 7, 3)
    closure = Closure.objects.create(day=day, reason="Holiday")
    assert closure in Closure.objects.upcoming(on=day)
    assert closure not in Closure.objects.upcoming(on=day + datetime.timedelta(days=1))


@pytest.mark.parametrize("where", ["one location", "the whole clinic"])
def test_a_day_is_marked_as_closed_once(where):
    location = place("Harbor Street Clinic") if where == "one location" else None
    Closure.objects.create(day=today(), location=location)
    with pytest.raises(ValidationError):
        Closure(day=today(), location=location).full_clean()


def test_asking_for_a_visit_begins_with_what_to_do_in_an_emergency(client, clinic):
    place("Harbor Street Clinic")
    page = text(client, "/appointments/")
    main = page[page.index("<main") : page.index("</main>")]
    assert in_order(
        main,
        "Emergency? Do not wait for us.",
        clinic.emergency_wording,
        "904-555-0101",
        "(904) 555-0102",
        "not yet an appointment",
        "When we are open",
        "Harbor Street Clinic",
        "8 a.m. to 4:30 p.m.",
    )


def test_asking_for_a_visit_names_only_places_whose_hours_are_known(client, clinic):
    place("Harbor Street Clinic", days=[])
    assert "When we are open" not in text(client, "/appointments/")
    place("Marsh Road Gym")
    page = text(client, "/appointments/")
    assert page.count("Marsh Road Gym") == 1 and "Harbor Street Clinic" not in page
