"""`decode(encode(answers)) == answers`, whatever was typed; and what a patient's age is on a given day."""

import dataclasses
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.answers import ADULT, Answers, Choice, Kind, Phone, decode, encode
from tests.appointments.requests import answers

WORDS = st.text(st.characters(codec="utf-8"), max_size=30)
CHOICES = st.none() | st.builds(Choice, key=WORDS, name=WORDS)
LISTS = st.lists(WORDS, max_size=3).map(tuple)
ANSWERS = st.builds(
    Answers,
    kind=st.sampled_from(Kind),
    asking_for=WORDS,
    first_name=WORDS,
    last_name=WORDS,
    birth_date=st.dates(),
    phone=st.builds(Phone, typed=WORDS, e164=WORDS, extension=WORDS),
    **dict.fromkeys(["caller_name", "caller_relation", "email", "needs_detail", "reason", "seen_before"], WORDS),
    **dict.fromkeys(["referral", "referring_provider", "consent"], WORDS),
    **dict.fromkeys(["call_times", "needs", "days", "day_parts"], LISTS),
    **dict.fromkeys(["body_area", "physician", "location"], CHOICES),
    voicemail=st.booleans(),
    surgery_month=st.none() | st.integers(1, 12),
    surgery_year=st.none() | st.integers(1900, 2100),
)


@given(ANSWERS)
def test_answers_come_back_as_they_were(value):
    again = decode(encode(value))
    assert again == value
    assert [type(getattr(again, field.name)) for field in dataclasses.fields(Answers)] == [
        type(getattr(value, field.name)) for field in dataclasses.fields(Answers)
    ]


def test_answers_of_an_older_release_have_the_defaults_of_this_one():
    old = json.loads(encode(answers()))
    for name in ("surgery_month", "location", "consent", "needs"):
        del old[name]
    again = decode(json.dumps(old))
    assert (again.surgery_month, again.location, again.consent, again.needs) == (None, None, "", ())


def test_answers_of_a_later_release_are_refused_rather_than_cut():
    later = json.loads(encode(answers())) | {"shoe_size": 9}
    with pytest.raises(TypeError, match="shoe_size"):
        decode(json.dumps(later))


@pytest.mark.parametrize(
    "today, age",
    [
        (date(2026, 3, 13), 17),
        (date(2026, 3, 14), ADULT),
        (date(2026, 12, 31), 18),
        (date(2027, 3, 13), 18),
    ],
)
def test_age_is_in_full_years(today, age):
    assert answers(birth_date=date(2008, 3, 14)).age(today) == age


def test_who_was_born_on_a_leap_day_is_a_year_older_in_march():
    child = answers(birth_date=date(2008, 2, 29))
    assert (child.age(date(2026, 2, 28)), child.age(date(2026, 3, 1))) == (17, 18)


def test_nobody_changes_what_was_answered():
    with pytest.raises(dataclasses.FrozenInstanceError):
        answers().reason = "Other"
