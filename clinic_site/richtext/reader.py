"""Reads clean rich text: its lines of text, its headings and its links."""

from html.parser import HTMLParser

BLOCKS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "br"),
}
HEADINGS = {"h2": 2, "h3": 3, "h4": 4}


class Reader(HTMLParser):
    """After construction: `lines`, `headings` as (level, text), `links`. Wants HTML that is already clean."""

    def __init__(self, html):
        super().__init__()
        self.lines, self.headings, self.links = [], [], []
        self._words = []
        self.feed(html)
        self.close()
        self._end_line()

    @property
    def text(self):
        return "\n".join(self.lines)

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS:
            self._end_line()
        elif tag in ("td", "th"):
            self._words.append(" ")
        elif tag == "a" and (href := dict(attrs).get("href")):
            self.links.append(href)

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            line = self._end_line()
            if tag in HEADINGS and line:
                self.headings.append((HEADINGS[tag], line))

    def handle_data(self, data):
        self._words.append(data)

    def _end_line(self):
        line = " ".join("".join(self._words).split())
        self._words.clear()
        if line:
            self.lines.append(line)
        return line
