"""Moments of a week in which tests look at pages."""

import datetime as dt
from zoneinfo import ZoneInfo

OURS = ZoneInfo("America/New_York")


def at(day, hour, minute=0, month=12):
    """A moment of 2030, in which December 2 is a Monday."""
    return dt.datetime(2030, month, day, hour, minute, tzinfo=OURS)
