"""The clinic's opening hours and closures, read from their tables for the calculation in hours.py."""

from datetime import time

from django.utils import timezone

from clinic_site.directory.hours import Schedule
from clinic_site.directory.models import Closure, OpeningHours

WORKDAY = ((time(9), time(17)),)
USUAL_WEEK = (WORKDAY,) * 5 + ((), ())  # where no hours were entered: unknown is not closed


def schedule(since=None):
    """The Schedule of the whole clinic in two queries, without closures before the day `since` (default: today)."""
    return _schedule(_weeks() or {0: USUAL_WEEK}, since)


def is_closed(moment, location=None):
    """Whether `location`, or where none is given the whole clinic, is known to be closed at a `moment` to come."""
    weeks = _weeks()
    if location and location.pk in weeks:
        weeks = {location.pk: weeks[location.pk]}
    return bool(weeks) and not _schedule(weeks, timezone.localdate(moment)).is_open(moment)


def _weeks():
    weeks = {}
    spans = OpeningHours.objects.values_list("location_id", "weekday", "opens", "closes")
    for location, weekday, opens, closes in spans:
        weeks.setdefault(location, [()] * 7)[weekday] += ((opens, closes),)
    return weeks


def _schedule(weeks, since):
    closures = Closure.objects.upcoming(since).values_list("day", "location_id")
    return Schedule(weeks, frozenset(closures), timezone.get_default_timezone())
