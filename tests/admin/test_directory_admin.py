"""The clinic's own facts: one profile, phone numbers that can be dialed, and one edit that changes every page."""

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from clinic_site.directory.models import ClinicProfile, Closure, Location, PhoneLine
from tests.admin.forms import add_row, fields, opened, press
from tests.conftest import signed_in

LIST = reverse("admin:directory_clinicprofile_changelist")
ADD = reverse("admin:directory_clinicprofile_add")
CHANGE = reverse("admin:directory_clinicprofile_change", args=[1])
HARBOR = {
    "name": "Harbor",
    "slug": "harbor",
    "street": "1 Pier",
    "city": "Tampa",
    "state": "FL",
    "postal_code": "33601",
}


@pytest.fixture
def managing(manager):
    return signed_in(manager)


def test_a_new_clinic_writes_its_profile_with_its_phone_lines(managing):
    assert managing.get(LIST).status_code == 200
    values = opened(managing, ADD) | {"name": "Heron Bay Orthopedics"}
    add_row(values, "phone_lines", purpose="new_patients", label="New patients", number="904-555-0199")
    assert press(managing, ADD, values, "_save").status_code == 302
    assert ClinicProfile.objects.get().pk == 1
    assert PhoneLine.objects.get().profile.name == "Heron Bay Orthopedics"


def test_there_is_one_profile_and_the_list_leads_to_it(managing, clinic):
    assert managing.get(LIST).url == CHANGE
    assert managing.get(ADD).status_code == 403
    assert managing.post(ADD, {"name": "Second"}).status_code == 403
    assert managing.post(reverse("admin:directory_clinicprofile_delete", args=[1]), {"post": "yes"}).status_code == 403
    assert ClinicProfile.objects.get() == clinic


@pytest.mark.parametrize(
    "number", ["555", "call us", "1234567890123456", "", "555-0100 is ours: ask for 904-555-0101", "<b>5</b>"]
)
def test_a_number_nobody_can_dial_is_refused_with_a_sentence(managing, clinic, number):
    response = press(managing, CHANGE, opened(managing, CHANGE) | {"phone_lines-0-number": number}, "_save")
    assert response.status_code == 200
    sentence = "Enter a phone number with 7 to 15 digits" if number else "This field is required."
    assert sentence in response.content.decode()
    assert fields(response)["phone_lines-0-number"] == number
    assert clinic.phone_lines.first().number == "904-555-0101"


def test_a_number_of_letters_is_kept_as_typed_and_dials_its_digits(managing, clinic):
    assert press(managing, CHANGE, opened(managing, CHANGE) | {"phone_lines-0-number": "904-KNE-5550"}, "_save").url
    page = Client().get("/").content.decode()
    assert "904-KNE-5550" in page and 'href="tel:+19045635550"' in page


def test_one_edit_of_a_number_changes_every_page(managing, clinic, live):
    Location.objects.create(**HARBOR)
    pages = [
        *("/", "/conditions/", "/conditions/runners-knee/", "/symptoms/", "/symptoms/fever/", "/risk-factors/"),
        *("/risk-factors/overweight/", "/body-areas/knee/", "/people/", "/locations/", "/appointments/", "/nowhere/"),
    ]
    patient = Client()
    before = {page: patient.get(page).content.decode() for page in pages}
    assert all("904-555-0101" in text for text in before.values())
    values = opened(managing, CHANGE) | {"phone_lines-0-number": "904-555-0177"}
    assert press(managing, CHANGE, values, "_save").status_code == 302
    for page in pages:
        text = patient.get(page).content.decode()
        assert text == before[page].replace("904-555-0101", "904-555-0177").replace("+19045550101", "+19045550177")


def test_phone_lines_are_put_in_another_order(managing, clinic):
    values = opened(managing, CHANGE) | {"phone_lines-0-position": 2, "phone_lines-1-position": 1}
    press(managing, CHANGE, values, "_save")
    assert [line.purpose for line in clinic.phone_lines.all()] == ["rehab", "new_patients"]


def test_a_location_says_in_words_that_it_cannot_close_before_it_opens(managing):
    add = reverse("admin:directory_location_add")
    values = opened(managing, add) | HARBOR
    row = add_row(values, "opening_hours", weekday="0", opens="17:00", closes="08:00")
    response = press(managing, add, values, "_save")
    assert "Closing time must be after opening time." in response.content.decode()
    assert press(managing, add, fields(response) | {f"{row}-closes": "18:00"}, "_save").status_code == 302
    assert Location.objects.get().hours[0] == {"day": "Monday", "text": "5 p.m. to 6 p.m."}


@pytest.mark.parametrize("whole_clinic", [True, False])
def test_a_day_is_closed_once(managing, whole_clinic):
    place = Location.objects.create(**HARBOR)
    add = reverse("admin:directory_closure_add")
    values = opened(managing, add) | {"day": "2031-07-04", "reason": "Holiday"}
    values["location"] = "" if whole_clinic else place.pk
    assert press(managing, add, values, "_save").status_code == 302
    assert press(managing, add, values, "_save").status_code == 200
    assert Closure.objects.count() == 1


@pytest.fixture
def harbor(managing):
    """Its change form, with 8 to 12 and 13 to 17 on Mondays, as (address, what a browser would send)."""
    place = Location.objects.create(**HARBOR)
    for opens, closes in ((8, 12), (13, 17)):
        place.opening_hours.create(weekday=0, opens=time(opens), closes=time(closes))
    address = reverse("admin:directory_location_change", args=[place.pk])
    return address, opened(managing, address)


def monday(place=None):
    return [str(row) for row in (place or Location.objects.get()).opening_hours.filter(weekday=0)]


def test_hours_that_overlap_are_refused_with_both_of_them_and_nothing_typed_is_lost(managing, harbor):
    address, values = harbor
    row = add_row(values, "opening_hours", weekday="0", opens="11:30", closes="14:00")
    response = press(managing, address, values, "_save")
    assert "Monday, 8 a.m. to noon, and Monday, 11:30 a.m. to 2 p.m., overlap." in response.content.decode()
    assert fields(response)[f"{row}-opens"] == "11:30"
    assert monday() == ["8 a.m. to noon", "1 p.m. to 5 p.m."]


def test_hours_are_judged_as_they_will_be_and_not_as_they_were(managing, harbor):
    address, values = harbor
    values |= {"opening_hours-0-closes": "14:00", "opening_hours-1-opens": "15:00"}
    assert press(managing, address, values, "_save").status_code == 302
    assert monday() == ["8 a.m. to 2 p.m.", "3 p.m. to 5 p.m."]
    values = opened(managing, address) | {"opening_hours-0-DELETE": "on", "opening_hours-1-opens": "09:00"}
    assert press(managing, address, values, "_save").status_code == 302
    assert monday() == ["9 a.m. to 5 p.m."]


@pytest.mark.parametrize(
    "opens, closes, text",
    [
        ("6 p.m.", "midnight", "6 p.m. to midnight"),
        ("18:00", "24:00", "6 p.m. to midnight"),
        ("6:30pm", "2 AM", "6:30 p.m. to 2 a.m."),
        ("5:15 P.M.", "11:45 pm", "5:15 p.m. to 11:45 p.m."),
    ],
)
def test_times_are_taken_as_people_write_them(managing, harbor, opens, closes, text):
    address, values = harbor
    add_row(values, "opening_hours", weekday="0", opens=opens, closes=closes)
    assert press(managing, address, values, "_save").status_code == 302
    assert monday()[-1] == text


@pytest.mark.parametrize("typed", ["25:00", "13 p.m.", "0 a.m.", "later"])
def test_what_is_no_time_is_refused(managing, harbor, typed):
    address, values = harbor
    add_row(values, "opening_hours", weekday="0", opens="18:00", closes=typed)
    assert "Enter a valid time." in press(managing, address, values, "_save").content.decode()


def test_a_day_is_closed_from_noon(managing):
    add = reverse("admin:directory_closure_add")
    values = opened(managing, add) | {"day": "2031-12-24", "closed_from": "noon", "reason": "Christmas Eve"}
    assert press(managing, add, values, "_save").status_code == 302
    page = Client().get("/locations/").content.decode()
    assert "Christmas Eve:" in page and "Wednesday, December 24, 2031</time>, from noon" in page
    listed = managing.get(reverse("admin:directory_closure_changelist")).content.decode()
    assert "from noon" in listed and "All day" not in listed
    overlapping = press(managing, add, values | {"closed_from": "13:00"}, "_save").content.decode()
    assert "This overlaps with another closure: December 24, 2031, from noon: Christmas Eve." in overlapping
