from calendar import Calendar
from datetime import date, datetime, timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conditions import gate, schedule
from conditions.admin.moments import EARLIEST, LATEST
from conditions.models import Article, Edition

RECENT = timedelta(days=7)
WEEK = Calendar(firstweekday=6)  # as calendars in the United States begin


@require_safe
def calendar(request):
    """What went live and what is to come, month by month: `?month=2027-03`."""
    if not request.user.has_perm("conditions.view_article"):
        raise PermissionDenied
    today = timezone.localdate()
    first = _month(request.GET.get("month", "")) or today.replace(day=1)
    weeks = WEEK.monthdatescalendar(first.year, first.month)
    entries = schedule.entries(_midnight(weeks[0][0]), _midnight(weeks[-1][-1] + timedelta(days=1)))
    by_day = {}
    for entry in entries:
        by_day.setdefault(timezone.localdate(entry.at), []).append(entry)
    context = {
        **admin.site.each_context(request),
        "opts": Article._meta,
        "title": "Calendar",
        "first": first,
        "today": today,
        "earlier": first - timedelta(days=1),
        "later": (first + timedelta(days=31)).replace(day=1),
        "weeks": [[(day, by_day.get(day, [])) for day in week] for week in weeks],
        "days": [(day, by_day[day]) for day in sorted(by_day) if day.month == first.month],
        **panel(),
    }
    return render(request, "admin/conditions/calendar.html", context)


def panel(at=None, shown=20):
    """`went_live` (last seven days), `due` (today), `coming` (after today): at most `shown` before and after now.

    `stopped`: the keys of the editions to come that the clinic's rules would stop now.
    """
    now = at or timezone.now()
    tomorrow = _midnight(timezone.localdate(now) + timedelta(days=1))
    coming = schedule.entries(now, limit=shown)
    return {
        "went_live": schedule.entries(now - RECENT, now, newest_first=True, limit=shown),
        "due": [entry for entry in coming if entry.at < tomorrow],
        "coming": [entry for entry in coming if entry.at >= tomorrow],
        "stopped": _stopped(coming),
    }


def _stopped(entries):
    """The editions among `entries` that passed the gate when they were scheduled, and would not now."""
    editions = [entry.edition for entry in entries if entry.edition]
    if not editions:
        return set()
    editions = Edition.objects.filter(pk__in=[edition.pk for edition in editions])
    return {edition.pk for edition in gate.stopping(editions)}


def _month(text):
    """The first day of a month such as "2027-03"; None where it is none that a clinic plans in."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return first if EARLIEST < first.year < LATEST else None


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
