"""Pictures made on the spot, harmless and hostile, so that no binary file lives in the repository."""

import struct
import zlib
from io import BytesIO

from PIL import Image


def halves(width=640, height=400, left="red", right="blue", mode="RGB"):
    """Two halves, so that a test can tell which way up the picture is."""
    image = Image.new("RGB", (width, height), right)
    image.paste(Image.new("RGB", (width // 2, height), left), (0, 0))
    return image.convert(mode)


def encoded(image, kind="JPEG", **options):
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(width=640, height=400, **options):
    return encoded(halves(width, height), "JPEG", quality=95, **options)


def decoded(processed, extension="jpg", width=None):
    name = f"photos/{processed.digest}/{width or processed.width}.{extension}"
    return Image.open(BytesIO(processed.files[name]))


def near(pixel, wanted, slack=12):
    """Whether two colors look the same, lossy compression aside."""
    return all(abs(a - b) <= slack for a, b in zip(pixel, wanted, strict=True))


def exif(*entries):
    """EXIF of (tag, type, bytes) as they are given, whatever the standard says; one value of each."""
    body, behind = b"", 8 + 2 + 12 * len(entries) + 4
    head = b"Exif\0\0II*\0" + struct.pack("<IH", 8, len(entries))
    for tag, kind, value in sorted(entries):
        place = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack("<I", behind + len(body))
        body += value if len(value) > 4 else b""
        head += struct.pack("<HHI", tag, kind, len(value) if kind in (1, 2, 7) else 1) + place
    return head + b"\0\0\0\0" + body


def png_of_size(width, height):
    """A PNG of a few bytes that claims to be `width` by `height`."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def webp_of_size(width, height):
    """A WebP header that claims an animation canvas of `width` by `height`."""
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + canvas
    return b"RIFF" + struct.pack("<I", len(body)) + body
