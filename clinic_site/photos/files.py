"""The files of a stored photo: their sizes and names. Pages need no more of it."""

from dataclasses import dataclass

MAX_BYTES = 10 * 1024 * 1024  # of an upload
EMPTY = "The file is empty: choose the photo again."
WIDTHS = [320, 640, 960, 1280, 1600]
ENCODERS = {
    "jpg": {"format": "JPEG", "quality": 85, "progressive": True, "optimize": True},
    "webp": {"format": "WEBP", "quality": 80, "method": 6},
}


class PhotoRefused(ValueError):
    """The upload cannot become a photo; the message is one sentence for the person who uploaded it."""


class StorageDown(OSError):
    """Photos can neither be read nor written now; the message is one sentence for a person."""


@dataclass(frozen=True)
class Processed:
    """A photo ready to be stored: what names it, the master's size in pixels, and {file name: bytes}."""

    digest: str
    width: int
    height: int
    files: dict[str, bytes]


def widths(width):
    """The widths, in pixels, in which a photo whose master is `width` wide is kept; the master's is last."""
    return [smaller for smaller in WIDTHS if smaller < width] + [width]


def height_at(image, width):
    """How high `image`, anything with width and height, is in the copy that is `width` wide."""
    return max(1, round(image.height * width / image.width))


def file_name(digest, width, extension):
    return f"photos/{digest}/{width}.{extension}"
