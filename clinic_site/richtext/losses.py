"""What cleaning takes from a text, in words that its author understands."""

import re
from collections import Counter
from html import unescape

import nh3

from clinic_site.richtext.policy import FORMATTING, TAGS, link, without_unseen

# (one, several): the tags. A tag that is neither here nor in TAGS loses nothing that an author would miss.
NAMES = {
    ("a script", "scripts"): ("script",),
    ("a style sheet", "style sheets"): ("style", "link"),
    ("an embedded frame", "embedded frames"): ("iframe", "object", "embed", "applet"),
    ("a picture", "pictures"): ("img", "svg", "canvas"),
    ("a video or sound", "videos or sounds"): ("video", "audio"),
    ("a formula", "formulas"): ("math",),
    ("a form field", "form fields"): ("input", "button", "select", "textarea"),
    ("a page setting", "page settings"): ("base", "meta"),
    ("a hidden part", "hidden parts"): ("template", "noscript", "noembed", "noframes", "title", "xmp"),
    ("a horizontal line", "horizontal lines"): ("hr",),
    ("a heading of level 1, 5 or 6", "headings of level 1, 5 or 6"): ("h1", "h5", "h6"),
    ("preformatted text", "preformatted texts"): ("pre",),
}
BAD_LINK = (
    "a link that does not start with https://, mailto:, tel: or /",
    "links that do not start with https://, mailto:, tel: or /",
)
_NAME_OF_TAG = {tag: names for names, tags in NAMES.items() for tag in tags}

# Shows each tag and attribute as the sanitizer's own parser sees it. The result is only ever read here.
_lens = nh3.Cleaner(
    tags=TAGS | _NAME_OF_TAG.keys() | {"span", "div", "section", "article"},
    clean_content_tags=set(),
    attributes={"*": set()},
    generic_attribute_prefixes=set("abcdefghijklmnopqrstuvwxyz"),
    link_rel=None,
)
_TAG = re.compile(r'<([a-z][a-z0-9]*)((?: [^\s="]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([^\s="]+)="([^"]*)"')


def describe(html):
    """["a script", "2 pictures", "text formatting by style"]; [] when nothing of weight goes."""
    html = FORMATTING.sub(lambda tag: f"<span data-was={tag[1].lower()}", without_unseen(html))
    counts, handlers, formatting, styled = Counter(), set(), set(), False
    for tag, attributes in _TAG.findall(_lens.clean(html)):
        attributes = dict(_ATTRIBUTE.findall(attributes))
        handlers |= {name for name in attributes if name.startswith("on")}
        styled = styled or "style" in attributes
        if tag in _NAME_OF_TAG:
            counts[_NAME_OF_TAG[tag]] += 1
        elif tag == "span":
            formatting |= {attributes.get("data-was")} - {None, "strong", "em"}
        elif tag == "a" and not _keeps(attributes):
            counts[BAD_LINK] += 1
    words = [one if number == 1 else f"{number} {several}" for (one, several), number in counts.items()]
    if handlers:
        kind = "an event handler" if len(handlers) == 1 else "event handlers"
        words.append(f"{kind} ({', '.join(sorted(handlers))})")
    if styled:
        words.append("text formatting by style")
    if formatting:
        words.append(f"text formatting by {', '.join(sorted(formatting))}")
    return words


def _keeps(attributes):
    """Whether a link stays a link. An anchor that never had an address has nothing to lose."""
    if "href" in attributes:
        return link(unescape(attributes["href"])) is not None
    # The lens has already taken an address with an unknown scheme.
    return "name" in attributes or "id" in attributes
