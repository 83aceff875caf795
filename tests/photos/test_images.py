"""What a good upload becomes."""

from io import BytesIO

import pytest
from PIL import ExifTags, Image, ImageCms

from clinic_site.photos.images import file_name, process, widths
from tests.photos.pictures import decoded, encoded, halves, jpeg, near

RED, BLUE, WHITE = (254, 0, 0), (0, 0, 254), (255, 255, 255)


@pytest.mark.parametrize(
    "width, kept",
    [
        (320, [320]),
        (321, [320, 321]),
        (640, [320, 640]),
        (1500, [320, 640, 960, 1280, 1500]),
        (1600, [320, 640, 960, 1280, 1600]),
    ],
)
def test_widths_end_with_the_masters_own(width, kept):
    assert widths(width) == kept


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_width_comes_in_both_formats(kind):
    photo = process(encoded(halves(700, 350), kind))
    assert (photo.width, photo.height, len(photo.digest)) == (700, 350, 64)
    assert set(photo.files) == {
        file_name(photo.digest, width, extension) for width in [320, 640, 700] for extension in ["jpg", "webp"]
    }
    for extension, format_ in [("jpg", "JPEG"), ("webp", "WEBP")]:
        assert decoded(photo, extension).format == format_
        assert decoded(photo, extension, 320).size == (320, 160)


def test_the_master_is_at_most_1600_wide():
    photo = process(jpeg(2000, 1000))
    assert (photo.width, photo.height) == (1600, 800)


def test_a_long_strip_keeps_at_least_one_row():
    assert decoded(process(jpeg(6000, 2)), width=320).size == (320, 1)


def test_the_same_upload_gives_the_same_files():
    assert process(jpeg()) == process(jpeg())


def test_a_flat_illustration_is_small():
    photo = process(encoded(halves(1600, 1000), "PNG"))
    assert len(photo.files) == 10 and all(len(content) < 20_000 for content in photo.files.values())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_taken_sideways_stands_upright(kind):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # "turn a quarter clockwise to see it right"
    photo = process(encoded(halves(800, 400), kind, exif=exif))
    assert (photo.width, photo.height) == (400, 800)
    pixels = decoded(photo).convert("RGB")
    assert near(pixels.getpixel((200, 100)), RED) and near(pixels.getpixel((200, 700)), BLUE)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_survives(kind):
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Somebody Private"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (30.0, 20.0, 11.0)
    upload = encoded(halves(), kind, exif=exif, icc_profile=_srgb(), xmp=b"<x:xmpmeta>Somebody Private</x:xmpmeta>")
    assert b"Somebody Private" in upload
    photo = process(upload)
    for name, content in photo.files.items():
        picture = Image.open(BytesIO(content))
        picture.load()
        assert not picture.getexif() and "icc_profile" not in picture.info and "xmp" not in picture.info, name
        assert b"Private" not in content and b"Exif" not in content


def test_a_comment_and_a_tail_are_gone():
    """Phones write a short film behind a photo, and cameras a comment into it."""
    tail = b"\0\0\0\x18ftypmp42 a film of somebody's kitchen"
    photo = process(jpeg(comment=b"Private remark") + tail)
    for content in photo.files.values():
        assert b"kitchen" not in content and b"remark" not in content


def test_colors_are_brought_to_srgb():
    """A profile with red and blue exchanged shows whether the profile was heeded at all."""
    photo = process(encoded(halves(), "PNG", icc_profile=_srgb_with_red_and_blue_exchanged()))
    pixels = decoded(photo).convert("RGB")
    assert near(pixels.getpixel((100, 200)), BLUE) and near(pixels.getpixel((500, 200)), RED)


@pytest.mark.parametrize("profile", [b"not a profile", b"\0" * 200])
def test_a_broken_profile_is_ignored(profile):
    assert near(decoded(process(jpeg(icc_profile=profile))).getpixel((100, 200)), RED)


def test_a_gray_photo_with_a_color_profile_is_kept():
    photo = process(encoded(Image.new("L", (640, 400), 128), "JPEG", icc_profile=_srgb()))
    assert near(decoded(photo).getpixel((9, 9)), (128, 128, 128))


def test_transparency_becomes_white():
    image = halves(mode="RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 320, 400))
    for kind in ["PNG", "WEBP"]:
        pixels = decoded(process(encoded(image, kind, lossless=True))).convert("RGB")
        assert near(pixels.getpixel((100, 200)), WHITE) and near(pixels.getpixel((500, 200)), BLUE)


def test_half_transparency_is_mixed_with_white():
    image = Image.new("RGBA", (640, 400), (255, 0, 0, 128))
    assert near(decoded(process(encoded(image, "PNG"))).getpixel((9, 9)), (255, 127, 127))


def test_a_big_photo_keeps_its_sides_and_colors():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    photo = process(jpeg(4400, 3300, exif=exif))
    assert (photo.width, photo.height) == (1600, 2133)
    assert near(decoded(photo).getpixel((800, 500)), RED) and near(decoded(photo).getpixel((800, 1600)), BLUE)


def test_a_palette_and_its_transparent_color():
    image = halves(mode="P")
    clear = image.getpixel((0, 0))
    assert near(decoded(process(encoded(image, "PNG"))).getpixel((100, 200)), RED)
    pixels = decoded(process(encoded(image, "PNG", transparency=clear)))
    assert near(pixels.getpixel((100, 200)), WHITE) and near(pixels.getpixel((500, 200)), BLUE)


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "LA"])
def test_other_kinds_of_pixels(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = halves(left="white", right="black").convert(mode)
    pixels = decoded(process(encoded(image, kind))).convert("RGB")
    assert near(pixels.getpixel((100, 200)), WHITE) and near(pixels.getpixel((500, 200)), (0, 0, 0))


def test_16_bit_gray_keeps_its_shades():
    image = Image.new("I;16", (640, 400), 0x8000)
    assert near(decoded(process(encoded(image, "PNG"))).getpixel((9, 9)), (128, 128, 128), slack=2)


def test_the_first_picture_of_a_phones_several_is_taken():
    upload = encoded(halves(), "MPO", save_all=True, append_images=[halves(left="green")])
    assert Image.open(BytesIO(upload)).n_frames == 2
    assert near(decoded(process(upload)).getpixel((100, 200)), RED)


def _srgb():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _srgb_with_red_and_blue_exchanged():
    return _srgb().replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")
