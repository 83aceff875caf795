"""Photos: checked and re-encoded on the way in, named by their content, served from one guarded address."""

from django.core.files.storage import default_storage

from clinic_site.photos.images import file_name


def url(digest, width, extension="jpg"):
    """The address of one file of a photo; `width` is one of `images.widths(...)`."""
    return default_storage.url(file_name(digest, width, extension))
