"""Phone numbers are shown as typed and dialed by their digits."""

import pytest
from django.core.exceptions import ValidationError

from clinic_site.directory import phone
from clinic_site.directory.models import PhoneLine


@pytest.mark.parametrize(
    "typed, dialed",
    [
        ("904-JOI-2000", "tel:+19045642000"),
        ("904-joi-2000", "tel:+19045642000"),
        ("(904) 555-0142", "tel:+19045550142"),
        ("904.555.0142", "tel:+19045550142"),
        ("1-904-555-0142", "tel:+19045550142"),
        ("+1 904 555 0142", "tel:+19045550142"),
        ("1-800-FLOWERS", "tel:+18003569377"),
        (" 9045550142 ", "tel:+19045550142"),
    ],
)
def test_a_number_of_the_country_is_dialed_from_anywhere(typed, dialed):
    assert phone.tel(typed) == dialed


@pytest.mark.parametrize(
    "typed, dialed",
    [
        ("+44 20 7946 0958", "tel:+442079460958"),
        ("+49 (30) 123456", "tel:+4930123456"),
        ("+353 1 555 0101", "tel:+35315550101"),
    ],
)
def test_a_number_of_another_country_keeps_its_code(typed, dialed):
    assert phone.tel(typed) == dialed


@pytest.mark.parametrize(
    "typed", ["904-555-0142 ext. 12", "904-555-0142 ext 12", "904-555-0142, extension 12", "904-555-0142x12"]
)
def test_an_extension_is_dialed_after_the_number(typed):
    assert phone.tel(typed) == "tel:+19045550142;ext=12"


@pytest.mark.parametrize("typed, dialed", [("904-555-FLX2", "tel:+19045553592"), ("1-904-FLEX200", "tel:+19043539200")])
def test_an_x_within_a_word_is_a_key_and_no_extension(typed, dialed):
    assert phone.tel(typed) == dialed


def test_a_local_number_is_dialed_as_it_is():
    assert phone.tel("555-0142") == "tel:5550142"


@pytest.mark.parametrize("typed", ["555-0142", "904-JOI-2000", "+44 20 7946 0958", "904-555-0142 ext. 12"])
def test_a_number_that_can_be_dialed_is_accepted(typed):
    phone.validate(typed)


@pytest.mark.parametrize("typed", ["", "call us", "12345", "+1 904 555 0142 0142 01", "٩٠٤٥٥٥٠١٤٢", "ext. 1234567"])
def test_what_cannot_be_dialed_is_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError, match="Enter a phone number with 7 to 15 digits"):
        phone.validate(typed)


def test_every_line_of_the_clinic_is_held_to_that(clinic):
    line = PhoneLine(profile=clinic, purpose="general", label="Everything else", number="soon")
    with pytest.raises(ValidationError) as refusal:
        line.full_clean()
    assert set(refusal.value.message_dict) == {"number"}


def test_pages_show_it_as_typed_and_dial_its_digits(client, clinic):
    clinic.phone_lines.filter(purpose="new_patients").update(number="904-JOI-2000")
    assert '<a class="phone-line" href="tel:+19045642000">' in client.get("/").content.decode()
    assert "904-JOI-2000" in client.get("/people/").content.decode()
    assert "904-555-0101" not in client.get("/people/").content.decode()
