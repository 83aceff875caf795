"""The clinic's hours and closures as they stand in its tables, read for the calculation."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from clinic_site.directory import opening
from clinic_site.directory.models import Closure, Location, OpeningHours

pytestmark = [pytest.mark.django_db, pytest.mark.database]
MONDAY = date(2026, 11, 23)


@pytest.fixture
def harbor():
    place = Location.objects.create(name="Harbor", slug="harbor")
    for opens, closes in ((13, 17), (8, 12)):
        OpeningHours.objects.create(location=place, weekday=0, opens=time(opens), closes=time(closes))
    return place


def clock(day, **more):
    return [(f"{opens:%H:%M}", f"{closes:%H:%M}") for opens, closes in opening.schedule(**more).spans(day)]


def test_hours_come_from_the_tables(harbor):
    assert clock(MONDAY) == [("08:00", "12:00"), ("13:00", "17:00")]
    assert clock(MONDAY + timedelta(days=1)) == []


def test_places_are_told_apart(harbor):
    other = Location.objects.create(name="Marsh", slug="marsh")
    OpeningHours.objects.create(location=other, weekday=0, opens=time(9), closes=time(10))
    Closure.objects.create(day=MONDAY, location=harbor)
    assert clock(MONDAY, since=MONDAY) == [("09:00", "10:00")]


def test_a_clinic_without_hours_keeps_those_of_most_clinics():
    """Unknown is not closed: a promise is made all the same."""
    assert clock(MONDAY) == [("09:00", "17:00")]
    assert clock(MONDAY + timedelta(days=5)) == []


def test_a_clinic_without_hours_has_closures():
    Closure.objects.create(day=MONDAY)
    assert clock(MONDAY, since=MONDAY) == []


def test_closures_that_have_passed_count_where_they_are_asked_for(harbor):
    today = timezone.localdate()
    last_monday = today - timedelta(days=today.weekday() or 7)
    Closure.objects.create(day=last_monday)
    assert clock(last_monday, since=last_monday) == []
    assert clock(last_monday) != []


def test_it_is_read_in_one_query_however_many_rows(harbor, django_assert_num_queries):
    for i in range(5):
        Closure.objects.create(day=MONDAY + timedelta(days=i))
        OpeningHours.objects.create(location=harbor, weekday=i + 1, opens=time(9), closes=time(10))
    with django_assert_num_queries(1):
        opening.schedule()


def test_hours_are_those_of_the_clinics_own_clock(harbor, settings):
    eight = datetime(2026, 11, 23, 8, tzinfo=timezone.get_default_timezone())
    with timezone.override("Asia/Tokyo"):
        assert opening.schedule().is_open(eight)
