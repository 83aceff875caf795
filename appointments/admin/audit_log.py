"""Who did what and when, for managers: to one request, or by one person. Newest first; names of fields, no values."""

import re

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import permission_required
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from appointments.admin.queue import context
from appointments.audit_log import Kind
from appointments.desk import name_of
from appointments.models import BookingEvent, BookingRequest

AUDITS = "appointments.audit_bookingrequest"
PAGE = 50
LETTERS = {  # by the names of letters.py
    "received": "we have your request",
    "scheduled": "day and time of the visit",
    "waiting": "a new request waits, to the front desk",
}


@require_safe
@permission_required(AUDITS, raise_exception=True)
def of_request(request, pk):
    booking = get_object_or_404(BookingRequest.objects.only("reference"), pk=pk)
    events = booking.events.select_related("actor")
    return _page(request, "history", f"What was done with {booking}", events, booking=booking)


@require_safe
@permission_required(AUDITS, raise_exception=True)
def by_person(request):
    """Without a person it asks for one: those who ever did something with a request."""
    acted = BookingEvent.objects.filter(actor=OuterRef("pk"))
    people = {str(person.pk): name_of(person) for person in get_user_model().objects.filter(Exists(acted))}
    person = request.GET.get("person", "")
    if person and person not in people:
        raise Http404
    events = BookingEvent.objects.filter(actor=person) if person else BookingEvent.objects.none()
    return _page(
        request,
        "trail",
        f"What {people[person]} did" if person else "Who did what",
        events.prefetch_related("request"),
        person=person,
        people=sorted(people.items(), key=lambda item: item[1].casefold()),
    )


def _page(request, template, title, events, **more):
    """A page of `events`, which are never counted: a person's may be very many."""
    asked = request.GET.get("page", "1")
    number = int(asked) if re.fullmatch("[1-9][0-9]{0,5}", asked) else 1
    found = list(events.order_by("-at", "-pk")[(number - 1) * PAGE : number * PAGE + 1])
    for event in found:
        event.what, event.touched = _told(event)
    more |= {
        "events": found[:PAGE],
        "number": number,
        "newer": number - 1,
        "older": number + 1 if len(found) > PAGE else 0,
    }
    where = f"admin/appointments/bookingrequest/{template}.html"
    return render(request, where, context(request, title, **more))


def _told(event):
    """(what was done, the fields it touched), in words; of a letter the first says which."""
    what, fields = event.kind.capitalize(), ", ".join(event.fields).replace("_", " ")
    if event.kind in (Kind.LETTER_QUEUED, Kind.LETTER_SENT, Kind.LETTER_FAILED):
        return f"{what}: {LETTERS.get(fields, fields)}", ""
    return what, fields
