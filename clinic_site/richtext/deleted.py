"""Takes out what an author struck out, deleted or hid, with its words, before the allow-list would keep those.

Tags alone do not tell: Google Docs strikes by style, Word tracks deletions by class. So the sanitizer's own parser
lays the text out first, with nothing but the marks that matter here; what it writes is then read tag by tag.
"""

import re
from html import unescape
from html.parser import HTMLParser

import nh3

from clinic_site.richtext.policy import (
    ATTRIBUTE,
    ATTRIBUTES,
    CLASSES_OF_DELETED,
    DELETED,
    FORMATTING_TAG,
    GONE_WITH_CONTENT,
)
from clinic_site.richtext.reader import BLOCKS
from clinic_site.richtext.styles import Sheet, kind_of_style

_MARKS = {"style", "class", "hidden", "role"}
_CELLS = {"td", "th"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_BLOCKS = BLOCKS | {"div", "section", "article", "h1", "h5", "h6", "pre", "dl", "dt", "dd", "center"}
_WORTH_A_LOOK = re.compile(
    rf"<(?:{'|'.join(sorted(DELETED))})[\s/>]|[\s\"'/](?:{'|'.join(sorted(_MARKS))})[\s/=>]", re.IGNORECASE
)
_NAMES = re.compile(r"<([a-z][^\s/>]*)", re.IGNORECASE)
_OPENING = set("([\u2018\u201c")
_CLOSING = re.compile(r"[,.;:!?)\]\u2019\u201d\u2026](?![0-9])")


def take_out(html):
    """(`html` without them, [deleted texts], [hidden texts]). The rest reads on: word spaces stay single."""
    if not _WORTH_A_LOOK.search(html):
        return html, [], []
    sheet = Sheet(html)

    def only_the_mark(start):
        """A start tag of formatting, of whose attributes at most one stays, so that its kinds are few."""
        attributes = {}
        for name, *values in ATTRIBUTE.findall(start[2]):
            attributes.setdefault(name.lower(), unescape("".join(values)))
        kind = _strongest(_kind(name, value, sheet) for name, value in attributes.items())
        return f'<{start[1]} style="{_STYLES[kind]}">' if kind else f"<{start[1]}>"

    gone = GONE_WITH_CONTENT - DELETED
    names = {name.lower() for name in _NAMES.findall(html)} | DELETED
    lens = nh3.Cleaner(
        tags=names - gone,
        clean_content_tags=gone,
        attributes={"*": _MARKS, **{tag: set(names) for tag, names in ATTRIBUTES.items()}},
        attribute_filter=lambda tag, name, value: _kind(name, value, sheet) if name in _MARKS else value,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    keeper = _Keeper(lens.clean(FORMATTING_TAG.sub(only_the_mark, html)))
    return "".join(keeper.kept), keeper.taken["deleted"], keeper.taken["hidden"]


def words_without_deleted(html):
    """The words of `html` alone, in the time of reading it once: for a text too long for the parser."""
    return " ".join("".join(_Words(html).kept).split())


_STYLES = {"deleted": "text-decoration:line-through", "hidden": "display:none"}


def _kind(name, value, sheet):
    """Return "deleted" or "hidden" if an attribute says so of its element, else None."""
    value = (value or "").lower()
    match name:
        case "style":
            return kind_of_style(value)
        case "class":
            classes = set(value.split())
            return "deleted" if classes & CLASSES_OF_DELETED else sheet.kind(classes)
        case "hidden":
            return "hidden"
        case "role":
            return "deleted" if value.strip() == "deletion" else None


def _strongest(kinds):
    return min(filter(None, kinds), default=None)  # "deleted" comes before "hidden"


class _Words(HTMLParser):
    """Knows no tree: an element ends with the first end tag of its name that is not one of another within it."""

    def __init__(self, html):
        super().__init__()
        self.kept, self._going, self._depth = [], None, 0
        self._sheet = Sheet(html)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if self._going:
            self._depth += tag == self._going
        elif tag in GONE_WITH_CONTENT or any(_kind(name, value, self._sheet) for name, value in attrs):
            self._going, self._depth = (None if tag in _VOID else tag), 1
        if tag in _BLOCKS:
            self.kept.append(" ")

    def handle_endtag(self, tag):
        self._depth -= tag == self._going
        if not self._depth:
            self._going = None

    def handle_data(self, data):
        if not self._going:
            self.kept.append(data)


class _Open:
    """An element whose end is still to come."""

    def __init__(self, tag, start):
        self.tag, self.start = tag, start  # `start`: where in `kept` it begins
        self.lost = self.seen = False  # something was taken from it; something of it is left to see


class _Keeper(HTMLParser):
    """After construction: `kept`, pieces of HTML, and `taken`, texts by kind. Wants HTML as the parser writes it."""

    def __init__(self, html):
        super().__init__(convert_charrefs=False)
        self.kept, self.taken = [], {"deleted": [], "hidden": []}
        self._open = [_Open("", 0)]
        self._depth, self._kind, self._words = 0, None, []  # of what is just being taken out
        self._begin_line()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if self._depth:
            self._depth += tag not in _VOID
            self._words.append("\n" if tag in _BLOCKS else "")
            return
        kind = "deleted" if tag in DELETED else _strongest(value for name, value in attrs if name in _MARKS)
        if not kind or tag in _CELLS | _VOID:
            self._keep_start(tag)
        if kind and tag not in _VOID:
            self._depth, self._kind, self._words = 1, kind, ["\n" if tag in _BLOCKS else ""]

    def handle_endtag(self, tag):
        if self._depth:
            self._depth -= 1
            if self._depth:
                return
            self._end_of_taken()
            if tag not in _CELLS:
                return
        ended = self._open.pop()
        self._open[-1].seen |= ended.seen
        self._open[-1].lost |= ended.lost and not ended.seen
        if ended.lost and not ended.seen and tag not in _CELLS:
            # Nothing is left of it: an empty point of a list would still be counted.
            spaces = [] if tag in _BLOCKS else [piece for piece in self.kept[ended.start :] if not piece.strip()]
            self.kept[ended.start :] = spaces
        else:
            self.kept.append(f"</{tag}>")
        if tag in _BLOCKS:
            self._begin_line()

    def handle_data(self, data):
        if self._depth:
            self._words.append(data)
        else:
            self._keep(data, unescape(data))

    def handle_entityref(self, name):
        self.handle_data(f"&{name};")

    def handle_charref(self, name):
        self.handle_data(f"&#{name};")

    def _begin_line(self):
        self._taken = self._spaced = False  # words were taken out of it; with a space at one of their ends
        self._last = " "  # the last letter that was kept

    def _keep_start(self, tag):
        if tag in _BLOCKS:
            self._begin_line()
        if tag not in _VOID:
            self._open.append(_Open(tag, len(self.kept)))
        self.kept.append(self.get_starttag_text())

    def _keep(self, data, text):
        if self._taken and _CLOSING.match(text):
            while self.kept and not unescape(self.kept[-1]).strip():
                self.kept.pop()
            if self.kept and not self.kept[-1].startswith("<"):
                self.kept[-1] = self.kept[-1].rstrip()
        elif self._taken and self._last in _OPENING:
            data = data.lstrip()
        elif self._spaced and self._last.isalnum() and text[:1].isalnum():
            data = f" {data}"
        if text.strip():
            self._taken = self._spaced = False
            self._open[-1].seen = True
        self._last = text[-1:] or self._last
        self.kept.append(data)

    def _end_of_taken(self):
        text = unescape("".join(self._words))
        words = " ".join(text.split())
        if words:
            self.taken[self._kind].append(words)
        self._taken = self._taken or bool(words)
        # Spaces alone were deleted to join two words. With a word, one of its two spaces has to stay.
        self._spaced = self._spaced or "\n" in text or bool(words and (text[0].isspace() or text[-1].isspace()))
        self._open[-1].lost = True
