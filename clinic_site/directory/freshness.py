"""The moments at which pages about the clinic change by themselves."""

import datetime as dt

from django.utils import timezone


def next_day(at):
    """The midnight after `at`: closures that are over are no longer listed."""
    tomorrow = timezone.localdate(at) + dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(tomorrow, dt.time.min))
