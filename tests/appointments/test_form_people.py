"""Who a visit is for: names as people have them, the caller where there is one."""

import pytest
from django.utils import timezone

from tests.appointments.asking import cleaned, error, errors

pytestmark = pytest.mark.django_db
CALLER = {"caller_name": "Ines Vanterpool", "caller_relation": "mother"}


def born(years):
    """The parts of a birth date `years` ago today."""
    today = timezone.localdate()
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return {
        "birth_date_month": str(today.month),
        "birth_date_day": str(day),
        "birth_date_year": str(today.year - years),
    }


@pytest.mark.parametrize(
    "name",
    [
        "O’Brien-Nuñez",
        "Zoë",
        "李",
        "محمد",
        "שָׂרָה",
        "Jean-Luc d'Arc",
        "Ngọc",
        "Anne \N{FLAMINGO}",
        "\u200fمحمد\u200f",
        "X",
    ],
)
def test_a_name_is_what_people_are_called(name):
    form = cleaned(first_name=name, last_name=name)
    assert form.is_valid(), form.errors
    assert form.answers().last_name == name


def test_space_around_and_doubled_inside_a_name_is_taken_out():
    form = cleaned(first_name="  Ana\u00a0 Maria\t", last_name="de \r\n la Cruz ")
    assert form.answers().name == "Ana Maria de la Cruz"


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066"])
@pytest.mark.parametrize("name", ["first_name", "reason", "email", "needs_detail", "phone", "caller_name"])
def test_a_character_that_nobody_sees_is_named_as_such(character, name):
    message, target = error(name, **{name: f"a{character}b"})
    assert "hidden character" in message and target == f"id_{name}"


@pytest.mark.parametrize("name", ["first_name", "last_name"])
def test_a_name_is_needed(name):
    assert error(name, **{name: " \u00a0 "}) == (f"Enter the {name.replace('_', ' ')}.", f"id_{name}")


def test_a_name_that_is_too_long_says_by_how_much():
    message, _ = error("first_name", first_name="a" * 93)
    assert message == "“First name” has 93 characters, and there is room for 80. Shorten it by 13."


def test_who_it_is_for_is_needed():
    assert error("asking_for", asking_for="") == ("Choose who the visit is for.", "id_asking_for_0")


@pytest.mark.parametrize("asking_for", ["child", "other"])
def test_who_asks_for_somebody_else_gives_their_own_name(asking_for):
    assert errors(asking_for=asking_for) == [
        "Enter your own name, so that we know whom to ask for.",
        "Enter your relation to the patient, such as mother or caregiver.",
    ]
    form = cleaned(asking_for=asking_for, **CALLER)
    assert form.is_valid(), form.errors
    answers = form.answers()
    assert (answers.caller_name, answers.caller_relation) == ("Ines Vanterpool", "mother")


def test_who_is_under_age_names_a_parent_or_guardian():
    assert "under 18" in errors("caller_name", **born(17))[0]
    assert cleaned(**born(17), **CALLER).answers().caller_name == "Ines Vanterpool"


def test_who_comes_of_age_today_asks_alone():
    assert errors(**born(18)) == []


def test_a_grown_child_is_no_dead_end():
    assert cleaned(asking_for="child", **born(40), **CALLER).is_valid()


def test_a_caller_typed_before_me_was_chosen_is_left_out():
    form = cleaned(**CALLER)
    assert form.answers().caller_name == "" and form.answers().caller_relation == ""
    assert "Ines" not in str([question.answer for _, questions in form.given() for question in questions])


def test_a_callers_name_that_cannot_be_kept_is_told_once():
    message, _ = error("caller_name", asking_for="child", caller_name="a\0b", caller_relation="mother")
    assert "hidden character" in message
