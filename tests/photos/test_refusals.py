"""What is refused, and that the person is told why."""

import contextlib
import random
import zlib

import pytest
from PIL import Image, ImageFile

from clinic_site.photos import images
from clinic_site.photos.images import PhotoRefused, process
from tests.photos.pictures import encoded, exif, halves, jpeg, png_of_size, webp_of_size

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
FRAMES = {"save_all": True, "append_images": [halves(left="green")], "duration": 100}


def big_png():
    """A real picture of 30 megapixels that packs well."""
    return encoded(Image.new("1", (6000, 5000)), "PNG")


REFUSED = {
    "empty": (b"", images.EMPTY),
    "SVG": (SVG, images.NOT_A_PHOTO),
    "SVG as XML": (b'<?xml version="1.0"?>' + SVG, images.NOT_A_PHOTO),
    "HTML": (b"<!doctype html><script>alert(1)</script>", images.NOT_A_PHOTO),
    "GIF": (encoded(halves(), "GIF"), images.NOT_A_PHOTO),
    "BMP": (encoded(halves(), "BMP"), images.NOT_A_PHOTO),
    "TIFF": (encoded(halves(), "TIFF"), images.NOT_A_PHOTO),
    "PDF": (b"%PDF-1.7", images.NOT_A_PHOTO),
    "two bytes of a JPEG": (b"\xff\xd8", images.NOT_A_PHOTO),
    "another RIFF": (b"RIFF\0\0\0\0WAVE", images.NOT_A_PHOTO),
    "11 MB": (jpeg() + b"\0" * 11_000_000, images.TOO_BIG),
    "claims 2,500 megapixels": (png_of_size(50_000, 50_000), images.TOO_MANY_PIXELS),
    "claims 90 megapixels": (png_of_size(10_000, 9_000), images.TOO_MANY_PIXELS),
    "claims a long side": (png_of_size(10_001, 400), images.TOO_MANY_PIXELS),
    "has 30 megapixels": (big_png(), images.TOO_MANY_PIXELS),
    "animated PNG": (encoded(halves(), "PNG", **FRAMES), images.ANIMATED),
    "animated WebP": (encoded(halves(), "WEBP", **FRAMES), images.ANIMATED),
    "narrow": (jpeg(319, 400), images.TOO_NARROW.format(width=319)),
    "HTML behind the first bytes of a JPEG": (b"\xff\xd8\xff\xe0 <script>alert(1)</script>", images.DISGUISED),
    "a photo that is a page too": (jpeg() + b"<HTML><body onload=alert(1)>", images.DISGUISED),
    "a photo that is a program too": (jpeg(comment=b"<?php system($_GET[0]); ?>"), images.DISGUISED),
    "a photo that is an SVG too": (encoded(halves(), "PNG") + SVG, images.DISGUISED),
    "a photo that is a PDF too": (jpeg(comment=b"%PDF-1.7 1 0 obj"), images.DISGUISED),
    "a photo with a page behind its end": (jpeg(comment=b"<svg>") + b"\0" * 9 + SVG, images.DISGUISED),
    "a WebP with a page behind its end": (encoded(halves(), "WEBP") + SVG, images.DISGUISED),
    "a page behind segments without end": (jpeg()[:2] + b"\xff\xfe\xff\xff<html>" + b" " * 9, images.DISGUISED),
    "a page before a photo": (b"<html>" + jpeg(), images.NOT_A_PHOTO),
    "a photo that is an archive too": (jpeg() + b"PK\x05\x06" + b"\0" * 18, images.DISGUISED),
    "PNG without chunks": (b"\x89PNG\r\n\x1a\n", images.BROKEN),
    "WebP without pixels": (b"RIFF\0\0\0\0WEBPVP8 ", images.BROKEN),
    "truncated JPEG": (jpeg()[:-900], images.BROKEN),
    "truncated PNG": (encoded(halves(), "PNG")[:-30], images.BROKEN),
    "truncated WebP": (encoded(halves(), "WEBP")[:-30], images.BROKEN),
    "fewer pixels than claimed": (png_of_size(640, 400), images.BROKEN),
    "JPEG behind the first bytes of a PNG": (b"\x89PNG\r\n\x1a\n" + jpeg(), images.BROKEN),
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_reason_is_told_in_one_sentence(case):
    data, sentence = REFUSED[case]
    with pytest.raises(PhotoRefused) as refusal:
        process(data)
    assert str(refusal.value) == sentence


def with_segment(marker, content):
    """A JPEG with a segment of metadata more."""
    return jpeg()[:2] + bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2) + content + jpeg()[2:]


def with_scan(content):
    """A JPEG whose compressed bytes hold `content`: the picture is not the same, but it is one."""
    data = jpeg()
    middle = data.index(b"\xff\xda") + 40
    return data[:middle] + content + data[middle + len(content) :]


def png_with(name, content):
    data = encoded(halves(), "PNG")
    chunk = len(content).to_bytes(4) + name + content + zlib.crc32(name + content).to_bytes(4)
    return data[:33] + chunk + data[33:]


@pytest.mark.parametrize(
    "data",
    [
        with_scan(b"<svg"),
        with_scan(b"<SVG onload=1>"),
        with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><svg><script>1</script></svg></x:xmpmeta>"),
        with_segment(0xED, b"Photoshop 3.0\0<!DOCTYPE html><html>"),
        with_segment(0xFE, b"<svg onload=alert(1)>"),
        jpeg(exif=exif((0x010E, 2, b"<html>a caption</html>\0"))),
        png_with(b"tEXt", b"Description\0<svg><script>"),
        encoded(halves(), "WEBP", xmp=b"<svg><script>alert(1)</script></svg>"),
        jpeg() + b"\0\0\0\x18ftypmp42 <svg\x9c\x02 <html\x00>",
        jpeg() + jpeg(comment=b"<svg"),
    ],
)
def test_a_picture_whose_own_bytes_spell_a_tag_is_a_picture(data):
    photo = process(data)
    assert photo.width == 640
    assert not any(b"script" in content or b"onload" in content for content in photo.files.values())


@pytest.mark.parametrize("piece", [b"\xff", b"<svg ", b"\xff\xda", b"\xff\xd8\xff\xe0\x00\x00", b"\xff\x01"])
def test_a_long_hostile_file_is_judged_in_one_pass(piece):
    """Not timed: a way through that is not straight would take hours."""
    data = b"\xff\xd8\xff\xda\0\2" + piece * (1_000_000 // len(piece)) + b"\0"
    with pytest.raises(PhotoRefused):
        process(data)


@pytest.mark.parametrize("size", [(16_000, 16_000), (1 << 24, 200)])
def test_a_webp_that_only_claims_a_huge_canvas(size):
    with pytest.raises(PhotoRefused):
        process(webp_of_size(*size))


def test_the_pixels_of_a_big_picture_are_never_loaded(monkeypatch):
    upload = big_png()
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("pixels were loaded"))
    with pytest.raises(PhotoRefused):
        process(upload)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_file_is_a_photo_or_a_refusal_never_an_error(kind):
    chance = random.Random(kind)
    good = encoded(halves(330, 40), kind)
    for _ in range(60):
        damaged = bytearray(good)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with contextlib.suppress(PhotoRefused):
            process(bytes(damaged[: chance.randint(len(good) // 2, len(good) * 2)]))
