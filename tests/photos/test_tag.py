"""{% photo %}: the markup a page gets."""

from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.template import Context, Template

from clinic_site.photos.models import Photo

DIGEST = "ab" * 32


def rendered(tag, **changes):
    value = SimpleNamespace(**{"digest": DIGEST, "width": 1000, "height": 625, "alt": "Drawing of a hip"} | changes)
    return tags(Template("{% load photos %}" + tag).render(Context({"value": value})))


def tags(html):
    found = {}
    parser = HTMLParser()
    parser.handle_starttag = lambda name, attributes: found.update({name: dict(attributes)})
    parser.feed(html)
    return found


def address(width, extension):
    return f"/media/photos/{DIGEST}/{width}.{extension}"


def test_a_photo():
    found = rendered("{% photo value %}")
    sizes = "(min-width: 48em) 44rem, 100vw"
    assert list(found) == ["picture", "source", "img"]
    assert found["source"] == {
        "type": "image/webp",
        "srcset": ", ".join(f"{address(width, 'webp')} {width}w" for width in [320, 640, 960, 1000]),
        "sizes": sizes,
    }
    assert found["img"] == {
        "src": address(960, "jpg"),
        "srcset": ", ".join(f"{address(width, 'jpg')} {width}w" for width in [320, 640, 960, 1000]),
        "sizes": sizes,
        "width": "1000",
        "height": "625",
        "alt": "Drawing of a hip",
        "loading": "lazy",
        "decoding": "async",
    }


def test_the_photo_on_the_first_screen_comes_first():
    image = rendered("{% photo value eager=True %}")["img"]
    assert image["fetchpriority"] == "high" and "loading" not in image


def test_sizes_and_class():
    found = rendered('{% photo value sizes="6rem" css_class="portrait" %}')
    assert found["img"]["sizes"] == found["source"]["sizes"] == "6rem"
    assert found["img"]["class"] == "portrait"


@pytest.mark.parametrize("width, src", [(320, 320), (500, 500), (960, 960), (1600, 960)])
def test_the_fallback_is_of_middle_size(width, src):
    assert rendered("{% photo value %}", width=width)["img"]["src"] == address(src, "jpg")


def test_text_is_escaped():
    alt = '"><script>alert(1)</script>'
    found = rendered("{% photo value %}", alt=alt)
    assert "script" not in found and found["img"]["alt"] == alt


def test_a_photo_of_the_library_is_given_its_alt_text():
    photo = Photo(digest=DIGEST, width=640, height=400, title="ana.jpg")
    html = Template('{% load photos %}{% photo photo alt="Ana Reyes" %}').render(Context({"photo": photo}))
    assert tags(html)["img"]["alt"] == "Ana Reyes"
