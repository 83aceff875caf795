"""Styles that strike text out ("deleted") or hide it ("hidden")."""

import re
from html.parser import HTMLParser

_STRIKING = {
    *("text-decoration", "text-decoration-line", "-webkit-text-decoration", "-webkit-text-decoration-line"),
    "-webkit-text-decorations-in-effect",
}
_HIDING = {"display": {"none"}, "visibility": {"hidden", "collapse"}, "mso-hide": {"all", "screen"}}
_NO_WORDS = re.compile(r"""/\*.*?(?:\*/|\Z)|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^)]*\)|<!--|-->""", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?|\\(.)", re.IGNORECASE)
# Rules for paper, for one width, for fonts and lists: not what the author saw.
_AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def kind_of_style(text):
    """ "deleted", "hidden" or None for CSS declarations, in any notation: `TEXT-DECORATION : Line-Through`."""
    said = declarations(text)
    if "line-through" in said.get("line", "").split() or said.get("text-line-through", "none") != "none":
        return "deleted"
    return "hidden" if any(said.get(name) in values for name, values in _HIDING.items()) else None


def declarations(text):
    """{property: value} in small letters; later ones count, important ones more. Lines at text share one: "line"."""
    found = {}
    for declaration in _ESCAPE.sub(_unescaped, _NO_WORDS.sub(" ", text)).lower().split(";"):
        name, _, value = declaration.partition(":")
        value, _, important = value.partition("!")
        name = "line" if name.strip() in _STRIKING else name.strip()
        if important or not found.get(name, ("", ""))[1]:
            found[name] = (value.strip(), important)
    return {name: value for name, (value, _) in found.items()}


class Sheet(HTMLParser):
    """The style sheets of a text, as far as they strike or hide classes. An export of Google Docs does it this way."""

    def __init__(self, html):
        super().__init__()
        self._rules, self._css = [], None
        if "<style" in html.lower():
            self.feed(html)
            self.close()

    def kind(self, classes):
        kinds = {kind for wanted, kind in self._rules if wanted <= classes}
        return "deleted" if "deleted" in kinds else "hidden" if kinds else None

    def handle_starttag(self, tag, attrs):
        self._css = "" if tag == "style" else None

    def handle_data(self, data):
        if self._css is not None:
            self._css += data

    def handle_endtag(self, tag):
        if tag == "style" and self._css:
            for selectors, style in _RULE.findall(_AT_RULE.sub("", _NO_WORDS.sub(" ", self._css))):
                if kind := kind_of_style(style):
                    self._rules += [(classes, kind) for classes in map(_classes, selectors.split(",")) if classes]
        self._css = None


def _classes(selector):
    """The classes that an element of `selector` has; none where it is told by something else."""
    last = (re.split(r"[\s>+~]+", selector.strip().lower()) or [""])[-1]
    return frozenset() if ":" in last else frozenset(re.findall(r"\.([\w-]+)", last))


def _unescaped(escape):
    if not escape[1]:
        return escape[2]
    number = int(escape[1], 16)
    return chr(number) if 0 < number < 0x110000 else ""
