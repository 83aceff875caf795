"""Finding a request while its patient is on the phone. Names are posted, never part of an address."""

from django import forms
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from appointments import audit_log, queue
from appointments.admin.queue import WORKS_THE_QUEUE, context
from appointments.admin.rows import rows
from appointments.models.request import same_reference


class LookUpForm(forms.Form):
    typed = forms.CharField(max_length=120, error_messages={"required": "Type what to look for first."})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(WORKS_THE_QUEUE, raise_exception=True)
def look_up(request):
    """A reference opens its request; anything else lists what matches exactly, and counts as looking at it."""
    form = LookUpForm(request.POST if request.method == "POST" else None)
    found, remedy = [], ""
    if form.is_valid():
        typed = form.cleaned_data["typed"]
        found, remedy = rows(queue.look_up(typed).with_twin(), timezone.now())
        if len(found) == 1 and found[0].request.reference == same_reference(typed):
            return redirect("admin:appointments_bookingrequest_change", found[0].request.pk)
        audit_log.record_views([row.request for row in found], by=request.user)
    more = {"form": form, "found": found, "remedy": remedy, "most": queue.PAGE, "named": True}
    return render(request, "admin/appointments/bookingrequest/look_up.html", context(request, "Look-up", **more))
