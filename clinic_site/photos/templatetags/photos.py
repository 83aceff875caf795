from django import template
from django.conf import settings

from clinic_site import photos
from clinic_site.photos.files import height_at, widths

FALLBACK_WIDTH = 960  # for the few browsers that know no srcset
SHARED_WIDTH = 1280  # what those who show a link as a card ask for

register = template.Library()


@register.inclusion_tag("photos/_photo.html")
def photo(value, sizes="(min-width: 48em) 44rem, 100vw", eager=False, css_class="", alt=None):
    """A photo in the size and format the browser likes best.

    `value` has digest, width and height, and `alt` unless that is given here. `eager` is for the one photo
    that is on the first screen.
    """
    kept = widths(value.width)
    return {
        "photo": value,
        "alt": value.alt if alt is None else alt,
        "sizes": sizes,
        "eager": eager,
        "css_class": css_class,
        "src": photos.url(value.digest, max(width for width in kept if width <= FALLBACK_WIDTH)),
        "jpeg": _srcset(value.digest, kept, "jpg"),
        "webp": _srcset(value.digest, kept, "webp"),
    }


@register.inclusion_tag("photos/_open_graph.html")
def open_graph_photo(value):
    """The photo that other sites and messengers show with a link to this page; `value` as for `photo`."""
    width = max(width for width in widths(value.width) if width <= SHARED_WIDTH)
    return {
        "url": settings.SITE_URL + photos.url(value.digest, width),
        "width": width,
        "height": height_at(value, width),
        "alt": value.alt,
    }


def _srcset(digest, kept, extension):
    return ", ".join(f"{photos.url(digest, width, extension)} {width}w" for width in kept)
