"""Opening hours as patients read them."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from clinic_site.directory.models import Location, OpeningHours

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


def test_a_week_has_seven_days(location):
    with pytest.raises(IntegrityError), transaction.atomic():
        opens(location, [7], DAY)
