"""Moments on the clinic's clocks, in words and by the day."""

from datetime import datetime

from django.utils import dateformat, timezone


def format_datetime(at):
    """A moment on the clinic's clocks, to end a sentence with: "March 14, 2027, 9:00 AM"."""
    return dateformat.format(timezone.localtime(at), "F j, Y, g:i A")


def midnight(day):
    """The moment at which the date `day` begins."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def exact(moment):
    """A moment to the second on the clinic's clocks: "November 1, 2026, 1:50:00 a.m. EST".

    Django's own format leaves the zone out in the hour that comes twice, which is where it matters.
    """
    local = timezone.localtime(moment)
    return f"{dateformat.format(local, 'F j, Y, g:i:s a')} {local.tzname()}"
