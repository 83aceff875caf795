"""The opening hours of a week in words. A week is seven lists of (opens, closes), Monday first, as in hours.py."""

from datetime import datetime
from itertools import groupby

from django.utils import dateformat

from clinic_site.directory.hours import DAY, MIDNIGHT, wall_clock

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
ALL_DAY = "Open 24 hours"


def clock(moment):
    """Return a time as one says it: "8 a.m.", "4:30 p.m.", "noon"."""
    return dateformat.format(moment, "P")


def span(opens, closes):
    return ALL_DAY if opens == closes == MIDNIGHT else f"{clock(opens)} to {clock(closes)}"


def rows(week):
    """[{"day": "Monday to Friday", "text": "8 a.m. to 5 p.m."}], neighboring days alike put together.

    Empty where no hours were entered at all: unknown is not closed.
    """
    if not any(week):
        return []
    days = [", ".join(span(*each) for each in day) or "Closed" for day in week]
    groups = groupby(range(7), key=lambda day: days[day])
    return [{"day": _days(list(alike)), "text": text} for text, alike in groups]


def in_short(week):
    """The same in a line, without the days closed: "Monday to Friday, 8 a.m. to 5 p.m.; Saturday, 9 a.m. to noon."."""
    known = [row for row in rows(week) if row["text"] != "Closed"]
    every_day = len(known) == 1 and all(week)
    days = [f"{'Every day' if every_day else row['day']}, {row['text']}" for row in known]
    return ended("; ".join(days).replace(ALL_DAY, ALL_DAY.lower()))


def ended(text):
    """`text` with a period at its end, where "5 p.m." has it already; "" stays so."""
    return text if not text or text.endswith(".") else f"{text}."


def together(weeks):
    """Return one week for several places: when any of them is open."""
    return [_merged([each for week in weeks for each in week[day]]) for day in range(7)]


def _merged(spans):
    merged = []
    for opens, closes in sorted(wall_clock(datetime.min, *each) for each in spans):
        if merged and opens <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], closes)
        else:
            merged.append([opens, closes])
    return [(opens.time(), min(closes, opens + DAY).time()) for opens, closes in merged]


def _days(days):
    first, last = WEEKDAYS[days[0]], WEEKDAYS[days[-1]]
    if len(days) == 1:
        return first
    return f"{first} {'and' if len(days) == 2 else 'to'} {last}"
