"""What people get when something fails, without needing what failed; and what a crash report may hold.

The pages for a fault and for a database that is down use what the clinic last said of itself (last_known.py).
"""

import errno
import logging
import re
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.debug import SafeExceptionReporterFilter

from clinic_site.directory import last_known

RETRY_AFTER = 120  # seconds
SECRET = re.compile(r"/sign-off/[^/\s]+")
QUERY = re.compile(r"(?<=\S)\?\S+=\S*")
DATABASE_DOWN = (OperationalError, InterfaceError)
DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)  # no space, no share of it left, only to be read


class NoValues(SafeExceptionReporterFilter):
    """A crash report says where, never what: it holds nothing that was posted and no value the code had in hand."""

    def get_post_parameters(self, request):
        if not self.is_active(request):
            return super().get_post_parameters(request)
        return dict.fromkeys(request.POST, self.cleansed_substitute) if request else {}

    def get_traceback_frame_variables(self, request, tb_frame):
        if not self.is_active(request):
            return super().get_traceback_frame_variables(request, tb_frame)
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]


class NoContext(logging.Filter):
    """Where a template asks for what is not there, Django would log all it was given; the name will do."""

    def filter(self, record):
        record.exc_info = None
        return True


class NoSecrets(logging.Filter):
    """An address that is a key to what it shows (an outside expert's link) does not stand in the log, nor a query."""

    def filter(self, record):
        record.msg, record.args = QUERY.sub("?…", SECRET.sub("/sign-off/…", record.getMessage())), ()
        return True


def page(template, status, **context):
    """An error page that asks neither database nor session."""
    context["clinic"] = last_known.recall()
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
