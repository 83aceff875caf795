"""Opening hours that last past midnight, closures of some hours, nights in which the clocks change. No database."""

from datetime import date, time, timedelta

import pytest

from clinic_site.directory.hours import is_slip, overlapping
from tests.directory.test_schedule import MONDAY, SPLIT, WORKDAYS, at, clock, hours, schedule

LATE = (((time(18), time(2)),),) * 7
TO_MIDNIGHT = (((time(8), time(0)),),) * 7
ALWAYS = (((time(0), time(0)),),) * 7


def test_hours_past_midnight_are_parted_by_it():
    fridays = schedule(((),) * 4 + (((time(18), time(2)),),) + ((), ()))
    assert clock(fridays.spans(date(2026, 11, 27))) == [("18:00", "00:00")]
    assert clock(fridays.spans(date(2026, 11, 28))) == [("00:00", "02:00")]
    assert [fridays.is_open(at(*moment)) for moment in ((27, 17, 59), (27, 18), (28, 0), (28, 1, 59), (28, 2))] == [
        *(False, True, True, True, False)
    ]


def test_sundays_hours_last_into_monday():
    sundays = schedule(((),) * 6 + (((time(20), time(4)),),))
    assert clock(sundays.spans(MONDAY)) == [("00:00", "04:00")]


def test_a_place_may_close_at_midnight_or_never():
    assert schedule(TO_MIDNIGHT).is_open(at(23, 23, 59)) and not schedule(TO_MIDNIGHT).is_open(at(24, 0))
    assert schedule(ALWAYS).between(at(23, 9), at(24, 9)) == hours(24)
    assert schedule(ALWAYS).after(at(23, 9), hours(30)) == at(24, 15)
    assert schedule(ALWAYS).next_change(at(23, 9)) is None


def test_waiting_goes_on_past_midnight():
    assert schedule(LATE).between(at(23, 23), at(24, 1)) == hours(2)
    assert schedule(LATE).after(at(23, 23), hours(3)) == at(24, 2)
    assert schedule(LATE).after(at(23, 23), hours(4)) == at(24, 19)
    both = schedule(LATE, (((time(1), time(9)),),) * 7)
    assert both.between(at(23, 18), at(24, 18)) == hours(15)  # what overlaps counts once


@pytest.mark.parametrize(
    "since, until, left",
    [
        (time(12), None, [("08:00", "12:00")]),
        (None, time(10), [("10:00", "12:00"), ("13:00", "17:00")]),
        (time(10), time(14), [("08:00", "10:00"), ("14:00", "17:00")]),
        (time(9), time(10), [("08:00", "09:00"), ("10:00", "12:00"), ("13:00", "17:00")]),
        (time(17), None, [("08:00", "12:00"), ("13:00", "17:00")]),
        (None, None, []),
        (time(7), None, []),
    ],
)
def test_a_closure_of_some_hours_leaves_the_others(since, until, left):
    some = schedule(SPLIT, closures=[(MONDAY, None, since, until)])
    assert clock(some.spans(MONDAY)) == left
    assert len(some.spans(MONDAY + timedelta(days=1))) == 2


def test_a_closure_of_some_hours_at_one_place_leaves_the_other_open():
    both = schedule(WORKDAYS, WORKDAYS, closures=[(MONDAY, 1, time(12), None)])
    assert clock(both.spans(MONDAY)) == [("08:00", "17:00")]
    assert both.is_open(at(23, 13))


def test_two_closures_of_a_day_add_up():
    twice = schedule(WORKDAYS, closures=[(MONDAY, 1, None, time(9)), (MONDAY, None, time(12), None)])
    assert clock(twice.spans(MONDAY)) == [("09:00", "12:00")]


def test_a_closure_for_the_rest_of_a_day_takes_its_night_along():
    """Nobody opens for the two hours after midnight alone; and a day that is closed begins at midnight."""
    for since in (None, time(17), time(20)):
        closed = schedule(LATE, closures=[(MONDAY, None, since, None)])
        assert not closed.is_open(at(23, 23)) and not closed.is_open(at(24, 1)) and closed.is_open(at(24, 18))
        assert closed.is_open(at(23, 1)) is (since is not None)
    assert schedule(LATE, closures=[(MONDAY, None, time(17), time(23))]).is_open(at(24, 1))


@pytest.mark.parametrize(
    "moment, change",
    [
        (at(27, 16), at(27, 17)),
        (at(27, 17), at(30, 8)),
        (at(28, 19), at(30, 8)),
        (at(23, 7), at(23, 8)),
        (at(25, 18), at(27, 8)),  # Thanksgiving
        (at(30, 8), at(30, 12)),
    ],
)
def test_the_next_opening_or_closing_is_told(moment, change):
    closures = [(date(2026, 11, 26), None), (date(2026, 11, 30), None, time(12), None)]
    assert schedule(WORKDAYS, closures=closures).next_change(moment) == change


def test_what_goes_on_past_midnight_does_not_close_there():
    assert schedule(LATE).next_change(at(23, 19)) == at(24, 2)
    around = schedule(TO_MIDNIGHT, (((time(0), time(3)),),) * 7)
    assert around.next_change(at(23, 9)) == at(24, 3)


@pytest.mark.parametrize("month, day, lasts", [(3, 7, 7), (10, 31, 9)], ids=["spring", "fall"])
def test_a_night_in_which_the_clocks_change_is_as_long_as_it_is(month, day, lasts):
    """Saturday 8 p.m. to Sunday 4 a.m. is seven hours in spring and nine in fall."""
    nights = schedule((((time(20), time(4)),),) * 7)
    evening = at(day, 20, month=month)
    morning = (evening + timedelta(days=1)).replace(hour=4)
    assert nights.between(evening, morning) == hours(lasts)
    assert nights.after(evening, hours(lasts)) == nights.next_change(evening) == morning


def test_the_hour_that_comes_twice_is_open_twice():
    """On November 1 the clocks go from 1:59 back to 1:00."""
    nights = schedule(LATE)
    assert nights.is_open(at(1, 1, 30)) and nights.is_open(at(1, 1, 30, fold=1)) and not nights.is_open(at(1, 2))
    assert not schedule((((time(20), time(1)),),) * 7).is_open(at(1, 1, 30, fold=1))


def test_an_hour_that_the_clocks_skip_is_not_waited_for():
    """On March 8 they go from 1:59 to 3:00."""
    skipped = schedule((((time(2), time(2, 30)),),) * 7)
    assert skipped.between(at(8, 0, month=3), at(8, 23, month=3)) <= timedelta(minutes=30)
    assert schedule((((time(2, 45), time(3, 15)),),) * 7).between(at(8, 0, month=3), at(8, 23, month=3)) == timedelta()


@pytest.mark.parametrize(
    "spans, overlap",
    [
        ([(0, time(8), time(12)), (0, time(12), time(17))], False),
        ([(0, time(8), time(12)), (0, time(11), time(17))], True),
        ([(0, time(8), time(12)), (0, time(8), time(12))], True),
        ([(0, time(8), time(17)), (0, time(9), time(10))], True),
        ([(0, time(8), time(12)), (1, time(11), time(17))], False),
        ([(0, time(18), time(2)), (1, time(1), time(9))], True),
        ([(0, time(18), time(2)), (1, time(2), time(9))], False),
        ([(6, time(18), time(2)), (0, time(0), time(9))], True),  # Sunday lasts into Monday
        ([(6, time(18), time(0)), (0, time(0), time(9))], False),
        ([(day, time(0), time(0)) for day in range(7)], False),
        ([(0, time(0), time(0)), (0, time(8), time(9))], True),
        ([(0, time(18), time(2))], False),
        ([], False),
    ],
)
def test_spans_overlap_where_one_begins_before_another_ends(spans, overlap):
    assert bool(overlapping(spans)) is overlap is bool(overlapping(spans[::-1]))


@pytest.mark.parametrize(
    "opens, closes, slip",
    [
        (time(8), time(5), True),  # 5 p.m., typed as a.m.
        (time(13), time(5), True),
        (time(8), time(8), True),
        (time(18), time(2), False),
        (time(20), time(8), False),
        (time(19), time(9), True),
        (time(8), time(0), False),
        (time(0), time(0), False),
        (time(6), time(22), False),
    ],
)
def test_a_night_of_more_than_twelve_hours_was_typed_by_mistake(opens, closes, slip):
    assert is_slip(opens, closes) is slip
