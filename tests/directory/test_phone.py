"""Phone numbers are shown as typed and dialed by their digits."""

import re

import pytest
from django.core import checks
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

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
    "typed",
    [
        *["904-555-0142 ext. 12", "904-555-0142 ext 12", "904-555-0142, extension 12", "904-555-0142x12"],
        *["904-555-0142 #12", "904-555-0142#12", "904-555-0142 # 12", "(904) 555-0142 (#12)", "904-555-0142 X 12"],
        *["904-555-0142 EXT: 12", "904-555-0142;ext=12", "904-555-0142 (ext. 12)", "904-555-0142 extn 12."],
    ],
)
def test_an_extension_is_dialed_after_the_number(typed):
    assert phone.tel(typed) == "tel:+19045550142;ext=12"


@pytest.mark.parametrize("typed, dialed", [("904-555-FLX2", "tel:+19045553592"), ("1-904-FLEX200", "tel:+19043539200")])
def test_an_x_within_a_word_is_a_key_and_no_extension(typed, dialed):
    assert phone.tel(typed) == dialed


def test_an_extension_may_follow_letters_that_are_digits():
    assert phone.tel("904-JOI-2000 #5") == "tel:+19045642000;ext=5"


@pytest.mark.parametrize(
    "typed, dialed",
    [
        ("904–555–0142", "tel:+19045550142"),
        ("904\u2011555\u22120142", "tel:+19045550142"),
        ("９０４－５５５－０１４２", "tel:+19045550142"),
        ("\u202a904-555-0142\u202c", "tel:+19045550142"),  # as copied out of a contact list
        ("904\u00a0555\u00a00142", "tel:+19045550142"),
        ("(+1) 904/555-0142", "tel:+19045550142"),
        ("+44 (0)20 7946 0958", "tel:+442079460958"),  # the 0 is dialed within the country alone
        ("011 44 20 7946 0958", "tel:+442079460958"),
        ("+49 30/123456", "tel:+4930123456"),
        ("800-555-0199", "tel:+18005550199"),
    ],
)
def test_a_number_is_dialed_however_it_was_typed(typed, dialed):
    assert phone.tel(typed) == dialed
    phone.validate(typed)


@pytest.mark.parametrize("typed", ["911", "988", "711", "211"])
def test_a_short_number_that_everybody_may_dial_is_dialed_as_it_is(typed):
    assert phone.tel(typed) == f"tel:{typed}"


@pytest.mark.parametrize(
    "typed",
    [
        *["904-555-0100 TTY", "904-555-0100TTY", "904-555-0100 CALL", "904-555-0100 home", "904-555-0100 (work)"],
        *["TTY 904-555-0100", "Call: 904-555-0100", "cell 904-555-0100 x5", "904-555-0100 móvil"],
        *["555-2100 TTY", "239-2100 TTY", "1-239-2100 TTY", "TTY 239-2100", "904-5550 TTY", "9045550TOE", "2392100TTY"],
        *["904-555-0100 opt 5", "904-555-0100 option 5", "904-555-0100, press 5", "904-555-0100 ext. 5 option 2"],
        *[
            "904-555-0100 ext",
            "904-555-0100 ext. A",
            "904-555-0100 #",
            "904-555-0100 #5 or #6",
            "904-555-0100 x12345678",
        ],
        *["(904) 555-0100/0101", "904 555 0100 or 904 555 0101", "904-555-0100, 904-555-0101", "904-555-0100 & 0101"],
        *["904-555-0100–0105", "+49 30 123456/57", "904-555-0100/1", "904-555-0100 24/7", "904-555-0100 (1)"],
        *["904-555-01005", "90455501005", "904-555-0100-5", "904-555-010", "1-904-555-010", "904-555-0100,,5"],
        *["123-456-7890", "904-055-0163", "055-0142", "44 20 7946 0958", "+999 123456789", "+911", "912", "741741"],
        *["904-555-01OO", "9O4-555-0100", "904-5OO-0100", "904-555-O1O0", "1-800-CONTACTS", "555-TOES", "+44 20 TOES"],
        *["tel:+19045550100", "904*555*0100", "904-555-0100 ½", "904-555-0100①", "904-555-0100 \N{TELEPHONE RECEIVER}"],
    ],
)
def test_what_would_ring_elsewhere_is_dialed_by_nothing_and_refused(typed):
    assert phone.tel(typed) == ""
    with pytest.raises(ValidationError, match="go into the label or the note"):
        phone.validate(typed)


@given(
    st.from_regex(r"[2-9][0-9]{2}[-. ]?[2-9][0-9]{2}[-. ]?[0-9]{4}", fullmatch=True), st.text(min_size=1, max_size=12)
)
def test_nothing_that_is_typed_behind_a_number_becomes_a_part_of_it(number, behind):
    """It is told apart as an extension, changes nothing, or takes the link away."""
    own = "tel:+1" + re.sub(r"[^0-9]", "", number)
    assert re.fullmatch(rf"({re.escape(own)}(;ext=[0-9]{{1,7}})?)?", phone.tel(number + " " + behind))


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


@pytest.fixture
def stored(clinic):
    """A line as it could be saved before words beside a number were refused."""
    clinic.phone_lines.update(number="904-555-0100 TTY")
    PhoneLine.objects.create(profile=clinic, purpose="general", label="Other", number="904-555-0100 TTY", position=3)
    return clinic


@pytest.mark.parametrize("page", ["/", "/people/", "/appointments/", "/appointments/new-patient/", "/none/"])
def test_a_stored_number_that_rings_elsewhere_is_shown_without_a_link(client, stored, page):
    text = client.get(page, follow=True).content.decode()
    assert "904-555-0100 TTY" in text and "tel:" not in text.replace("tel:911", "")


def test_programs_are_told_only_numbers_that_can_be_dialed(client, stored):
    assert '"telephone"' not in client.get("/").content.decode()
    stored.phone_lines.filter(purpose="rehab").update(number="904-555-0102 #5")
    assert client.get("/").content.decode().count('"telephone":"904-555-0102 #5"') == 2


def test_a_stored_number_that_rings_elsewhere_is_a_warning_with_its_remedy(stored):
    stored.phone_lines.exclude(purpose="general").update(number="904-555-0102")
    (found,) = [one for one in checks.run_checks(databases=["default"]) if one.id == "directory.W001"]
    assert "“Other” cannot be dialed: 904-555-0100 TTY" in found.msg and "Clinic profile" in found.hint
