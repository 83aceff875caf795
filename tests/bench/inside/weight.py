"""What a first visit carries over the line, compressed: the page and what it asks for, without photos."""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

FONT = "fonts/atkinson-hyperlegible-next.woff2"
ARTICLE = "/conditions/heterotopic-ossification/"


def report():
    """{what: bytes}"""
    article, font = weigh(ARTICLE), len(Path(finders.find(FONT)).read_bytes())
    forms = {f"{name} form": weigh(reverse(f"appointments:{name}")) for name in ("new-patient", "rehab")}
    return {"article": article, "article with the font": article + font, **forms}


def weigh(address):
    """Bytes of the page at `address` with its styles, scripts and icon."""
    page = Client().get(address, follow=True).content
    files = sorted(set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', page.decode())))
    assert files, address
    return sum(len(gzip.compress(part)) for part in [page, *[Path(finders.find(file)).read_bytes() for file in files]])
