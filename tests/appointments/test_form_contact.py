"""How the clinic reaches somebody: numbers that can be called, an address that can be written to."""

import pytest

from appointments.answers import Phone
from tests.appointments.asking import cleaned, error, errors

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed, e164, extension",
    [
        ("(904) 555-0163", "+19045550163", ""),
        ("904.555.0163 x12", "+19045550163", "12"),
        ("1-904-555-0163 ext. 7", "+19045550163", "7"),
        ("+44 20 7946 0958", "+442079460958", ""),
        ("011 44 20 7946 0958", "+442079460958", ""),
        ("904-JOI-2000", "+19045642000", ""),
        ("٩٠٤٥٥٥٠١٦٣", "+19045550163", ""),
        ("  904  555 0163 ", "+19045550163", ""),
        ("904-555-0163 (cell)", "+19045550163", ""),
        ("904-555-0163 work, ask for Ann", "+19045550163", ""),
        ("904-555-0163 móvil", "+19045550163", ""),
        ("904-555-0163 ext", "+19045550163", ""),
        ("904-555-0163 #5", "+19045550163", "5"),
        ("904-555-0163 # 5 (work)", "+19045550163", "5"),
        ("904-555-0163 x12, ask for Ann", "+19045550163", "12"),
        ("904-555-0163 (my sister)", "+19045550163", ""),
        ("904-555-0163 TTY", "+19045550163", ""),
        ("Ann's cell 904–555–0163", "+19045550163", ""),
        ("cell: 904-555-0163", "+19045550163", ""),
    ],
)
def test_a_number_is_kept_as_typed_and_as_it_is_dialed(typed, e164, extension):
    assert cleaned(phone=typed).answers().phone == Phone(" ".join(typed.split()), e164, extension)


@pytest.mark.parametrize(
    "typed, says",
    [
        ("", "Enter a phone number"),
        ("555-0163", "no area code"),
        ("12345", "too short"),
        ("904 555 01", "too short"),
        ("904 555 0163 99", "too long"),
        ("904-555-0163 (cell) 2", "without words"),
        ("900-555-0163", "costs extra"),
        ("904-555-0163 or 904-555-0164", "too long"),
        ("904-555-0163 option 5", "without words"),
        ("239-2100 TTY", "no area code"),  # not (239) 210-0889, where somebody else would be told
        ("904-5550 TTY", "no area code"),
        ("TTY 239-2100", "no area code"),
        ("904 055 0163", "No phone has this number"),
        ("123 456 7890", "No phone has this number"),
        ("+999 123456789", "no country with this code"),
        ("ask my wife", "in digits"),
        ("\N{TELEPHONE RECEIVER}", "in digits"),
        ("9" * 61, "room for 60"),
    ],
)
def test_what_is_wrong_with_a_number_is_said(typed, says):
    message, target = error("phone", phone=typed)
    assert says in message and target == "id_phone"


@pytest.mark.parametrize("typed, shown", [("9045550163", "(904) 555-0163"), ("+442079460958", "+44 20 7946 0958")])
def test_a_number_is_shown_as_people_read_it(typed, shown):
    field = cleaned().fields["phone"]
    assert field.shown(field.clean(typed)) == shown
    assert field.shown(field.clean(f"{typed} x3")) == f"{shown}, extension 3"


def test_whether_a_voicemail_may_be_left_is_asked_and_not_guessed():
    assert error("voicemail", voicemail="") == ("Choose whether we may leave a voicemail.", "id_voicemail_0")
    assert cleaned(voicemail="yes").answers().voicemail is True
    assert cleaned(voicemail="no").answers().voicemail is False


def test_an_email_address_may_be_left_out():
    assert cleaned(email="").answers().email == ""


@pytest.mark.parametrize(
    "typed",
    [
        "me",
        "me@",
        "me@example",
        "me@localhost",
        "me@[::1]",
        f"{'m' * 65}@example.org",
        "me@example.org, you@example.org",
        "a@b.org\nBcc: c@d.org",
    ],
)
def test_an_email_address_that_cannot_be_one_is_told(typed):
    message, target = error("email", email=typed)
    assert "name@example.org" in message and target == "id_email"


def test_an_email_address_may_be_long():
    assert cleaned(email=f"{'m' * 64}@example.org").is_valid()


def test_times_and_needs_come_in_the_order_of_the_list():
    answers = cleaned(call_times=["afternoon", "morning"], needs=["access", "interpreter"]).answers()
    assert (answers.call_times, answers.needs) == (("morning", "afternoon"), ("interpreter", "access"))


def test_an_interpreter_without_a_language_is_no_error():
    assert errors(needs=["interpreter"], needs_detail="") == []


@pytest.mark.parametrize("name", ["call_times", "needs", "days", "day_parts"])
def test_a_choice_that_is_not_on_the_page_is_told(name):
    message, target = error(name, **{name: ["midnight"]})
    assert "in the list" in message and target == f"id_{name}_0"
