"""The clinic's opening hours and closures, read from their tables for the calculation in hours.py."""

from datetime import time

from django.utils import timezone

from clinic_site.directory.hours import Schedule
from clinic_site.directory.models import Closure, OpeningHours

WORKDAY = ((time(9), time(17)),)
USUAL_WEEK = (WORKDAY,) * 5 + ((), ())  # where no hours were entered: unknown is not closed


def schedule(since=None):
    """The Schedule of the whole clinic in two queries, without closures before the day `since` (default: today)."""
    weeks = {}
    for location, weekday, opens, closes in OpeningHours.objects.values_list(
        "location_id", "weekday", "opens", "closes"
    ):
        weeks.setdefault(location, [()] * 7)[weekday] += ((opens, closes),)
    closures = Closure.objects.upcoming(since).values_list("day", "location_id")
    return Schedule(weeks or {0: USUAL_WEEK}, frozenset(closures), timezone.get_default_timezone())
