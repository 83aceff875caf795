"""The clinic's opening hours and closures, read from their tables for the calculation in hours.py."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property, lru_cache

from django.utils import dateformat, timezone

from clinic_site.directory import fallback_contact, reading, week
from clinic_site.directory.hours import DAWN, Schedule

WORKDAY = ((time(9), time(17)),)
SOON = timedelta(hours=8)
USUAL_WEEK = (WORKDAY,) * 5 + ((), ())  # where no hours were entered: unknown is not closed


@dataclass(frozen=True)
class State:
    """Whether a place with the Schedule `schedule` is open at the moment `at`, in words that are right until
    `said_until` or the next midnight, whichever comes first."""

    at: datetime
    schedule: Schedule

    @cached_property
    def is_open(self):
        return self.schedule.is_open(self.at)

    @cached_property
    def changes(self):
        """When that changes; None where it is not in sight."""
        return self.schedule.next_change(self.at)

    @cached_property
    def sentence(self):
        """As pages say it: "Open now, until 5 p.m.", "Closed now. Opens Monday at 8 a.m."."""
        if self.is_open:
            until = f", until {self.closes}" if self.closes else ""
            return week.ended(f"Open now{until}" if self.changes else week.ALL_DAY)
        return week.ended(f"Closed now. Opens {self.opens}") if self.opens else "Closed now."

    @property
    def facts(self):
        """All that pages say of it."""
        return [self.sentence, self.opens_soon, self.hours]

    @cached_property
    def hours(self):
        """The usual week, closures left out, which is true at any moment: "Monday to Friday, 8 a.m. to 5 p.m."."""
        return _in_short(tuple(map(tuple, self.schedule.weeks.values())))

    @property
    def closes(self):
        """When it closes: "5 p.m.", "midnight", "1 a.m." of the coming night, "tomorrow at 9 p.m."; "" if later."""
        if not self.is_open or self.changes is None:
            return ""
        clock = week.clock(self.changes)
        days = (self.changes.date() - self.at.date()).days
        if days == 0 or (days == 1 and self.changes.time() < DAWN):
            return clock
        return f"tomorrow at {clock}" if days == 1 else ""

    @property
    def opens(self):
        """When it opens: "today at 1 p.m.", "tomorrow at 8 a.m.", "Monday at noon"; "" where that is not in sight."""
        if self.is_open or self.changes is None:
            return ""
        clock = f"at {week.clock(self.changes)}"
        days = (self.changes.date() - self.at.date()).days
        if days == 0:
            return f"today {clock}"
        if days == 1:
            return f"tomorrow {clock}"
        if days < 7:
            return f"{self.changes:%A} {clock}"
        return f"{dateformat.format(self.changes, 'l, F j')}, {clock}"

    @property
    def opens_soon(self):
        """Whether somebody who should be seen today may wait for it: it opens today, and within SOON."""
        return bool(self.opens) and self.changes.date() == self.at.date() and self.changes - self.at <= SOON

    @property
    def said_until(self):
        """Until when all of this is said rightly, midnights left out; None where no change is in sight."""
        soon = self.changes and not self.is_open and self.changes - SOON
        return soon if soon and self.at < soon else self.changes


@lru_cache(maxsize=32)
def _in_short(weeks):
    return week.in_short(week.together(weeks))


def state(at=None, times=reading.times):
    """The State at `at` (default: now), in one query; None where no hours were entered: unknown is not closed."""
    at = timezone.localtime(at, timezone.get_default_timezone())
    schedule = _schedule(at.date(), times=times)
    state = schedule and State(at, schedule)
    fallback_contact.remember("hours", state.hours if state else "")
    return state


def last_known_hours():
    """The usual hours as this site last knew them, without asking the database; "" where nothing is known."""
    try:
        return str(fallback_contact.recall("hours"))
    except (OSError, ValueError):
        return ""


def schedule(since=None):
    """The Schedule of the whole clinic in one query, without closures before the day `since` (default: today)."""
    return _schedule(since, unknown={0: USUAL_WEEK})


def is_closed(moment, location=None):
    """Whether `location`, or where none is given the whole clinic, is known to be closed at a `moment` to come."""
    schedule = _schedule(timezone.localdate(moment), location)
    return schedule is not None and not schedule.is_open(moment)


def _schedule(since, location=None, unknown=None, times=reading.times):
    """The Schedule of `location` where it has hours of its own, else of the whole clinic; `unknown` are the weeks
    of a clinic that has entered none: without them it has no Schedule.
    """
    zone = timezone.get_default_timezone()
    yesterday = (since or timezone.localdate(timezone=zone)) - timedelta(days=1)  # its hours may last past midnight
    spans, closures = times(yesterday)
    weeks = {}
    for place, weekday, opens, closes in spans:
        weeks.setdefault(place, [()] * 7)[weekday] += ((opens, closes),)
    if location and location.pk in weeks:
        weeks = {location.pk: weeks[location.pk]}
    weeks = weeks or unknown
    return weeks and Schedule(weeks, closures, zone)
