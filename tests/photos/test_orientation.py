"""A photo stands upright, whatever else the camera wrote about it."""

import struct

import pytest
from PIL import Image

from clinic_site.photos.images import UPRIGHT, process
from tests.photos.pictures import decoded, encoded, exif, near

ORIENTATION, SHORT, ASCII, BYTE, LONG, RATIONAL, UNDEFINED, SIGNED, FLOAT, DOUBLE = 0x0112, 3, 2, 1, 4, 5, 7, 8, 11, 12
CORNERS = {(0, 0): (255, 0, 0), (1, 0): (0, 128, 0), (0, 1): (0, 0, 255), (1, 1): (255, 255, 0)}
BACK = {6: 8, 8: 6}  # the way back of a quarter turn is the other one
SIX = (ORIENTATION, SHORT, struct.pack("<H", 6))
ODD = [  # (tag, type, bytes) that programs and phones were seen to write, or may
    (0x011A, SHORT, b"\x48\0"),  # the resolution, which is a rational, as a whole number
    (0x011A, RATIONAL, struct.pack("<II", 72, 0)),
    (0x0100, RATIONAL, struct.pack("<II", 4032, 1)),  # the width, a whole number, as a rational
    (0x0103, RATIONAL, struct.pack("<II", 6, 1)),
    (0x0128, ASCII, b"inch\0"),
    (0x010F, RATIONAL, struct.pack("<II", 1, 3)),  # the maker's name
    (0x010F, SHORT, b"\1\0"),
    (0x0132, DOUBLE, struct.pack("<d", 20260314.5)),  # the date
    (0x0131, FLOAT, struct.pack("<f", 17.5)),  # the program's version
    (0x8769, ASCII, b"no directory\0"),
    (0x8769, LONG, struct.pack("<I", 0xFFFFFF)),
    (0x8825, RATIONAL, struct.pack("<II", 30, 1)),
    (0x8298, BYTE, b"\xff\xfe\xfd\xfc\xfb"),
    (0x9286, UNDEFINED, b"UNICODE\0" + b"\xd8\0" * 40),
    (0x02BC, ASCII, b"\xff\xfe\0"),
    (0x0111, RATIONAL, struct.pack("<II", 8, 1)),
    (0xC4A5, 99, b"\1\2\3\4"),
]


def corners(size=(640, 400)):
    image = Image.new("RGB", size)
    width, height = size[0] // 2, size[1] // 2
    for (x, y), color in CORNERS.items():
        image.paste(color, (x * width, y * height, (x + 1) * width, (y + 1) * height))
    return image


def held(orientation, kind="JPEG", **options):
    """A file as a camera writes it that was held so."""
    turn = UPRIGHT.get(BACK.get(orientation, orientation))
    image = corners().transpose(turn) if turn else corners()
    return encoded(image, kind, **options)


def is_upright(data):
    photo = process(data)
    pixels = decoded(photo).convert("RGB")
    width, height = pixels.width // 2, pixels.height // 2
    return (photo.width, photo.height) == (640, 400) and all(
        near(pixels.getpixel((x * width + width // 2, y * height + height // 2)), color, 20)
        for (x, y), color in CORNERS.items()
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_however_the_camera_was_held(orientation, kind):
    entry = (ORIENTATION, SHORT, struct.pack("<H", orientation))
    assert is_upright(held(orientation, kind, exif=exif(entry)))


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_entry_beside_it_does_not_matter(odd):
    assert is_upright(held(6, exif=exif(SIX, odd)))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_odd_entries_at_once_do_not_matter(orientation):
    known = {tag: (tag, kind, value) for tag, kind, value in ODD}
    entry = (ORIENTATION, SHORT, struct.pack("<H", orientation))
    assert is_upright(held(orientation, exif=exif(entry, *known.values())))


@pytest.mark.parametrize(
    "kind, value",
    [
        (LONG, struct.pack("<I", 6)),
        (RATIONAL, struct.pack("<II", 6, 1)),
        (RATIONAL, struct.pack("<II", 12, 2)),
        (ASCII, b"6\0"),
        (BYTE, b"\6"),
        (UNDEFINED, b"\6"),
        (SIGNED, b"\6\0"),
        (DOUBLE, struct.pack("<d", 6)),
    ],
)
def test_the_orientation_itself_is_understood_in_other_types(kind, value):
    assert is_upright(held(6, exif=exif((ORIENTATION, kind, value))))


def test_a_program_may_tell_the_orientation_in_its_own_way():
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    assert is_upright(held(6, xmp=xmp))


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # it says that the EXIF is corrupt
@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"Exif\0\0",
        b"Exif\0\0no TIFF at all",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        exif((ORIENTATION, SHORT, b"\0\0")),
        exif((ORIENTATION, SHORT, b"\x09\0")),
        exif((ORIENTATION, SHORT, b"\xff\xff")),
        exif((ORIENTATION, RATIONAL, struct.pack("<II", 6, 0))),
        exif((ORIENTATION, ASCII, b"left\0")),
        exif((ORIENTATION, ASCII, b"")),
        exif((ORIENTATION, FLOAT, struct.pack("<f", float("nan")))),
    ],
)
def test_a_photo_stays_as_it_stands_where_nothing_sensible_is_told(told):
    assert is_upright(held(1, exif=told))
