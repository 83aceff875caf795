"""What rich text may hold: the one list that the sanitizer and the editor's own filter share."""

import re

CELL = ("colspan", "rowspan", "scope")
ATTRIBUTES = {"a": ("href", "title"), "th": CELL, "td": CELL}
TAGS = {
    *("h2", "h3", "h4", "p", "br", "ul", "ol", "li", "a", "strong", "em", "sub", "sup", "blockquote"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
# These go with all they hold; of any other tag outside TAGS the text stays.
GONE_WITH_CONTENT = {
    *("script", "style", "iframe", "frame", "frameset", "object", "embed", "applet", "svg", "math", "canvas"),
    *("template", "noscript", "noembed", "noframes", "textarea", "select", "title", "xmp", "plaintext"),
    *("audio", "video"),
}
# HTML reopens these in every later paragraph, once for each set of attributes: 35 kB become 34 MB. So they
# never reach the parser with attributes.
FORMATTING = re.compile(r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.IGNORECASE)

_SCOPES = {"row", "col", "rowgroup", "colgroup"}
_SPAN = re.compile("[1-9][0-9]?")
_LINK = re.compile(
    r"""
      https?://[^/?\#@\s]+([/?\#]\S*)?          # no user info: https://bank.example@evil.example
    | mailto:[^\s@?]+@[^\s@?]+(\?\S*)?
    | tel:[+\d][\d().;=a-z-]*
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
    href = href.replace(" ", "" if href[:4].lower() == "tel:" else "%20")
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
    return value
