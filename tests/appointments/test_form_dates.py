"""Birth dates and surgeries in parts: month names are fine, and an error names the part that is wrong."""

from calendar import month_name
from datetime import UTC, date, datetime

import pytest

from appointments.forms.dates import month_of
from tests.appointments.asking import cleaned, error

pytestmark = pytest.mark.django_db
NAMES = list(month_name)[1:]


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """November 23, 2026."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 23, 15, tzinfo=UTC))


def parts(month, day, year):
    return {"birth_date_month": month, "birth_date_day": day, "birth_date_year": year}


@pytest.mark.parametrize("number, name", list(enumerate(NAMES, start=1)))
def test_a_month_is_a_number_or_a_name(number, name):
    for typed in {str(number), f"{number:02}", name, name.upper(), name[:3].lower(), f"{name[:3]}.", name[:4]}:
        assert month_of(typed) == number, typed


def test_a_month_may_be_spanish():
    names = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre"]
    names += ["noviembre", "diciembre"]
    for number, name in enumerate(names, start=1):
        assert month_of(name) == month_of(name.upper()) == month_of(f"{name[:3]}.") == number, name


@pytest.mark.parametrize("typed", ["", "0", "13", "00", "003", "ma", "Mrach", "Marchs", "²", "1.5", "-1", "3 4"])
def test_anything_else_is_no_month(typed):
    assert month_of(typed) is None


@pytest.mark.parametrize(
    "month, day, year", [("March", "14", "1971"), ("3", " 14 ", "1971"), ("mar.", "14", "１９７１")]
)
def test_a_birth_date(month, day, year):
    assert cleaned(**parts(month, day, year)).answers().birth_date == date(1971, 3, 14)


@pytest.mark.parametrize(
    "month, day, year, part, says",
    [
        ("", "", "", "month", "Enter the date of birth, such as"),
        ("", "14", "1971", "month", "needs a month"),
        ("3", "", "1971", "day", "needs a day"),
        ("3", "14", "", "year", "needs a year"),
        ("14", "3", "1971", "month", "1 to 12"),
        ("Mrach", "3", "1971", "month", "such as March"),
        ("3", "0", "1971", "day", "1 to 31"),
        ("3", "32", "1971", "day", "1 to 31"),
        ("3", "14th", "1971", "day", "1 to 31"),
        ("3", "14", "71", "year", "four digits"),
        ("3", "14", "19711", "year", "four digits"),
        ("3", "14", "MCML", "year", "four digits"),
        ("6", "31", "1971", "day", "June has only 30 days"),
        ("Feb", "29", "2023", "day", "February 2023 has only 28 days"),
        ("Feb", "30", "2024", "day", "February has only 29 days"),
        ("3", "14", "2027", "year", "in the future"),
        ("11", "24", "2026", "month", "in the future"),
        ("3", "14", "1871", "year", "more than 120 years ago"),
        ("3", "14", "0000", "year", "more than 120 years ago"),
    ],
)
def test_what_is_wrong_with_a_birth_date_is_said_and_linked(month, day, year, part, says):
    message, target = error("birth_date", **parts(month, day, year))
    assert says in message and target == f"id_birth_date_{part}"


def test_nobody_is_too_young_to_be_asked_for():
    caller = {"asking_for": "child", "caller_name": "Ines", "caller_relation": "mother"}
    assert cleaned(**parts("11", "23", "2026"), **caller).is_valid()


@pytest.mark.parametrize(
    "month, year, stands",
    [("", "", (None, None)), ("", "2024", (None, 2024)), ("may", "2024", (5, 2024)), ("12", "2027", (12, 2027))],
)
def test_a_surgery_may_be_unknown_known_by_its_year_or_planned(month, year, stands):
    answers = cleaned("rehab", surgery_month=month, surgery_year=year).answers()
    assert (answers.surgery_month, answers.surgery_year) == stands


@pytest.mark.parametrize(
    "month, year, part, says",
    [
        ("5", "", "year", "Add the year"),
        ("13", "2024", "month", "1 to 12"),
        ("5", "24", "year", "four digits"),
        ("", "2032", "year", "between 1906 and 2031"),
        ("", "1905", "year", "between 1906 and 2031"),
    ],
)
def test_what_is_wrong_with_a_surgery_is_said_and_linked(month, year, part, says):
    message, target = error("surgery", kind="rehab", surgery_month=month, surgery_year=year)
    assert says in message and target == f"id_surgery_{part}"
