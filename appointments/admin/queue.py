"""The queue: what the desk owes a call, and a tab for each state. It names nobody: it stands open at the counter all
day. Only "Mine" does, which counts as looking at those requests.
"""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from appointments import audit_log, queue
from appointments.admin.rows import rows
from appointments.models import BookingRequest

WORKS_THE_QUEUE = "appointments.change_bookingrequest"
WAITING = "waiting"


def context(request, title, **more):
    """Return the context that every page of the desk needs."""
    return {**admin.site.each_context(request), "opts": BookingRequest._meta, "title": title, **more}


@require_safe
@permission_required(WORKS_THE_QUEUE, raise_exception=True)
def show(request):
    at = timezone.now()
    waiting = queue.waiting(at)
    waiting_sizes = [queue.size(section.requests) for section in waiting]
    tabs = {WAITING: ("Waiting", waiting, waiting_sizes)} | {
        key: (label, [queue.Section(key, "", requests)], [queue.size(requests)])
        for key, (label, requests) in queue.tabs(request.user).items()
    }
    current = request.GET.get("tab") if request.GET.get("tab") in tabs else WAITING
    label, sections, sizes = tabs[current]
    page = Paginator(range(sum(sizes)), queue.PAGE).get_page(request.GET.get("page"))
    parts, remedy = [], ""
    named = current == "mine"
    for section, requests in queue.cut(sections, sizes, (page.number - 1) * queue.PAGE):
        found, problem = rows(requests if current == "closed" else requests.with_twin(), at)
        if named:
            audit_log.record_views([row.request for row in found], by=request.user, at=at)
        parts.append((section, found, queue.counted(sizes[sections.index(section)])))
        remedy = remedy or problem
    more = {
        "tabs": [(key, name, queue.counted(sum(own))) for key, (name, _, own) in tabs.items()],
        "tab": current,
        "label": label,
        "most": queue.COUNTED,
        "parts": parts,
        "page": page,
        "cut_short": max(sizes) >= queue.COUNTED,
        "waiting": queue.counted(sum(waiting_sizes)),
        "named": named,
        "remedy": remedy,
        "letters_wait": queue.letters_wait(at),
        "undelivered": queue.undelivered(at),
        "at": at,
    }
    return render(request, "admin/appointments/bookingrequest/queue.html", context(request, "Booking requests", **more))
