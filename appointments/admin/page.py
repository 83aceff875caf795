"""One request on one page: who asked and for what, what was done, and what may be done next."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from appointments import audit_log
from appointments.admin.forms import FORMS
from appointments.admin.queue import WORKS_THE_QUEUE, context
from appointments.admin.reading import find, reading
from appointments.desk import name_of
from appointments.rules import Act, State, allowed

REOPENS = "appointments.reopen_bookingrequest"


@require_safe
@permission_required(WORKS_THE_QUEUE, raise_exception=True)
def show(request, pk):
    return page(request, pk)


def page(request, pk, *, form=None, refusal="", status=200):
    """The request as it is now. `form`: what was typed into one of its forms and not saved, by `refusal` or errors."""
    booking = find(pk)
    audit_log.record_views([booking], by=request.user)
    forms = [FORMS[act](booking) for act in likely(booking, request.user) if not form or act != form.act]
    more = {
        **reading(booking, timezone.now()),
        "twins": booking.twins if booking.is_open else [],
        "forms": [form, *forms] if form else forms,
        "tried": form,
        "refusal": refusal,
        "owner": booking.claimed_by and name_of(booking.claimed_by),
        "may_claim": booking.claimed_by is None and allowed(Act.CLAIM, booking.state),
        "may_release": booking.claimed_by and (booking.claimed_by == request.user or request.user.has_perm(REOPENS)),
    }
    where = "admin/appointments/bookingrequest/page.html"
    return render(request, where, context(request, f"Request {booking}", **more), status=status)


def likely(booking, user):
    """The acts with a form that `user` may do now, the likeliest first."""
    if booking.purged_at:
        return []
    order = [Act.CALL, Act.SCHEDULE, Act.NOTE, Act.CLOSE, Act.REOPEN]
    if booking.state == State.CONTACTED and booking.reached_at:
        order = [Act.SCHEDULE, Act.CALL, *order[2:]]
    elif booking.state == State.SCHEDULED:
        order = [Act.SCHEDULE, Act.CLOSE, Act.CALL, Act.NOTE]
        if booking.scheduled_for <= timezone.now():
            order = [Act.CLOSE, Act.SCHEDULE, Act.CALL, Act.NOTE]
    elif booking.state == State.CLOSED:
        order = [Act.REOPEN, Act.NOTE]
    refused = set() if user.has_perm(REOPENS) else {Act.REOPEN}
    return [act for act in order if allowed(act, booking.state) and act not in refused]
