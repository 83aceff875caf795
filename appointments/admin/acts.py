"""What the desk does with a request, each act a form of the request's page. The rules are those of desk.py."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from appointments import desk, trail
from appointments.admin.forms import FORMS
from appointments.admin.page import REOPENS, page
from appointments.admin.queue import WORKS_THE_QUEUE
from appointments.admin.reading import find
from appointments.models import BookingRequest
from appointments.rules import Act
from clinic_site.directory import opening

QUEUE = "admin:appointments_bookingrequest_changelist"
PAGE = "admin:appointments_bookingrequest_change"


@require_POST
@permission_required(WORKS_THE_QUEUE, raise_exception=True)
def claim(request, pk):
    """From the queue or the request's page; who is too late hears who was first, where they were."""
    booking = find(pk)
    try:
        desk.claim(booking, by=request.user)
    except desk.ActRefused as refusal:
        if "tab" not in request.POST:
            return page(request, pk, refusal=str(refusal), status=409)
        messages.warning(request, f"{booking}: {refusal}")
        return redirect(reverse(QUEUE, query={"tab": request.POST["tab"]}))
    messages.success(request, f"{booking} is yours.")
    return redirect(PAGE, pk)


@transaction.atomic
def log_call(booking, *, by, version, **call):
    """A call counts, and a request that is nobody's becomes the caller's. A colleague who claimed it since it was
    looked at keeps it, and the call counts all the same. Returns who has it, where that is somebody else."""
    now = BookingRequest.objects.select_for_update(no_key=True).get(pk=booking.pk)
    if now.version == version and now.claimed_by is None and now.is_open:
        desk.claim(now, by=by)
        version += 1
    elif now.version == version + 1 and trail.last_change(now).kind == trail.Kind.CLAIMED:
        version += 1
    desk.log_call(now, by=by, version=version, **call)
    return f"{desk.name_of(now.claimed_by)} has this request." if now.claimed_by not in (None, by) else ""


def schedule(booking, *, by, scheduled_for, location, **visit):
    """Returns a warning where the clinic, or `location`, is closed at that time: it may be meant so."""
    desk.schedule(booking, by=by, scheduled_for=scheduled_for, location=location, **visit)
    hours = opening.schedule()
    if location and location.pk in hours.weeks:
        hours = replace(hours, weeks={location.pk: hours.weeks[location.pk]})
    place = location or "The clinic"
    return "" if hours.is_open(scheduled_for) else f"{place} is closed at that time. Was it meant so?"


def _way(act, do, done, *, permission=WORKS_THE_QUEUE, then=PAGE):
    """The view of `act`: `do` gets what was typed, `done` is said afterwards. What is refused comes back typed."""

    @require_POST
    @permission_required(permission, raise_exception=True)
    def view(request, pk):
        booking = find(pk)
        form = FORMS[act](booking, request.POST)
        if not form.is_valid():
            return page(request, pk, form=form)
        try:
            warning = do(booking, by=request.user, **form.cleaned_data)
        except desk.ActRefused as refusal:
            form.look_again(find(pk).version)
            return page(request, pk, form=form, refusal=str(refusal), status=409)
        messages.success(request, done.format(booking))
        if warning:
            messages.warning(request, warning)
        return redirect(then, pk) if then == PAGE else redirect(then)

    return view


ACTS = {
    Act.CLAIM: claim,
    Act.RELEASE: _way(Act.RELEASE, desk.release, "{} is released: anybody may claim it."),
    Act.CALL: _way(Act.CALL, log_call, "Call logged for {}."),
    Act.NOTE: _way(Act.NOTE, desk.add_note, "Note added to {}."),
    Act.SCHEDULE: _way(Act.SCHEDULE, schedule, "{} is scheduled."),
    Act.CLOSE: _way(Act.CLOSE, desk.close, "{} is closed.", then=QUEUE),
    Act.REOPEN: _way(Act.REOPEN, desk.reopen, "{} is open again.", permission=REOPENS),
}
