from django.conf import settings


def canonical(request):
    """Context processor: the one absolute address of this page, for search engines."""
    return {"canonical": settings.SITE_URL + request.path}
