"""Opening hours as a calculation: spans, waiting time, and the moment after so much of it. No database."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic_site.directory.hours import HORIZON, Schedule, spoken

TAMPA = ZoneInfo("America/New_York")
DAY = ((time(8), time(17)),)
WORKDAYS = (DAY,) * 5 + ((), ())
SPLIT = (((time(8), time(12)), (time(13), time(17))),) * 5 + ((), ())
MONDAY = date(2026, 11, 23)


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


TIMES = st.times().map(lambda moment: moment.replace(microsecond=0, tzinfo=None))
SPANS = st.lists(st.tuples(TIMES, TIMES), max_size=3)  # past midnight, too
WEEKS = st.lists(SPANS.map(tuple), min_size=7, max_size=7).map(tuple)
# Away from the days on which the clocks change: there an hour of the clock is not an hour.
MOMENTS = st.datetimes(datetime(2026, 5, 1), datetime(2026, 9, 1)).map(lambda moment: moment.replace(tzinfo=TAMPA))


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a machine that does other things as well
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
