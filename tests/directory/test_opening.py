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


def moment(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    "day, hour, sentence",
    [
        (23, 9, "Open now, until noon."),
        (23, 12, "Closed now. Opens today at 1 p.m."),
        (23, 16, "Open now, until 5 p.m."),
        (23, 17, "Closed now. Opens Monday, December 7, at 8 a.m."),  # the Monday between is a holiday
        (29, 23, "Closed now. Opens Monday, December 7, at 8 a.m."),
        (21, 9, "Closed now. Opens Monday at 8 a.m."),
        (22, 0, "Closed now. Opens tomorrow at 8 a.m."),
        (22, 23, "Closed now. Opens tomorrow at 8 a.m."),
        (23, 0, "Closed now. Opens today at 8 a.m."),
    ],
)
def test_it_is_said_as_people_say_it(harbor, day, hour, sentence):
    Closure.objects.create(day=MONDAY + timedelta(days=7), reason="Holiday")
    assert opening.state(moment(day, hour)).sentence == sentence


def test_late_hours_are_those_of_the_night_and_not_of_the_next_evening(harbor):
    OpeningHours.objects.create(location=harbor, weekday=0, opens=time(18), closes=time(2))
    assert opening.state(moment(23, 23)).sentence == "Open now, until 2 a.m."
    assert opening.state(moment(24, 1, 59)).sentence == "Open now, until 2 a.m."
    assert opening.state(moment(24, 2)).sentence.startswith("Closed now. Opens Monday at 8")
    OpeningHours.objects.filter(opens=time(18)).update(closes=time(0))
    assert opening.state(moment(23, 23)).sentence == "Open now, until midnight."


def test_one_that_closes_tomorrow_says_so_and_one_that_never_does_names_no_time(harbor):
    for day in (1, 2, 3):
        OpeningHours.objects.create(location=harbor, weekday=day, opens=time(0), closes=time(0))
    OpeningHours.objects.create(location=harbor, weekday=4, opens=time(0), closes=time(11))
    assert opening.state(moment(24, 9)).sentence == "Open now."
    assert opening.state(moment(26, 9)).sentence == "Open now, until tomorrow at 11 a.m."
    assert opening.state(moment(27, 9)).sentence == "Open now, until 11 a.m."
    OpeningHours.objects.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(location=harbor, weekday=day, opens=time(0), closes=time(0)) for day in range(7)
    )
    assert opening.state(moment(26, 9)).sentence == "Open 24 hours."


def test_one_that_does_not_open_again_names_no_day(harbor):
    Closure.objects.bulk_create(Closure(day=MONDAY + timedelta(days=7 * i)) for i in range(60))
    assert opening.state(moment(23, 9)).sentence == "Closed now."


def test_without_hours_nothing_is_said():
    Closure.objects.create(day=MONDAY)
    assert not opening.state(moment(23, 9))


def test_hours_are_those_of_the_clinics_own_clock(harbor, settings):
    eight = datetime(2026, 11, 23, 8, tzinfo=timezone.get_default_timezone())
    with timezone.override("Asia/Tokyo"):
        assert opening.schedule().is_open(eight)
