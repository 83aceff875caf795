"""A page as people and as programs read it."""

import datetime as dt
import json
import re
from html.parser import HTMLParser

from django.utils import dateformat

INLINE = {"a", "abbr", "em", "small", "span", "strong", "sub", "sup", "time"}
UNSEEN = {"head", "script", "style", "title"}


class Read(HTMLParser):
    """`words`: what stands on the page, in single spaces; `data`: its JSON-LD; `head`: [(tag, attributes)]."""

    def __init__(self, response):
        super().__init__()
        self.pieces, self.blocks, self.head, self.open = [], [], [], []
        self.feed(response.content.decode())
        self.words = " ".join("".join(self.pieces).split())
        self.data = [json.loads(block) for block in self.blocks]

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag in ("link", "meta"):
            self.head.append((tag, values))
        if tag in UNSEEN:
            self.open.append(tag)
        if tag == "script" and values.get("type") == "application/ld+json":
            self.blocks.append("")
        if tag not in INLINE:
            self.pieces.append(" ")

    def handle_endtag(self, tag):
        if tag in self.open:
            self.open.remove(tag)
        if tag not in INLINE:
            self.pieces.append(" ")

    def handle_data(self, data):
        if "script" in self.open and self.blocks:
            self.blocks[-1] += data
        if not self.open:
            self.pieces.append(data)

    def link(self, **wanted):
        """The `href` of the one link with these attributes, or None."""
        found = [values["href"] for tag, values in self.head if tag == "link" and wanted.items() <= values.items()]
        assert len(found) <= 1, found
        return found[0] if found else None

    def meta(self, name):
        """The content of the one Open Graph line `name`, or None."""
        found = [values["content"] for tag, values in self.head if values.get("property") == f"og:{name}"]
        assert len(found) <= 1, found
        return found[0] if found else None


def strings(value, path=""):
    """(path, text) of every string in the JSON-LD `value`, but for types and addresses."""
    if isinstance(value, dict):
        for name, part in value.items():
            if not name.startswith("@") and name not in ("url", "inLanguage"):
                yield from strings(part, f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, path)
    elif isinstance(value, str) and not value.startswith("https://schema.org/"):
        yield path, value


def in_words(text):
    """`text` as the page writes it: days and times of day are written out."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return dateformat.format(dt.date.fromisoformat(text), "F j, Y")
    if re.fullmatch(r"\d\d:\d\d", text):
        return dateformat.format(dt.time.fromisoformat(text), "P")
    return " ".join(text.split())


def hidden(page):
    """What the page's JSON-LD says and the page itself does not, in capital letters or small ones."""
    seen = page.words.casefold()
    return [(path, text) for path, text in strings(page.data) if in_words(text).casefold() not in seen]
