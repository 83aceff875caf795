"""Middleware: security headers, compression, and addresses that no database takes.

`SECURE_CSP` and `response._csp_config` are named as Django 6 names them, so that Django's own middleware
can take over after an upgrade.
"""

from django.conf import settings
from django.middleware.gzip import GZipMiddleware
from django.urls import Resolver404, resolve

from clinic_site import errors

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ["camera", "display-capture", "geolocation", "microphone", "payment", "usb", "browsing-topics"]
)

NUL = "\0"
WRITTEN = ("%00", NUL)  # as a query string holds it


def policy(**more):
    """The site's Content-Security-Policy as directives, with those in `more` (name: sources) put in."""
    return settings.SECURE_CSP | more


class HeadersMiddleware:
    """Sets the security headers that Django does not set itself, on every response."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        directives = getattr(response, "_csp_config", settings.SECURE_CSP)
        value = "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())
        response.headers.setdefault("Content-Security-Policy", value)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Django's own SecurityMiddleware sets these, but not on a request that it refuses itself.
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        response.headers.setdefault("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY)
        if response.cookies:
            response.headers.setdefault("Cache-Control", "private")  # it belongs to one visitor
        elif response.headers.get("Content-Type", "").startswith("text/html") and not hasattr(response, "validity"):
            response.headers.setdefault("Cache-Control", "no-cache")  # it may say what is so at this moment
        return response


class TextGZipMiddleware(GZipMiddleware):
    """Compresses text. Photos are compressed already; pages that are kept will be, in several ways."""

    def process_response(self, request, response):
        if response.headers.get("Content-Type", "").startswith("image/") or hasattr(response, "validity"):
            return response
        return super().process_response(request, response)


class RefuseNulMiddleware:
    """Refuses (400) an address or a cookie with a NUL, which no text in a database holds: PostgreSQL raises.

    In what is typed into a form, the form's own fields refuse it in words.
    """

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
