"""The clinic's opening hours and closures, read from their tables for the calculation in hours.py."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import dateformat, timezone

from clinic_site.directory import reading
from clinic_site.directory.hours import Schedule

WORKDAY = ((time(9), time(17)),)
SOON = timedelta(hours=8)
USUAL_WEEK = (WORKDAY,) * 5 + ((), ())  # where no hours were entered: unknown is not closed


@dataclass(frozen=True)
class State:
    """Whether the clinic is open at the moment `at`, and when that changes next (None: not in sight)."""

    at: datetime
    is_open: bool
    changes: datetime | None

    @property
    def closes(self):
        """When it closes as one says it at `at`: "5 p.m."; "" where it does not within a day."""
        soon = self.is_open and self.changes is not None and self.changes - self.at < timedelta(days=1)
        return dateformat.format(self.changes, "P") if soon else ""

    @property
    def opens(self):
        """When it opens as one says it at `at`: "today at 1 p.m.", "tomorrow at 8 a.m.", "on Monday at noon"; or ""."""
        if self.is_open or self.changes is None:
            return ""
        clock = f"at {dateformat.format(self.changes, 'P')}"
        days = (self.changes.date() - self.at.date()).days
        if days == 0:
            return f"today {clock}"
        if days == 1:
            return f"tomorrow {clock}"
        if days < 7:
            return f"on {self.changes:%A} {clock}"
        return f"on {dateformat.format(self.changes, 'l, F j')}, {clock}"

    @property
    def opens_soon(self):
        """Whether somebody who should be seen today may wait for it: it opens today, and within SOON."""
        return bool(self.opens) and self.changes.date() == self.at.date() and self.changes - self.at <= SOON

    @property
    def said_until(self):
        """Until when all of this is said rightly, without a midnight between: None where no change is in sight."""
        soon = self.changes and not self.is_open and self.changes - SOON
        return soon if soon and self.at < soon else self.changes


def state(at=None):
    """The State at `at` (default: now), in one query; None where no hours were entered: unknown is not closed."""
    at = timezone.localtime(at, timezone.get_default_timezone())
    schedule = _schedule(at.date())
    return schedule and State(at, schedule.is_open(at), schedule.next_change(at))


def schedule(since=None):
    """The Schedule of the whole clinic in one query, without closures before the day `since` (default: today)."""
    return _schedule(since, unknown={0: USUAL_WEEK})


def is_closed(moment, location=None):
    """Whether `location`, or where none is given the whole clinic, is known to be closed at a `moment` to come."""
    schedule = _schedule(timezone.localdate(moment), location)
    return schedule is not None and not schedule.is_open(moment)


def _schedule(since, location=None, unknown=None):
    """The Schedule of `location` where it has hours of its own, else of the whole clinic; `unknown` are the weeks
    of a clinic that has entered none: without them it has no Schedule.
    """
    zone = timezone.get_default_timezone()
    yesterday = (since or timezone.localdate(timezone=zone)) - timedelta(days=1)  # its hours may last past midnight
    spans, closures = reading.times(yesterday)
    weeks = {}
    for place, weekday, opens, closes in spans:
        weeks.setdefault(place, [()] * 7)[weekday] += ((opens, closes),)
    if location and location.pk in weeks:
        weeks = {location.pk: weeks[location.pk]}
    weeks = weeks or unknown
    return weeks and Schedule(weeks, closures, zone)
