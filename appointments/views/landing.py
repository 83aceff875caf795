"""The pages before and after the form: how to ask for a visit, and that a request has come in."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from appointments.models import BookingRequest, OnlineRequests
from appointments.models.request import same_reference
from appointments.rules import State
from clinic_site import errors, guessing
from clinic_site.directory import hours, opening
from clinic_site.directory.models import Closure, Location
from conditions.red_flags.values import Action


@require_safe
def index(request):
    """How to ask for a visit: what to do in an emergency first, then the two ways, online and by phone."""
    now = timezone.now()
    online, schedule = OnlineRequests.load(), opening.schedule(since=timezone.localdate(now))
    due = schedule.after(now, timedelta(hours=online.callback_hours))
    context = {
        "online": online,
        "call_back": hours.spoken(timezone.localtime(due), timezone.localtime(now)),
        "closures": Closure.objects.upcoming().select_related("location"),
    }
    return render(request, "appointments/index.html", context | open_sometime())


@require_safe
@cache_control(no_store=True)
def received(request, reference):
    """The page after sending. Whoever has its address learns that there is such a request, by when a call was promised,
    and whether it still waits for one; not who asked, nor what for."""
    try:
        booking = BookingRequest.objects.filter(reference=same_reference(reference)).first()
        if booking is None:
            if wait := guessing.seconds_after(request, "references"):
                return guessing.refused(wait)
            raise Http404
        now = timezone.now()
        context = {
            "reference": booking.reference,
            "due": timezone.localtime(booking.due_at),
            "alarm": Action(booking.alarm) if booking.alarm and booking.is_open and not booking.reached_at else None,
            "waiting": booking.state == State.NEW and now < booking.due_at,
        }
        return render(request, "appointments/received.html", context)
    except errors.DATABASE_DOWN:  # the site's own page for this says that nothing was received, which may be wrong
        return errors.unavailable("appointments/unavailable.html")


def open_sometime():
    """The locations whose hours are known, for pages that say when the phone is answered."""
    places = Location.objects.filter(opening_hours__isnull=False).distinct().prefetch_related("opening_hours")
    return {"locations": places}
