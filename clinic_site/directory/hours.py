"""Opening hours as a calculation: when the clinic is open, and how much of a span of time that was.

Pure: it knows weekdays, spans and closures, not the tables they come from (opening.py reads those).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import cached_property, lru_cache

HORIZON = 400  # days looked ahead before giving up on ever opening again
DAY = timedelta(days=1)
MIDNIGHT, DAWN, NOON, EVENING = time(0), time(5), time(12), time(18)


@dataclass(frozen=True)
class Schedule:
    """When any location of the clinic is open.

    `weeks`: {location: seven tuples of (opens, closes)}, Monday first; a span that closes no later than it opens ends
    on the next day. `closures`: {(day, location)}, with None as the location where the whole clinic is closed; or
    {(day, location, since, until)} where it is closed for some hours. `since` None: from the beginning of the day;
    `until` None: for the rest of that day's hours, past midnight too.
    """

    weeks: dict
    closures: frozenset
    zone: tzinfo

    def spans(self, day):
        """[(opens, closes)] within `day`, midnight to midnight, as aware datetimes in order; what touches is one."""
        return [(opens.astimezone(self.zone), closes.astimezone(self.zone)) for opens, closes in self._spans(day)]

    def begun(self, day, location):
        """[(opens, closes)] of `location` that begin on `day`, by the clock on its wall, closures taken out.

        `closes` is on the next day where they last past midnight.
        """
        begin = datetime.combine(day, MIDNIGHT)
        spans = [wall_clock(begin, opens, closes) for opens, closes in self.weeks[location][day.weekday()]]
        for since, until in self._closed(day, location):
            end = datetime.combine(day, until) if until else datetime.max
            spans = _without(spans, datetime.combine(day, since or MIDNIGHT), end)
        for since, until in self._closed(day + DAY, location):
            end = datetime.combine(day + DAY, until) if until else begin + 2 * DAY
            spans = _without(spans, datetime.combine(day + DAY, since or MIDNIGHT), end)
        return sorted(spans)

    def is_open(self, at):
        at = at.astimezone(UTC)
        return any(opens <= at < closes for opens, closes in self._spans(self._day(at)))

    def next_change(self, at):
        """The first moment after `at` at which it opens, within HORIZON days, or closes, within a week; or None."""
        at, is_open = at.astimezone(UTC), self.is_open(at)
        day = self._day(at)
        for _ in range(8 if is_open else HORIZON):
            for opens, closes in self._spans(day):
                if is_open and closes > at and not self.is_open(closes):
                    return closes.astimezone(self.zone)
                if not is_open and opens > at:
                    return opens.astimezone(self.zone)
            day += DAY
        return None

    def after(self, start, amount):
        """The moment at which `amount` (a timedelta) of opening time has passed since `start`.

        A clinic that never opens within HORIZON days gets the plain sum: there is nothing to wait for.
        """
        begin, left = start.astimezone(UTC), amount
        day = self._day(begin)
        for _ in range(HORIZON):
            for opens, closes in self._spans(day):
                opens = max(opens, begin)
                if opens < closes:
                    if left <= closes - opens:
                        return (opens + left).astimezone(self.zone)
                    left -= closes - opens
            day += DAY
        return start + amount

    def between(self, start, end):
        """The opening time between two moments, as a timedelta; zero where `end` is not after `start`."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        total = timedelta()
        day, last = self._day(start), self._day(end)
        while day <= last:
            for opens, closes in self._spans(day):
                total += max(min(closes, end) - max(opens, start), timedelta())
            day += DAY
        return total

    def _spans(self, day):
        """The spans of `day` in UTC, in which an hour is an hour while the clocks change. A moment that the clocks
        skip is the one they jump to; of one that comes twice the first counts."""
        if day not in self._known:
            begin = datetime.combine(day, MIDNIGHT)
            merged = []
            for opens, closes in sorted(
                (max(opens, begin), min(closes, begin + DAY))
                for location in self.weeks
                for first in (day - DAY, day)
                for opens, closes in self.begun(first, location)
            ):
                if merged and opens <= merged[-1][1]:
                    merged[-1][1] = max(merged[-1][1], closes)
                elif opens < closes:
                    merged.append([opens, closes])
            moments = [[clock.replace(tzinfo=self.zone).astimezone(UTC) for clock in span] for span in merged]
            self._known[day] = [(opens, closes) for opens, closes in moments if opens < closes]
        return self._known[day]

    def _day(self, at):
        return at.astimezone(self.zone).date()

    def _closed(self, day, location):
        return self._closed_on.get((day, None), []) + self._closed_on.get((day, location), [])

    @cached_property
    def _closed_on(self):
        closed = {}
        for day, location, *hours in self.closures:
            closed.setdefault((day, location), []).append(tuple(hours) or (None, None))
        return closed

    @cached_property
    def _known(self):
        return {}


def wall_clock(midnight, opens, closes):
    """(opens, closes) as datetimes, of the day that begins at `midnight` or, closing, of the next one."""
    closing_day = midnight + DAY if closes <= opens else midnight
    return midnight + _since_midnight(opens), closing_day + _since_midnight(closes)


def is_slip(opens, closes):
    """Whether a span was typed with a.m. for p.m.: it goes on past midnight, and for more than twelve hours."""
    begin, end = wall_clock(datetime.min, opens, closes)
    return closes <= opens and closes != MIDNIGHT and end - begin > timedelta(hours=12)


def overlapping(spans):
    """The first two of `spans`, [(weekday, opens, closes)], of which one begins before the other ends; or None."""
    week = sorted(
        (*wall_clock(datetime.min + weekday * DAY, opens, closes), (weekday, opens, closes))
        for weekday, opens, closes in spans
    )
    pairs = [*zip(week, week[1:], strict=False)]
    if len(week) > 1:  # Sunday's may last into Monday
        begins, closes, first = week[0]
        pairs.append((week[-1], (begins + 7 * DAY, closes + 7 * DAY, first)))
    return next(((one[2], other[2]) for one, other in pairs if other[0] < one[1]), None)


def _without(spans, begin, end):
    """`spans` without what lies between `begin` and `end`."""
    parts = [part for opens, closes in spans for part in ((opens, min(closes, begin)), (max(opens, end), closes))]
    return [(opens, closes) for opens, closes in parts if opens < closes]


@lru_cache(maxsize=1440)
def _since_midnight(clock):
    return datetime.combine(datetime.min, clock) - datetime.min


def spoken(moment, now):
    """`moment` as one says it on the phone at `now`: "this afternoon", "tomorrow morning", "on Monday evening".

    Both are aware datetimes in the clinic's time zone. Up to and including noon is morning; what is before 5 a.m. is
    the night of the day before.
    """
    clock, day = moment.time(), moment.date()
    if clock < DAWN:
        part, day = "night", day - DAY
    else:
        part = "morning" if clock <= NOON else "afternoon" if clock < EVENING else "evening"
    days = (day - now.date()).days
    if days <= 0:
        return "tonight" if part == "night" else f"this {part}"
    if days == 1:
        return f"tomorrow {part}"
    if days < 7:
        return f"on {day:%A} {part}"
    return f"on {day:%A}, {day:%B} {day.day}, {'at' if part == 'night' else 'in the'} {part}"
