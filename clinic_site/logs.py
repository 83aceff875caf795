"""Filters of logs and crash reports: they hold where something happened, and nothing that anybody typed."""

import logging
import re

from django.views.debug import SafeExceptionReporterFilter

SECRET = re.compile(r"/(sign-off|new-password)/[^/\s]+")
QUERY = re.compile(r"(?<=\S)\?\S+=\S*")


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
    """An address that is a key does not stand in the log, nor a query.

    Such are an outside expert's link, and one by which a password is chosen.
    """

    def filter(self, record):
        record.msg, record.args = QUERY.sub("?…", SECRET.sub(r"/\1/…", record.getMessage())), ()
        return True
