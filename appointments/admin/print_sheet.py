"""A request on one sheet of paper, for a clipboard."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from appointments import audit_log
from appointments.admin.queue import WORKS_THE_QUEUE
from appointments.admin.reading import find, reading
from appointments.desk import name_of


@require_safe
@permission_required(WORKS_THE_QUEUE, raise_exception=True)
def sheet(request, pk):
    booking = find(pk)
    if request.method == "GET":  # HEAD shows nothing that could be printed
        audit_log.record(booking, audit_log.Kind.PRINTED, by=request.user)
    context = {**reading(booking, timezone.now()), "printed_by": name_of(request.user)}
    return render(request, "admin/appointments/bookingrequest/print.html", context)
