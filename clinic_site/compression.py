from django.middleware.gzip import GZipMiddleware


class TextGZipMiddleware(GZipMiddleware):
    """Compresses text. Photos are compressed already; pages that are kept will be, in several ways."""

    def process_response(self, request, response):
        if response.headers.get("Content-Type", "").startswith("image/") or hasattr(response, "validity"):
            return response
        return super().process_response(request, response)
