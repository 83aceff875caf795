"""The pages before and after the form: how to ask for a visit, and that a request has come in."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from appointments.models import BookingRequest
from appointments.models.request import same_reference
from appointments.rules import State
from appointments.views.stores import read_kept, with_or_without
from clinic_site import errors, guessing
from clinic_site.directory import hours, opening
from clinic_site.directory.clinic import Clinic
from clinic_site.directory.models import Closure, Location
from conditions.red_flags.values import Action


@require_safe
def index(request):
    """How to ask for a visit: what to do in an emergency first, then the two ways, online and by phone."""
    return with_or_without(lambda store: _index(request, store), request)


def _index(request, store):
    context = {"online": store.online}
    if store.is_outage:
        return render(request, "appointments/index.html", context | in_outage())
    now = timezone.now()
    schedule = opening.schedule(since=timezone.localdate(now))
    due = schedule.after(now, timedelta(hours=store.online.callback_hours))
    context |= {
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
        return with_or_without(lambda store: _received(store, same_reference(reference)), request)
    except errors.DATABASE_DOWN:  # the site's own page for this says that nothing was received, which may be wrong
        return errors.unavailable("appointments/unavailable.html")


def _received(store, reference):
    kept = read_kept(reference, store.request.GET.get("kept", ""))
    if store.is_outage:
        return _kept(store, reference, kept) if kept else errors.unavailable("appointments/unavailable.html")
    booking = BookingRequest.objects.filter(reference=reference).first()
    if booking is None and kept:  # the sender has not filed it yet
        return _kept(store, reference, kept)
    if booking is None:
        if wait := guessing.seconds_after(store.request, "references"):
            return guessing.refused(wait)
        raise Http404
    now = timezone.now()
    context = {
        "reference": booking.reference,
        "due": timezone.localtime(booking.due_at),
        "alarm": Action(booking.alarm) if booking.alarm and booking.is_open and not booking.reached_at else None,
        "waiting": booking.state == State.NEW and now < booking.due_at,
    }
    return render(store.request, "appointments/received.html", context)


def _kept(store, reference, kept):
    context = {
        "reference": reference,
        "alarm": Action(kept.alarm) if kept.alarm else None,
        "sent_at": timezone.localtime(kept.sent_at),
    }
    return render(store.request, "appointments/kept.html", context | (in_outage() if store.is_outage else {}))


def in_outage():
    """What pages say of the clinic while the database is down: nothing that only holds now."""
    return {
        "outage": True,
        "clinic": Clinic.last_known(),
        "usual_hours": opening.last_known_hours(),
        "opening": None,
        "elsewhere": None,
    }


def open_sometime():
    """The locations whose hours are known, for pages that say when the phone is answered."""
    places = Location.objects.filter(opening_hours__isnull=False).distinct().prefetch_related("opening_hours")
    return {"locations": places}
