"""Reads clean rich text: its lines of text, its headings and its links."""

from html.parser import HTMLParser

BLOCKS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "br"),
}
HEADINGS = {"h2": 2, "h3": 3, "h4": 4}
LISTS = {"ul", "ol"}


class Reader(HTMLParser):
    """After construction: `lines`, `headings` as (level, text), `links`. Wants HTML that is already clean.

    `kinds` says of each line whether it is a "heading", an "item" of a list or other "text".
    """

    def __init__(self, html):
        super().__init__()
        self.lines, self.kinds, self.headings, self.links = [], [], [], []
        self._words, self._lists, self._in_heading = [], 0, False
        self.feed(html)
        self.close()
        self._end_line()

    @property
    def text(self):
        return "\n".join(self.lines)

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS:
            self._end_line()
            self._lists += tag in LISTS
            self._in_heading = tag in HEADINGS
        elif tag in ("td", "th"):
            self._words.append(" ")
        elif tag == "a" and (href := dict(attrs).get("href")):
            self.links.append(href)

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            line = self._end_line()
            self._lists -= tag in LISTS
            if tag in HEADINGS and line:
                self.headings.append((HEADINGS[tag], line))

    def handle_data(self, data):
        self._words.append(data)

    def _end_line(self):
        line = " ".join("".join(self._words).split())
        self._words.clear()
        if line:
            self.lines.append(line)
            self.kinds.append("heading" if self._in_heading else "item" if self._lists else "text")
        return line
