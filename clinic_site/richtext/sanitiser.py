"""The boundary of rich text: whatever the editor, an importer or a shell brings, this decides what stays.

Pure: it knows no Django. The editor's own filter is a courtesy to authors, never a defense.
"""

import re
import unicodedata
from html import escape

import nh3

from clinic_site.richtext import losses
from clinic_site.richtext.deleted import take_out
from clinic_site.richtext.policy import (
    ATTRIBUTES,
    FORMATTING_TAG,
    GONE_WITH_CONTENT,
    TAGS,
    attribute,
    without_unseen,
)
from clinic_site.richtext.reader import Reader

LIMIT = 200_000  # bytes of UTF-8
TAG_LIMIT = 10_000  # the parser needs quadratic time for deep nesting; this keeps it under a second

_cleaner = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=GONE_WITH_CONTENT,
    attributes={"*": set(), **{tag: set(names) for tag, names in ATTRIBUTES.items()}},
    attribute_filter=attribute,
    url_schemes={"http", "https", "mailto", "tel"},
    strip_comments=True,
    link_rel="noopener noreferrer",
)
# Tags as the parser writes them: attributes in double quotes, and no other "<" anywhere.
_TAG = re.compile(r'<([a-z][a-z0-9]*)((?: [a-z]+="[^"]*")+)>')
_ATTRIBUTE = re.compile(r' [a-z]+="[^"]*"')
_LINK_TO_NOWHERE = re.compile(r'<a(?! href=)(?: [a-z]+="[^"]*")*>(.*?)</a>', re.DOTALL)
# White space that a page does not show: an editor writes it its own way, and that is no change of the text.
_SPACES = re.compile(r"[ \t\n\r\f]+")
_BLOCKS = "h[2-4]|p|br|[uo]l|li|blockquote|table|caption|thead|tbody|tfoot|tr|th|td"
_BLOCK_IN_SPACES = re.compile(rf' ?(</?(?:{_BLOCKS})(?: [a-z]+="[^"]*")*>) ?')
_ROUNDS = 10


class RichTextTooLong(ValueError):
    """The text is past the cap; the message is a sentence for its author."""


class RichText(str):
    """HTML that is clean by construction, so that a template may print what is of this type."""

    __slots__ = ()

    def __new__(cls, html=""):
        return super().__new__(cls, html if type(html) is cls else _clean(html))


def clean(html):
    """`html` with only what policy.py allows, "" when nothing visible is left. Twice is the same as once.

    Raises RichTextTooLong past LIMIT or TAG_LIMIT.
    """
    return RichText(html)


def plain(text):
    """Plain text as it is stored: NFC, LF newlines, no unseen characters, no space at either end."""
    return unicodedata.normalize("NFC", without_unseen(text)).strip()


def text_of(html):
    """The text a reader sees, one line for each paragraph, list item, heading or table row."""
    return Reader(clean(html)).text


def lines(html):
    """[(Place, line)] of the same lines."""
    reader = Reader(clean(html))
    return list(zip(reader.places, reader.lines, strict=True))


def headings(html):
    """[(level, text)] of the headings, in order: [(3, "Early signs"), (4, "In the hip")]."""
    return Reader(clean(html)).headings


def links(html):
    """The addresses that the text links to, in order, repeats included."""
    return Reader(clean(html)).links


def dropped(html):
    """Return cleaning's losses in words for the author, as ["a script", "2 pictures"]; [] for trifles."""
    try:
        _refuse_too_long(html)
    except RichTextTooLong as error:
        return [str(error)]
    return losses.describe(html)


def _clean(html):
    _refuse_too_long(html)
    for _ in range(_ROUNDS):
        before, html = html, _clean_once(html)
        if html == before:
            break
    else:
        # Nesting that never settles is no author's work. Its words are kept, its markup is not.
        lines = (_SPACES.sub(" ", line).strip() for line in without_unseen(Reader(html).text).splitlines())
        html = "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)
    _refuse_too_long(html)
    return html if any(map(_is_seen, Reader(html).text)) else ""


def _clean_once(html):
    html, *_ = take_out(without_unseen(html))
    html = FORMATTING_TAG.sub(r"<\1>", html)
    html = _cleaner.clean(html).strip()
    html = _TAG.sub(lambda tag: f"<{tag[1]}{''.join(sorted(_ATTRIBUTE.findall(tag[2])))}>", html)
    html = _LINK_TO_NOWHERE.sub(r"\1", html)
    return _BLOCK_IN_SPACES.sub(r"\1", _SPACES.sub(" ", html))


def _refuse_too_long(html):
    size = len(html.encode(errors="replace"))
    if size > LIMIT:
        raise RichTextTooLong(
            f"This text is too long: {size // 1000} kB with its formatting; at most {LIMIT // 1000} kB fit."
        )
    if html.count("<") > TAG_LIMIT:
        raise RichTextTooLong(f"This text has too much formatting: at most {TAG_LIMIT:,} tags fit.")


def _is_seen(character):
    return unicodedata.category(character) not in ("Zs", "Zl", "Zp", "Cc", "Cf")
