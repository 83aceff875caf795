from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from clinic_site.photos.files import StorageDown, file_name

CONTENT_TYPES = {"jpg": "image/jpeg", "webp": "image/webp"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@require_safe
def photo(request, digest, width, extension):
    """One file of a photo. The address names the content, so browsers may keep it for good."""
    etag = f'"{digest}-{width}-{extension}"'
    response = get_conditional_response(request, etag=etag)  # whoever has it needs no file
    if response is None or response.status_code != 304:
        response = _file(file_name(digest, width, extension), CONTENT_TYPES[extension])
    if response.status_code != 503:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["ETag"] = etag
    for name, value in HEADERS.items():  # on "304 Not Modified" too, or it would carry the pages' policy
        response.headers[name] = value
    # Shared caches keep this answer, so the session middleware must not add a staff member's cookie to it.
    vars(request).pop("session", None)
    return response


def _file(name, content_type):
    try:
        with default_storage.open(name) as file:
            return HttpResponse(file.read(), content_type=content_type)
    except FileNotFoundError:
        raise Http404("There is no such photo.") from None
    except StorageDown as error:
        headers = {"Cache-Control": "no-store", "Retry-After": "10"}
        return HttpResponse(f"{error}\n", status=503, content_type="text/plain", headers=headers)
