from calendar import Calendar
from datetime import date, timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic_site.datetimes import midnight
from conditions.admin.moments import EARLIEST, LATEST
from conditions.models import Article
from conditions.publishing.calendar import entries, panel

WEEK = Calendar(firstweekday=6)  # as calendars in the United States begin


@require_safe
def calendar(request):
    """Show past and planned publications, month by month: `?month=2027-03`."""
    if not request.user.has_perm("conditions.view_article"):
        raise PermissionDenied
    today = timezone.localdate()
    first = _month(request.GET.get("month", "")) or today.replace(day=1)
    weeks = WEEK.monthdatescalendar(first.year, first.month)
    shown = entries(midnight(weeks[0][0]), midnight(weeks[-1][-1] + timedelta(days=1)))
    by_day = {}
    for entry in shown:
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


def _month(text):
    """The first day of a month such as "2027-03"; None where it is none that a clinic plans in."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return first if EARLIEST < first.year < LATEST else None
