"""The desk's acts as forms of a request's page. desk.py holds the rules."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from appointments import desk
from appointments.admin.forms import FORMS
from appointments.admin.page import REOPENS, page
from appointments.admin.queue import WORKS_THE_QUEUE
from appointments.admin.reading import find
from appointments.rules import Act
from clinic_site import encryption

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


def log_call(booking, *, by, **call):
    owner = desk.log_call(booking, by=by, **call)
    return f"{desk.name_of(owner)} has this request." if owner != by else ""


def close(booking, *, by, **why):
    """Returns a warning where the patient may hold a letter that names a visit still to come."""
    visit = booking.scheduled_for
    desk.close(booking, by=by, **why)
    told = visit and visit > timezone.now() and booking.letters.filter(name="scheduled", state="sent").exists()
    return f"{booking}: the patient holds our letter of a visit. Tell them that it is off." if told else ""


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
        except (desk.ActRefused, encryption.WrongKey) as refusal:
            form.look_again(find(pk).version)
            if isinstance(refusal, desk.ClosedThen):
                form.ask_anyway()
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
    Act.SCHEDULE: _way(Act.SCHEDULE, desk.schedule, "{} is scheduled."),
    Act.CLOSE: _way(Act.CLOSE, close, "{} is closed.", then=QUEUE),
    Act.REOPEN: _way(Act.REOPEN, desk.reopen, "{} is open again.", permission=REOPENS),
}
