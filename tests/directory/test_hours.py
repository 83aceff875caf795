"""Opening hours as patients read them."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from clinic_site.directory.models import Closure, Location, OpeningHours

pytestmark = pytest.mark.django_db
DAY = (time(8), time(17))


@pytest.fixture
def location():
    return Location.objects.create(name="Harbor Street", slug="harbor-street")


def opens(location, days, *spans):
    for day in days:
        for start, end in spans:
            OpeningHours.objects.create(location=location, weekday=day, opens=start, closes=end)


def lines(location):
    return [f"{line['day']}: {line['text']}" for line in location.hours]


def test_neighboring_days_alike_stand_on_one_line(location):
    opens(location, range(5), DAY)
    assert lines(location) == ["Monday to Friday: 8 a.m. to 5 p.m.", "Saturday and Sunday: Closed"]


def test_a_lunch_break_is_two_spans_in_order(location):
    opens(location, [0], (time(13, 30), time(17)), (time(8), time(12)))
    assert lines(location)[0] == "Monday: 8 a.m. to noon, 1:30 p.m. to 5 p.m."


def test_a_closed_day_in_between_parts_the_week(location):
    opens(location, [0, 1, 3, 4], DAY)
    assert lines(location) == [
        "Monday and Tuesday: 8 a.m. to 5 p.m.",
        "Wednesday: Closed",
        "Thursday and Friday: 8 a.m. to 5 p.m.",
        "Saturday and Sunday: Closed",
    ]


def test_days_alike_that_are_not_neighbors_stay_apart(location):
    opens(location, [0, 2], DAY)
    opens(location, [1], (time(10), time(19)))
    assert lines(location)[:3] == [
        "Monday: 8 a.m. to 5 p.m.",
        "Tuesday: 10 a.m. to 7 p.m.",
        "Wednesday: 8 a.m. to 5 p.m.",
    ]


def test_a_place_open_all_week_has_one_line(location):
    opens(location, range(7), DAY)
    assert lines(location) == ["Monday to Sunday: 8 a.m. to 5 p.m."]


def test_a_place_whose_hours_nobody_entered_is_not_called_closed(location):
    assert location.hours == []


@pytest.mark.parametrize("closes", [time(8), time(7, 59)])
def test_closing_comes_after_opening(location, closes):
    hours = OpeningHours(location=location, weekday=0, opens=time(8), closes=closes)
    with pytest.raises(ValidationError, match="Closing time must be after opening time."):
        hours.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        hours.save()


@pytest.mark.parametrize("closes", [time(0), time(2), time(6)])
def test_closing_at_midnight_or_later_is_of_the_next_day(location, closes):
    hours = OpeningHours(location=location, weekday=0, opens=time(18), closes=closes)
    hours.full_clean()
    hours.save()
    assert lines(location)[0] == f"Monday: 6 p.m. to { {0: 'midnight', 2: '2 a.m.', 6: '6 a.m.'}[closes.hour] }"


def test_a_night_of_more_than_twelve_hours_is_refused_with_the_way_out(location):
    with pytest.raises(ValidationError, match="close at 00:00 and add the rest to the next day"):
        OpeningHours(location=location, weekday=0, opens=time(13), closes=time(5)).full_clean()


def test_a_place_that_never_closes_says_so(location):
    opens(location, range(7), (time(0), time(0)))
    assert lines(location) == ["Monday to Sunday: Open 24 hours"]


def test_spans_that_overlap_are_refused_and_named(location):
    opens(location, [0], (time(18), time(2)))
    with pytest.raises(ValidationError, match="Monday, 6 p.m. to 2 a.m., and Tuesday, 1 a.m. to 5 p.m., overlap"):
        OpeningHours(location=location, weekday=1, opens=time(1), closes=time(17)).full_clean()
    OpeningHours(location=location, weekday=1, opens=time(2), closes=time(17)).full_clean()
    elsewhere = Location.objects.create(name="Marsh Road", slug="marsh-road")
    OpeningHours(location=elsewhere, weekday=1, opens=time(1), closes=time(17)).full_clean()
    location.opening_hours.get().full_clean()


def closed(since=None, until=None, location=None):
    return Closure(day=date(2026, 12, 24), closed_from=since, closed_until=until, location=location)


@pytest.mark.parametrize(
    "since, until, text",
    [
        (None, None, ""),
        (time(12), None, "from noon"),
        (None, time(10), "until 10 a.m."),
        (time(12), time(14, 30), "noon to 2:30 p.m."),
    ],
)
def test_a_closure_tells_its_hours(since, until, text):
    assert closed(since, until).hours == text
    assert str(closed(since, until)) == f"December 24, 2026{f', {text}' if text else ''}: closed"


@pytest.mark.parametrize(
    "first, second, overlap",
    [
        ((None, None), (None, None), True),
        ((None, None), (time(12), None), True),
        ((time(12), None), (None, None), True),
        ((time(12), None), (time(13), time(14)), True),
        ((time(9), time(11)), (time(10), time(12)), True),
        ((None, time(9)), (None, time(10)), True),
        ((None, time(9)), (time(9), time(10)), False),
        ((None, time(9)), (time(12), None), False),
    ],
)
def test_closures_of_a_day_that_overlap_are_refused(location, first, second, overlap):
    for place in (None, location):
        closed(*first, place).save()
    for place in (None, location):
        if overlap:
            with pytest.raises(ValidationError):
                closed(*second, place).full_clean()
        else:
            closed(*second, place).full_clean()


@pytest.mark.parametrize("until", [time(12), time(9), time(0)])
def test_a_closure_ends_after_it_begins(until):
    with pytest.raises(ValidationError, match="Leave it empty for the rest of the day"):
        closed(time(12), until).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        closed(time(12), until).save()


def test_the_database_keeps_two_closures_of_a_whole_day_apart(location):
    for place in (None, location):
        closed(location=place).save()
        with pytest.raises(IntegrityError), transaction.atomic():
            closed(location=place).save()


def test_a_week_has_seven_days(location):
    with pytest.raises(IntegrityError), transaction.atomic():
        opens(location, [7], DAY)
