"""No database text holds a NUL, and PostgreSQL raises where it is asked for one: an address or a cookie with it is
refused (400), before anything is looked up. In what is typed into a form, the form's own fields refuse it in words.
"""

from django.conf import settings
from django.urls import Resolver404, resolve

from clinic_site import errors

NUL = "\0"
WRITTEN = ("%00", NUL)  # as a query string holds it


class RefuseNulMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if _refused(request):
            return errors.page("400_address.html", 400)
        return self.get_response(request)


def _refused(request):
    if NUL in request.path_info or NUL in request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""):
        return True
    query = request.META.get("QUERY_STRING", "")
    return any(text in query for text in WRITTEN) and not _reads_any_text(request)


def _reads_any_text(request):
    """Whether a public page answers: what people type into its search is cleaned before a database sees it."""
    try:
        return getattr(resolve(request.path_info).func, "is_public", False)
    except Resolver404:
        return False
