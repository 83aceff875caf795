"""Which personal data lies where, for managers: the table of privacy_register.py."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from appointments.admin.audit_log import AUDITS
from appointments.admin.queue import context
from appointments.models import OnlineRequests
from clinic_site import privacy_register


@require_safe
@permission_required(AUDITS, raise_exception=True)
def show(request):
    rows = privacy_register.rows(OnlineRequests.load().keep_days)
    where = "admin/appointments/bookingrequest/personal_data.html"
    return render(request, where, context(request, "Which personal data lies where", rows=rows))
