"""A week of opening hours in words. No database."""

from datetime import time

import pytest

from clinic_site.directory import week

DAY, ALL = (time(8), time(17)), (time(0), time(0))
WORKDAYS = [[DAY]] * 5 + [[], []]


@pytest.mark.parametrize(
    "days, text",
    [
        (WORKDAYS, "Monday to Friday, 8 a.m. to 5 p.m."),
        ([[DAY]] * 7, "Every day, 8 a.m. to 5 p.m."),
        ([[ALL]] * 7, "Every day, open 24 hours."),
        ([[ALL]] + [[]] * 6, "Monday, open 24 hours."),
        ([[(time(8), time(12)), (time(13), time(17))]] + [[]] * 6, "Monday, 8 a.m. to noon, 1 p.m. to 5 p.m."),
        (
            [[DAY]] * 4 + [[(time(18), time(2))], [], [(time(9), time(12))]],
            "Monday to Thursday, 8 a.m. to 5 p.m.; Friday, 6 p.m. to 2 a.m.; Sunday, 9 a.m. to noon.",
        ),
        ([[]] * 7, ""),
    ],
)
def test_a_week_in_a_line(days, text):
    assert week.in_short(days) == text


def test_several_places_are_one_where_their_hours_touch_or_overlap():
    early = [[(time(7), time(8))]] * 5 + [[(time(9), time(10))], []]
    late = [[(time(18), time(2))]] + [[]] * 6
    assert week.in_short(week.together([WORKDAYS, early, late])) == (
        "Monday, 7 a.m. to 5 p.m., 6 p.m. to 2 a.m.; Tuesday to Friday, 7 a.m. to 5 p.m.; Saturday, 9 a.m. to 10 a.m."
    )


def test_one_that_is_always_open_makes_the_whole_so():
    assert week.in_short(week.together([WORKDAYS, [[ALL]] * 7])) == "Every day, open 24 hours."
