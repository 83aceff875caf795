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


@pytest.mark.parametrize(
    "mark", ["\u200e", "\u200f", "\u061c", "\u202a", "\u202c", "\u202e", "\u2066", "\u2069", "\ufeff"]
)
def test_marks_that_are_copied_along_are_dropped_without_a_word(mark):
    pasted = {"first_name": "محمد", "phone": "+1 904-555-0163", "email": "me@example.org", "reason": "One\nTwo"}
    parts = {"birth_date_month": "3", "birth_date_day": "14", "birth_date_year": "1971"}
    form = cleaned(**{name: f"{mark}{text[:1]}{mark}{text[1:]}{mark}" for name, text in {**pasted, **parts}.items()})
    assert form.is_valid(), form.errors
    answers = form.answers()
    assert (answers.first_name, answers.phone.typed) == (pasted["first_name"], pasted["phone"])
    assert (answers.email, answers.reason, answers.birth_date.year) == (pasted["email"], pasted["reason"], 1971)


@pytest.mark.parametrize("mark", ["\u200c", "\u200d"])
def test_marks_that_join_letters_or_keep_them_apart_stay(mark):
    assert cleaned(first_name=f"نی{mark}ما").answers().first_name == f"نی{mark}ما"


@pytest.mark.parametrize("name", ["first_name", "last_name"])
@pytest.mark.parametrize("typed", ["-", "...", "123", "\N{FLAMINGO}", "\u0301"])
def test_a_name_has_a_letter(name, typed):
    message, target = error(name, **{name: typed})
    assert message.endswith("needs at least one letter.") and target == f"id_{name}"


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\x9b"])
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


@pytest.mark.parametrize("name", ["Quillon Vanterpool", "quillon  VANTERPOOL", "Quíllon Vanterpool."])
def test_nobody_under_age_is_their_own_guardian(name):
    message, target = error("caller_name", **born(17), caller_name=name, caller_relation="me")
    assert message.startswith("This is the patient’s own name.") and target == "id_caller_name"


def test_a_parent_of_the_same_name_is_no_dead_end():
    assert cleaned(**born(17), caller_name="Quillon Vanterpool Senior", caller_relation="father").is_valid()
    own = {"caller_name": "Quillon Vanterpool", "caller_relation": "father"}
    assert cleaned(asking_for="child", **born(17), **own).is_valid()


@pytest.mark.parametrize("caller", [{}, CALLER])
def test_who_is_under_age_is_asked_for_the_guardians_name_in_those_words(caller):
    form = cleaned(**born(17), **caller)
    names = {q.field.name: (q.field.label, q.name) for _, questions in form.groups() for q in questions}
    assert names["caller_name"] == ("Name of the parent or guardian",) * 2
    assert names["caller_relation"] == ("Their relation to the patient",) * 2


def test_who_asks_for_somebody_else_is_asked_for_their_own_name():
    form = cleaned(asking_for="child", **born(17))
    names = {q.field.name: (q.field.label, q.name) for _, questions in form.groups() for q in questions}
    assert names["caller_name"] == ("Your own name",) * 2


def test_who_comes_of_age_today_asks_alone():
    assert errors(**born(18)) == []


def test_a_grown_child_is_no_dead_end():
    assert cleaned(asking_for="child", **born(40), **CALLER).is_valid()


def test_a_caller_typed_before_me_was_chosen_is_left_out():
    form = cleaned(**CALLER)
    assert form.answers().caller_name == "" and form.answers().caller_relation == ""
    assert "Ines" not in str([question.answer for _, answered, _ in form.given() for question in answered])


def test_a_callers_name_that_cannot_be_kept_is_told_once():
    message, _ = error("caller_name", asking_for="child", caller_name="a\0b", caller_relation="mother")
    assert "hidden character" in message
