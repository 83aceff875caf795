"""Reads clean rich text: its lines of text, its headings and its links."""

from html.parser import HTMLParser
from typing import NamedTuple

BLOCKS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "br"),
}
HEADINGS = {"h2": 2, "h3": 3, "h4": 4}
LISTS = {"ul", "ol"}
TABLE = {"table", "caption", "thead", "tbody", "tfoot", "tr"}


class Place(NamedTuple):
    """Where a line stands. `kind`: "heading", "item" of a list, "row" of a table or "text"; `depth`: in how many lists;
    `block`: the number of the outermost element around it."""

    kind: str
    depth: int
    block: int


class Reader(HTMLParser):
    """After construction: `lines`, `headings` as (level, text), `links`. Wants HTML that is already clean.

    `places` has a Place for each line.
    """

    def __init__(self, html):
        super().__init__()
        self.lines, self.places, self.headings, self.links = [], [], [], []
        self._words, self._tag, self._depth, self._lists, self._block = [], "", 0, 0, 0
        self.feed(html)
        self.close()
        self._end_line()

    @property
    def text(self):
        return "\n".join(self.lines)

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS:
            self._end_line()
            if tag != "br":
                self._block += self._depth == 0
                self._tag, self._depth, self._lists = tag, self._depth + 1, self._lists + (tag in LISTS)
        elif tag in ("td", "th"):
            self._words.append(" ")
        elif tag == "a" and (href := dict(attrs).get("href")):
            self.links.append(href)

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            line = self._end_line()
            self._depth, self._lists = self._depth - 1, self._lists - (tag in LISTS)
            self._tag = self._tag if self._depth else ""
            if tag in HEADINGS and line:
                self.headings.append((HEADINGS[tag], line))

    def handle_data(self, data):
        self._words.append(data)

    def _end_line(self):
        line = " ".join("".join(self._words).split())
        self._words.clear()
        if line:
            self.lines.append(line)
            self.places.append(Place(self._kind(), self._lists, self._block))
        return line

    def _kind(self):
        if self._tag in HEADINGS:
            return "heading"
        if self._lists:
            return "item"
        return "row" if self._tag in TABLE else "text"
