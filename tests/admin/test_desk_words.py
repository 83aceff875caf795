"""What a request waits for and what its patient answered, as the desk reads it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from appointments.admin import display
from appointments.answers import Choice, Kind, Phone
from appointments.models import BookingRequest
from tests.appointments.requests import answers

NOON = datetime(2026, 11, 23, 12, tzinfo=timezone.get_default_timezone())  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def waits(**fields):
    waits = display.waits(BookingRequest(**fields), NOON)
    return plain(waits.words), waits.late


@pytest.mark.parametrize(
    "moment, said",
    [
        (NOON + 2 * HOUR, "2 p.m."),
        (NOON + 13 * HOUR, "tomorrow, 1 a.m."),
        (NOON - DAY, "yesterday, noon"),
        (NOON + 3 * DAY, "Thu, Nov 26, noon"),
        (NOON + 60 * DAY, "Fri, Jan 22, 2027, noon"),
        (datetime(2026, 11, 24, 4, 30, tzinfo=UTC), "11:30 p.m."),
    ],
)
def test_a_moment_is_said_as_at_the_counter(moment, said):
    assert plain(display.moment(moment, NOON)) == said


@pytest.mark.parametrize(
    "fields, said, late",
    [
        ({"due_at": NOON + HOUR}, "Call promised by 1 p.m.", False),
        ({"due_at": NOON - timedelta(minutes=40)}, "Call was promised by 11:20 a.m., 40 minutes ago", True),
        ({"state": "contacted", "callback_at": NOON + DAY}, "Call back: tomorrow, noon", False),
        ({"state": "contacted", "callback_at": NOON - DAY}, "Call back was due yesterday, noon, 1 day ago", True),
        ({"state": "scheduled", "scheduled_for": NOON + DAY}, "Visit: tomorrow, noon", False),
        (
            {"state": "scheduled", "scheduled_for": NOON - DAY},
            "Visit was yesterday, noon, 1 day ago: close it, or agree on a new time",
            True,
        ),
        (
            {"state": "scheduled", "scheduled_for": NOON + DAY, "callback_at": NOON + HOUR},
            "Call back: 1 p.m.",
            False,
        ),
        ({"state": "closed", "close_reason": "other", "closed_at": NOON}, "Another reason. Closed: noon", False),
    ],
)
def test_what_a_request_waits_for(fields, said, late):
    assert waits(**fields) == (said, late)


def test_every_answer_is_there_to_be_read():
    given = answers(
        kind=Kind.REHAB,
        asking_for="child",
        birth_date=date(2017, 11, 24),
        caller_name="Petra Larkin",
        caller_relation="mother",
        phone=Phone("904-555-0133 ext. 7", "+19045550133", "7"),
        call_times=("morning", "midday"),
        needs=("relay", "access"),
        needs_detail="no steps",
        physician=Choice("hart", "Amelia Hart, MD"),
        seen_before="not_sure",
        referral="yes",
        referring_provider="Dr. Moor",
        surgery_month=9,
        surgery_year=2026,
        days=("monday", "friday"),
        day_parts=("afternoon",),
        location=Choice("harbor", "Harbor Street"),
    )
    assert display.caller(given) == "Petra Larkin (mother)"
    assert display.dial(given.phone) == "tel:+19045550133;ext=7"
    assert display.contact(given) == [
        ("Best time", "Morning, Around noon"),
        ("Needs", "Relay service, Help with access, no steps"),
        ("Email", "quillon@example.org"),
    ]
    assert display.facts(given, NOON) == [
        ("Who", [("Born", "November 24, 2017 (8 years old)"), ("Asked for", "Their child")]),
        (
            "What",
            [
                ("Visit", "Rehab"),
                ("Where it hurts", "Knee"),
                ("In their words", given.reason),
                ("Physician", "Amelia Hart, MD"),
                ("Seen here before", "Not sure"),
                ("Referral", "Yes"),
                ("Referred by", "Dr. Moor"),
                ("Surgery", "September 2026"),
            ],
        ),
        ("When", [("Days", "Monday, Friday"), ("Time of day", "Afternoon"), ("Location", "Harbor Street")]),
    ]


def test_what_was_not_answered_is_not_shown():
    shown = dict(line for _, lines in display.facts(answers(body_area=None), NOON) for line in lines)
    assert shown["Where it hurts"] == "Not sure" and shown["Physician"] == "No preference"
    assert not {"Referral", "Surgery", "Days"} & shown.keys()
