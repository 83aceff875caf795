"""Security headers on every response that Django does not set itself.

`SECURE_CSP` and `response._csp_config` are named as Django 6 names them, so that Django's own middleware
can take over after an upgrade.
"""

from django.conf import settings

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ["camera", "display-capture", "geolocation", "microphone", "payment", "usb", "browsing-topics"]
)


def policy(**more):
    """The site's Content-Security-Policy as directives, with those in `more` (name: sources) put in."""
    return settings.SECURE_CSP | more


class HeadersMiddleware:
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
        return response
