"""The allow-list of rich text, shared by the sanitizer and the editor's own filter."""

import re

from clinic_site.richtext.telephone import tel

CELL = ("colspan", "rowspan", "scope")
ATTRIBUTES = {
    "a": ("href", "title"),
    "th": CELL,
    "td": CELL,
    "ol": ("start", "type", "reversed"),
    "li": ("value",),
}
TAGS = {
    *("h2", "h3", "h4", "p", "br", "ul", "ol", "li", "a", "strong", "em", "sub", "sup", "blockquote"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
# What an author struck out or deleted: in HTML, in Word's own markup and in LibreOffice's.
DELETED = {"del", "s", "strike", "w:del", "w:deltext", "w:movefrom", "text:tracked-changes"}
# Classes of Word and of Word on the web for tracked deletions.
CLASSES_OF_DELETED = {"msodel", "trackchangetextdeletion"}
# These go with all they hold; of any other tag outside TAGS the text stays.
GONE_WITH_CONTENT = {
    *DELETED,
    *("script", "style", "iframe", "frame", "frameset", "object", "embed", "applet", "svg", "math", "canvas"),
    *("template", "noscript", "noembed", "noframes", "textarea", "select", "title", "xmp", "plaintext"),
    *("audio", "video"),
}
# What an author would miss, as (one, several): the tags. The notice at a paste and the one after saving say it alike.
LOSSES = {
    ("an embedded frame or video", "embedded frames or videos"): ("iframe", "object", "embed", "applet"),
    ("a picture", "pictures"): ("img", "svg", "canvas"),
    ("a video or sound", "videos or sounds"): ("video", "audio"),
    ("a formula", "formulas"): ("math",),
    ("a form field", "form fields"): ("input", "button", "select", "textarea"),
    ("a horizontal line", "horizontal lines"): ("hr",),
    ("a heading of level 1, 5 or 6", "headings of level 1, 5 or 6"): ("h1", "h5", "h6"),
    ("preformatted text", "preformatted texts"): ("pre",),
}
UNDERLINED = {"u", "ins"}
UNDERLINED_WORDS = "underlined text"
KINDS_OF_DELETED = {"deleted": "struck-out or deleted text", "hidden": "hidden text"}

# HTML reopens these in every later paragraph, once for each set of attributes: 35 kB become 34 MB. So they
# never reach the parser with attributes.
FORMATTING = re.compile(r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)))?""")
# A whole start tag: its name, its attributes. An end never comes too late: what follows an odd quote goes as well.
FORMATTING_TAG = re.compile(rf"{FORMATTING.pattern}((?:{ATTRIBUTE.pattern})*)[^>]*(?:>|\Z)", re.IGNORECASE)

_SCOPES = {"row", "col", "rowgroup", "colgroup"}
_SPAN = re.compile("[1-9][0-9]?")
_WHOLE = re.compile("[-+]?[0-9]{1,6}")
_NUMBERING = {"1", "a", "A", "i", "I"}
_LINK = re.compile(
    r"""
      https?://[^/?\#@\s]+([/?\#]\S*)?          # no user info: https://bank.example@evil.example
    | mailto:[^\s@?]+@[^\s@?]+(\?\S*)?
    | /(?!/)\S*                                 # a path of this site, never //another.example
    | \#[a-z][\w.:-]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Controls but newline and tab, marks that override text direction, byte order marks, and lone surrogates,
# which no encoding can hold.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def without_unseen(text):
    """`text` with LF newlines and without characters that nobody sees but that can fool a reader."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def link(href):
    """`href` as a page may hold it, or None."""
    href = href.strip(" \t\n")
    if href[:4].lower() == "tel:":
        return tel(href)
    href = href.replace(" ", "%20")
    safe = _LINK.fullmatch(href) and "\\" not in href and without_unseen(href) == href
    return href if safe else None


def attribute(tag, name, value):
    """The value that an allowed attribute keeps, or None to drop the attribute."""
    match name:
        case "href":
            return link(value)
        case "colspan" | "rowspan":
            return value if _SPAN.fullmatch(value) else None
        case "scope":
            return value if value in _SCOPES else None
        case "start" | "value":
            return str(int(value)) if _WHOLE.fullmatch(value := value.strip(" \t\n")) else None
        case "type":
            return value if value in _NUMBERING else None
        case "reversed":
            return ""
    return value
