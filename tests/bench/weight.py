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
    article, font = weigh(ARTICLE), len(Path(finders.find(FONT)).read_bytes())
    print("\nFirst visits, compressed:")
    print(f"article: {article:,} bytes without the font (at most 20,000), {article + font:,} with it (at most 60,000).")
    for name in ("new-patient", "rehab"):
        form = weigh(reverse(f"appointments:{name}"))
        print(f"{name} form: {form:,} bytes without the font (at most 15,000).")


def weigh(address):
    """Bytes of the page at `address` with its styles, scripts and icon."""
    page = Client().get(address).content
    files = sorted(set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', page.decode())))
    assert files, address
    return sum(len(gzip.compress(part)) for part in [page, *[Path(finders.find(file)).read_bytes() for file in files]])
