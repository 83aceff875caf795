"""Opening hours as a calculation: spans, waiting time, and the moment after so much of it. No database."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_site.directory.hours import HORIZON, Schedule, is_slip, overlapping, spoken

TAMPA = ZoneInfo("America/New_York")
DAY = ((time(8), time(17)),)
WORKDAYS = (DAY,) * 5 + ((), ())
SPLIT = (((time(8), time(12)), (time(13), time(17))),) * 5 + ((), ())
MONDAY = date(2026, 11, 23)
LATE = (((time(18), time(2)),),) * 7
TO_MIDNIGHT = (((time(8), time(0)),),) * 7
ALWAYS = (((time(0), time(0)),),) * 7


def at(day, hour, minute=0, month=11, fold=0):
    return datetime(2026, month, day, hour, minute, tzinfo=TAMPA, fold=fold)


def schedule(*weeks, closures=()):
    return Schedule(dict(enumerate(weeks, 1)), frozenset(closures), TAMPA)


def hours(number):
    return timedelta(hours=number)


def clock(spans):
    return [(f"{opens:%H:%M}", f"{closes:%H:%M}") for opens, closes in spans]


def test_a_day_is_its_spans_in_order():
    assert clock(schedule(SPLIT).spans(MONDAY)) == [("08:00", "12:00"), ("13:00", "17:00")]
    assert schedule(SPLIT).spans(date(2026, 11, 28)) == []


def test_spans_of_two_places_that_touch_or_overlap_are_one():
    early = (((time(7), time(8)),),) * 7
    late = (((time(16), time(19)),),) * 7
    assert clock(schedule(late, WORKDAYS, early).spans(MONDAY)) == [("07:00", "19:00")]


def test_a_span_within_another_adds_nothing():
    inner = (((time(9), time(10)),),) * 7
    assert clock(schedule(WORKDAYS, inner).spans(MONDAY)) == [("08:00", "17:00")]


def test_a_place_that_is_closed_leaves_the_other_open():
    evening = (((time(17), time(20)),),) * 7
    both = schedule(WORKDAYS, evening, closures=[(MONDAY, 1)])
    assert clock(both.spans(MONDAY)) == [("17:00", "20:00")]
    assert clock(both.spans(MONDAY + timedelta(days=1))) == [("08:00", "20:00")]


def test_a_closure_of_the_whole_clinic_closes_every_place():
    assert schedule(WORKDAYS, WORKDAYS, closures=[(MONDAY, None)]).spans(MONDAY) == []


@pytest.mark.parametrize(
    "moment, is_open",
    [(at(23, 7, 59), False), (at(23, 8), True), (at(23, 12), False), (at(23, 16, 59), True), (at(23, 17), False)],
)
def test_it_is_open_from_the_first_minute_to_before_the_last(moment, is_open):
    assert schedule(SPLIT).is_open(moment) is is_open


def test_a_moment_in_another_zone_is_the_same_moment():
    assert schedule(WORKDAYS).is_open(at(23, 8).astimezone(ZoneInfo("Asia/Tokyo")))
    assert schedule(WORKDAYS).after(at(23, 8).astimezone(ZoneInfo("UTC")), hours(1)) == at(23, 9)


@pytest.mark.parametrize(
    "start, amount, end",
    [
        (at(23, 9), 2, at(23, 11)),
        (at(23, 9), 3, at(23, 12)),  # to the last minute before lunch
        (at(23, 11), 2, at(23, 14)),  # over lunch
        (at(23, 12, 30), 1, at(23, 14)),  # asked at lunch
        (at(23, 6), 1, at(23, 9)),  # before it opens
        (at(23, 16), 2, at(24, 9)),  # over night
        (at(27, 16), 2, at(30, 9)),  # over the weekend
        (at(28, 11), 4, at(30, 12)),
        (at(23, 8), 40, at(27, 17)),  # a whole week
        (at(23, 9), 0, at(23, 9)),
    ],
)
def test_the_time_to_call_comes_after_so_many_hours_of_opening(start, amount, end):
    assert schedule(SPLIT).after(start, hours(amount)) == end


def test_a_closure_is_waited_out():
    thanksgiving = schedule(WORKDAYS, closures=[(date(2026, 11, 26), None)])
    assert thanksgiving.after(at(25, 16), hours(2)) == at(27, 9)
    assert thanksgiving.between(at(25, 16), at(27, 9)) == hours(2)


def test_a_clinic_that_never_opens_keeps_nobody_waiting_forever():
    never = schedule(((),) * 7)
    assert never.after(at(23, 9), hours(4)) == at(23, 13)
    assert never.between(at(23, 9), at(30, 9)) == timedelta()
    shut = schedule(WORKDAYS, closures=[(MONDAY + timedelta(days=i), None) for i in range(HORIZON)])
    assert shut.after(at(23, 9), hours(4)) == at(23, 13)


def test_waiting_counts_the_open_part_of_a_span_alone():
    assert schedule(SPLIT).between(at(23, 7), at(23, 18)) == hours(8)
    assert schedule(SPLIT).between(at(23, 11, 30), at(23, 13, 30)) == hours(1)
    assert schedule(WORKDAYS).between(at(27, 16), at(30, 9)) == hours(2)
    assert schedule(WORKDAYS).between(at(23, 12), at(23, 11)) == timedelta()


@pytest.mark.parametrize("opened", [date(2026, 3, 8), date(2026, 11, 1)], ids=["spring", "fall"])
def test_a_day_on_which_the_clocks_change_has_its_usual_opening_hours(opened):
    """They change at 2 a.m. on a Sunday, before anybody opens."""
    daily = schedule((DAY,) * 7)
    assert daily.between(at(opened.day, 8, month=opened.month), at(opened.day, 17, month=opened.month)) == hours(9)
    assert daily.after(at(opened.day, 8, month=opened.month), hours(9)) == at(opened.day, 17, month=opened.month)


def test_a_night_in_which_the_clocks_change_is_not_waited_for():
    """Saturday 4 p.m. to Sunday 9 a.m. is two opening hours, whether the night has one hour more or less."""
    daily = schedule((DAY,) * 7)
    for month, saturday in ((3, 7), (10, 31)):
        evening = at(saturday, 16, month=month)
        morning = evening + timedelta(hours=17)
        assert daily.between(evening, morning) == hours(2)
        assert daily.after(evening, hours(2)) == morning


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


TIMES = st.times().map(lambda moment: moment.replace(microsecond=0, tzinfo=None))
SPANS = st.lists(st.tuples(TIMES, TIMES), max_size=3)  # past midnight, too
WEEKS = st.lists(SPANS.map(tuple), min_size=7, max_size=7).map(tuple)
# Away from the days on which the clocks change: there an hour of the clock is not an hour.
MOMENTS = st.datetimes(datetime(2026, 5, 1), datetime(2026, 9, 1)).map(lambda moment: moment.replace(tzinfo=TAMPA))


@given(WEEKS, WEEKS, MOMENTS, st.integers(1, 300_000))
def test_after_and_between_say_the_same(one, other, start, seconds):
    both, amount = schedule(one, other), timedelta(seconds=seconds)
    end = both.after(start, amount)
    if any(one + other):
        assert both.between(start, end) == amount
    spans = both.spans(start.date())
    assert all(opens < closes for opens, closes in spans)
    assert all(one[1] < other[0] for one, other in zip(spans, spans[1:], strict=False))


@given(WEEKS, MOMENTS)
def test_it_stays_open_or_closed_until_the_next_change(week, start):
    one = schedule(week)
    change = one.next_change(start)
    if change is None:
        assert one.between(start, start + timedelta(days=7)) in (timedelta(), timedelta(days=7))
    else:
        assert one.is_open(change) is not one.is_open(start)
        assert one.between(start, change) == (change - start if one.is_open(start) else timedelta())


@pytest.mark.parametrize(
    "moment, words",
    [
        (at(23, 10), "this morning"),
        (at(23, 12), "this morning"),
        (at(23, 12, 1), "this afternoon"),
        (at(24, 9), "tomorrow morning"),
        (at(24, 15), "tomorrow afternoon"),
        (at(25, 9), "on Wednesday morning"),
        (at(29, 13), "on Sunday afternoon"),
        (at(30, 9), "on Monday, November 30, in the morning"),
        (at(22, 9), "this morning"),
        (at(23, 17, 59), "this afternoon"),
        (at(23, 18), "this evening"),
        (at(24, 20), "tomorrow evening"),
        (at(24, 1), "tonight"),
        (at(25, 1), "tomorrow night"),
        (at(27, 0), "on Thursday night"),
        (at(24, 5), "tomorrow morning"),
    ],
)
def test_a_moment_is_said_as_on_the_phone(moment, words):
    assert spoken(moment, at(23, 9)) == words
