"""/robots.txt (RFC 9309): what programs that read the site are asked to leave alone, and where its sitemap is."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from clinic_site.page_cache.public_page import public_page

PRIVATE = ["/admin/", "/sign-off/", "/appointments/received/"]
ENDLESS = ["/search/?"]  # every word anybody types would be a page


@require_safe
@public_page()
def robots(request):
    lines = [
        "User-agent: *",
        *[f"Disallow: {path}" for path in (*PRIVATE, *ENDLESS)],
        "",
        f"Sitemap: {settings.SITE_URL}{reverse('conditions:sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
