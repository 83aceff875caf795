"""Photos: checked and re-encoded on the way in, named by their content, served from one guarded address."""

from django.urls import reverse


def url(digest, width, extension="jpg"):
    """The address of one file of a photo, wherever it is stored; `width` is one of `images.widths(...)`."""
    return reverse("photos:photo", args=[digest, width, extension])
