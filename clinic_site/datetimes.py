"""Moments on the clinic's clocks, in words and by the day."""

from datetime import datetime

from django.utils import dateformat, timezone


def format_datetime(at):
    """A moment on the clinic's clocks, to end a sentence with: "March 14, 2027, 9:00 AM"."""
    return dateformat.format(timezone.localtime(at), "F j, Y, g:i A")


def midnight(day):
    """The moment at which the date `day` begins."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
