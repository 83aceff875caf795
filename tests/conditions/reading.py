"""A page as its reader sees it."""

import re
from html import unescape


def words(html):
    """The text of a page, tags taken out."""
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())


def in_order(text, *parts):
    found = [text.index(part) for part in parts]
    return found == sorted(found)
