"""From the bytes somebody uploaded to the files patients are shown.

Nothing of the upload survives but its pixels: they are decoded, turned upright, brought to sRGB, put on white
and encoded anew, so hidden data, location tags and disguised files end here. Pure Pillow: no ORM, no storage.
"""

import hashlib
import re
import warnings
from io import BytesIO

from PIL import ExifTags, Image, ImageCms

from clinic_site.photos.files import (
    EMPTY,
    ENCODERS,
    MAX_BYTES,
    WIDTHS,
    PhotoRefused,
    Processed,
    file_name,
    height_at,
    widths,
)

MAX_PIXELS = 24_000_000
MAX_SIDE = 10_000

TOO_BIG = "The photo is larger than 10 MB: save a smaller copy, about 2,000 pixels wide, and upload that."
NOT_A_PHOTO = "This is not a JPEG, PNG or WebP file, whatever its name says: save it as JPEG and upload that."
TOO_MANY_PIXELS = (
    "The photo has more than 24 million pixels, or more than 10,000 on a side: "
    "save a smaller copy, about 2,000 pixels wide, and upload that."
)
ANIMATED = "Moving pictures cannot be shown: upload a still one."
DISGUISED = "The file holds something else beside the photo: open it in a photo program, save it anew and upload that."
TOO_NARROW = "The photo is only {width} pixels wide: upload one of at least 320 pixels, better 1,600 or more."
BROKEN = "The photo is damaged or incomplete: open it in a photo program, save it as JPEG and upload that."
NOT_THE_MASTER = "The photo is not the one that its name tells of: it was changed or damaged on the way. Copy it again."

# A photo that is a program, a document, an archive or a page as well (a polyglot) is no accident. PHP and PDF readers
# find theirs anywhere in a file, browsers none in a picture's own bytes: those may spell "<svg" by chance, or in a
# caption. What else phones write behind a photo, such as a short film, is left out with the rest of the upload.
PROGRAM = re.compile(rb"<\?php\b|%PDF-[12]\.", re.IGNORECASE)
PAGE = re.compile(rb"<(?:!doctype|html|script|svg|iframe)\b[^<\x00-\x08\x0e-\x1f\x7f]*>", re.IGNORECASE)
ARCHIVE_END = b"PK\x05\x06"  # within the last 64 kB of every ZIP file
JPEG_END = 0xD9
JPEG_SCAN = 0xDA
JPEG_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD8)}
JPEG_MARKER = re.compile(rb"\xff+([^\x00\xff])")
JPEG_AFTER_SCAN = re.compile(rb"\xff(?=[^\x00\xff\xd0-\xd7])")

UPRIGHT = {  # how to turn a picture, by the orientation that its EXIF tells (CIPA DC-008, tag 0x0112)
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Process-wide, because a filter around each call would leak between threads.
warnings.simplefilter("error", Image.DecompressionBombWarning)


def process(data):
    """The `Processed` photo made from an upload's bytes. Raises PhotoRefused, and nothing else."""
    if not data:
        raise PhotoRefused(EMPTY)
    if len(data) > MAX_BYTES:
        raise PhotoRefused(TOO_BIG)
    kind = _kind(data)
    if PROGRAM.search(data) or PAGE.search(behind(data, kind)) or ARCHIVE_END in data[-(1 << 16) :]:
        raise PhotoRefused(DISGUISED)
    try:
        _open(data, kind).verify()
        pixels = _pixels(_open(data, kind))  # opened again: verify() uses an image up
        return _encode(pixels, _encoded(pixels, "jpg"))
    except PhotoRefused:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise PhotoRefused(TOO_MANY_PIXELS) from error
    except Exception as error:  # decoders fail in every way there is on a damaged or hostile file
        raise PhotoRefused(BROKEN) from error


def master(data, digest):
    """The pixels of a master that `process` once made, whose bytes `digest` names. Raises PhotoRefused.

    Its bytes are served as they are. So they must hold nothing but the photo, as our own encoder writes it.
    """
    if hashlib.sha256(data).hexdigest() != digest:
        raise PhotoRefused(NOT_THE_MASTER)
    try:
        image = _open(data, "JPEG")
        image.load()
    except PhotoRefused:
        raise
    except Exception as error:  # as above
        raise PhotoRefused(BROKEN) from error
    segments = {name for name, _ in image.applist}
    if segments - {"APP0"} or behind(data, "JPEG") or PROGRAM.search(data):
        raise PhotoRefused(DISGUISED)
    if image.mode != "RGB" or not WIDTHS[0] <= image.width <= WIDTHS[-1]:
        raise PhotoRefused(NOT_THE_MASTER)
    return image


def from_master(data, digest):
    """The `Processed` photo with the master `data`, to the byte; the other files are made from it anew.

    Raises PhotoRefused.
    """
    return _encode(master(data, digest), data)


def _kind(data):
    """Pillow's name for the format, by the first bytes alone."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    raise PhotoRefused(NOT_A_PHOTO)


def behind(data, kind):
    """Return the bytes of a file after its picture; all of them, where the picture has no end."""
    end = {"JPEG": _jpeg_end, "PNG": _png_end, "WEBP": _webp_end}[kind](data)
    return data[end:] if end and end <= len(data) else data


def _jpeg_end(data):
    """Where the first picture of a JPEG ends; None where its segments do not follow each other to its end."""
    at = 2
    while marker := JPEG_MARKER.match(data, at):
        kind, at = marker[1][0], marker.end()
        if kind == JPEG_END:
            return at
        if kind not in JPEG_WITHOUT_LENGTH:
            at += int.from_bytes(data[at : at + 2])
        if kind == JPEG_SCAN:
            found = JPEG_AFTER_SCAN.search(data, at)
            at = found.start() if found else len(data)
    return None


def _png_end(data):
    at = 8
    while name := data[at + 4 : at + 8]:
        at += 12 + int.from_bytes(data[at : at + 4])
        if name == b"IEND":
            return at
    return None


def _webp_end(data):
    size = int.from_bytes(data[4:8], "little")
    return 8 + size + size % 2


def _open(data, kind):
    """The image with its header read and judged, its pixels still packed."""
    image = Image.open(BytesIO(data), formats=[kind])
    if image.width * image.height > MAX_PIXELS or max(image.size) > MAX_SIDE:
        raise PhotoRefused(TOO_MANY_PIXELS)
    # The further frames of a JPEG are a phone's depth map or second lens; the first is the photo.
    if kind != "JPEG" and getattr(image, "n_frames", 1) > 1:
        raise PhotoRefused(ANIMATED)
    return image


def _pixels(image):
    """A new image of the master's size with the upload's pixels: upright, on white, in sRGB."""
    image.draft(image.mode, (WIDTHS[-1], WIDTHS[-1]))  # spares the memory of a big JPEG's finest detail
    image.load()
    if turn := UPRIGHT.get(_orientation(image)):
        image = image.transpose(turn)
    if image.width < WIDTHS[0]:
        raise PhotoRefused(TOO_NARROW.format(width=image.width))
    small = _resized(_on_white(image), min(image.width, WIDTHS[-1]))
    pixels = Image.new("RGB", small.size)
    pixels.paste(_in_srgb(small, image.info.get("icc_profile")))
    return pixels


def _orientation(image):
    """How the camera was held, as EXIF (or else XMP) tells it; 1, as it stands, where that cannot be read.

    No other entry is looked at: cameras and programs write many of them in ways that nobody expects.
    """
    try:
        told = image.getexif().get(ExifTags.Base.Orientation, 1)
        return int(told[0] if isinstance(told, tuple | bytes | str) else told)
    except Exception:  # the photo is right, whatever stands beside it
        return 1


def _on_white(image):
    """The image without transparency, in a mode that can be resized: L, CMYK or RGB."""
    if image.mode.startswith("I"):  # 16-bit gray, as scanners save it; convert() would clip it to white
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image)
        return white
    return image if image.mode in ("L", "CMYK") else image.convert("RGB")


def _in_srgb(image, profile):
    if profile:
        try:
            return ImageCms.profileToProfile(image, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB")
        except ImageCms.PyCMSError:
            pass  # a profile that does not fit its own pixels says nothing: show them as they are
    return image.convert("RGB")


def _encode(pixels, data):
    """All files of the photo whose master has these `pixels`; as a JPEG it is `data`."""
    digest = hashlib.sha256(data).hexdigest()
    files = {}
    for width in widths(pixels.width):
        copy = _resized(pixels, width)
        for extension in ENCODERS:
            is_master = copy is pixels and extension == "jpg"
            files[file_name(digest, width, extension)] = data if is_master else _encoded(copy, extension)
    return Processed(digest=digest, width=pixels.width, height=pixels.height, files=files)


def _resized(image, width):
    if width == image.width:
        return image
    return image.resize((width, height_at(image, width)), Image.Resampling.LANCZOS, reducing_gap=3)


def _encoded(image, extension):
    out = BytesIO()
    image.save(out, **ENCODERS[extension])
    return out.getvalue()
