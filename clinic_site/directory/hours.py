"""Opening hours as a calculation: when the clinic is open, and how much of a span of time that was.

Pure: it knows weekdays, spans and closed days, not the tables they come from (opening.py reads those).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

HORIZON = 400  # days looked ahead before giving up on ever opening again
NOON = time(12)


@dataclass(frozen=True)
class Schedule:
    """When any location of the clinic is open.

    `weeks`: {location: seven tuples of (opens, closes)}, Monday first. `closures`: {(day, location)}, with None as
    the location where the whole clinic is closed.
    """

    weeks: dict
    closures: frozenset
    zone: tzinfo

    def spans(self, day):
        """[(opens, closes)] of `day` as aware datetimes, in order, those that touch put together."""
        if (day, None) in self.closures:
            return []
        times = sorted(
            span
            for location, week in self.weeks.items()
            if (day, location) not in self.closures
            for span in week[day.weekday()]
        )
        merged = []
        for opens, closes in times:
            if merged and opens <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], closes)
            else:
                merged.append([opens, closes])
        return [(self._moment(day, opens), self._moment(day, closes)) for opens, closes in merged]

    def is_open(self, at):
        return any(opens <= at < closes for opens, closes in self.spans(at.astimezone(self.zone).date()))

    def after(self, start, amount):
        """The moment at which `amount` (a timedelta) of opening time has passed since `start`.

        A clinic that never opens within HORIZON days gets the plain sum: there is nothing to wait for.
        """
        day = start.astimezone(self.zone).date()
        left = amount
        for _ in range(HORIZON):
            for opens, closes in self.spans(day):
                begin = max(opens, start)
                if begin < closes:
                    if left <= closes - begin:
                        return begin + left
                    left -= closes - begin
            day += timedelta(days=1)
        return start + amount

    def between(self, start, end):
        """The opening time between two moments, as a timedelta; zero where `end` is not after `start`."""
        total = timedelta()
        day, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        while day <= last:
            for opens, closes in self.spans(day):
                total += max(min(closes, end) - max(opens, start), timedelta())
            day += timedelta(days=1)
        return total

    def _moment(self, day, clock):
        return datetime.combine(day, clock, tzinfo=self.zone)


def spoken(moment, now):
    """`moment` as one says it on the phone at `now`: "this afternoon", "tomorrow morning", "on Monday morning".

    Both are aware datetimes in the clinic's time zone. Up to and including noon is morning.
    """
    half = "morning" if moment.time() <= NOON else "afternoon"
    days = (moment.date() - now.date()).days
    if days <= 0:
        return f"this {half}"
    if days == 1:
        return f"tomorrow {half}"
    if days < 7:
        return f"on {moment:%A} {half}"
    return f"on {moment:%A}, {moment:%B} {moment.day}, in the {half}"
