"""The pages that people get when something fails. They are made without it: the clinic is as it was last kept."""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from clinic_site.directory import opening
from clinic_site.directory.clinic import Clinic

RETRY_AFTER = 120  # seconds
DATABASE_DOWN = (OperationalError, InterfaceError)
DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)  # no space, no share of it left, only to be read


def page(template, status, **context):
    """An error page that asks neither database nor session."""
    context |= {"clinic": Clinic.last_known(), "hours": opening.last_known_hours()}
    return HttpResponse(render_to_string(template, context), status=status)


def unavailable(template="503.html", **context):
    """503: the database does not answer or the disk is full. It says that nothing was received, and whom to call."""
    response = page(template, 503, **context)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def server_error(request):
    error = sys.exc_info()[1]
    if isinstance(error, DATABASE_DOWN) or getattr(error, "errno", None) in DISK_FULL:
        return unavailable()
    return page("500.html", 500)


def bad_request(request, exception):
    return page("400.html", 400)


def csrf_failure(request, reason=""):
    """A form whose token is missing, forged or too old. A view that can keep what was typed says so itself."""
    view = request.resolver_match.func
    if hasattr(view, "token_refused"):
        return view.token_refused(request)
    return render(request, "403_csrf.html", status=403)
