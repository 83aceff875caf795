"""Cleaning's losses, in words that the text's author understands."""

import re
from collections import Counter
from html import unescape

import nh3

from clinic_site.richtext.deleted import take_out
from clinic_site.richtext.policy import (
    FORMATTING,
    KINDS_OF_DELETED,
    LOSSES,
    TAGS,
    UNDERLINED,
    UNDERLINED_WORDS,
    link,
    without_unseen,
)
from clinic_site.richtext.styles import declarations

# A tag that is neither here nor in TAGS loses nothing that an author would miss.
NAMES = LOSSES | {
    ("a script", "scripts"): ("script",),
    ("a style sheet", "style sheets"): ("style", "link"),
    ("a page setting", "page settings"): ("base", "meta"),
    ("a hidden part", "hidden parts"): ("template", "noscript", "noembed", "noframes", "title", "xmp"),
}
BAD_LINK = (
    "a link that does not start with https://, mailto:, tel: or /",
    "links that do not start with https://, mailto:, tel: or /",
)
BAD_PHONE = ("a phone link without a number that can be dialed", "phone links without a number that can be dialed")
_NAME_OF_TAG = {tag: names for names, tags in NAMES.items() for tag in tags}

# Shows each tag and attribute as the sanitizer's own parser sees it. The result is only ever read here.
_lens = nh3.Cleaner(
    tags=TAGS | _NAME_OF_TAG.keys() | {"ins", "span", "div", "section", "article"},
    clean_content_tags=set(),
    attributes={"*": set()},
    generic_attribute_prefixes=set("abcdefghijklmnopqrstuvwxyz"),
    link_rel=None,
)
_TAG = re.compile(r'<([a-z][a-z0-9]*)((?: [^\s="]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([^\s="]+)="([^"]*)"')


def describe(html):
    """["a script", "2 pictures", "text formatting by style"]; [] when nothing of weight goes."""
    html = without_unseen(html)
    _, *taken = take_out(html)
    html = FORMATTING.sub(lambda tag: f"<span data-was={tag[1].lower()}", html)
    counts, handlers, formatting, styled, underlined = Counter(), set(), set(), False, False
    for tag, attributes in _TAG.findall(_lens.clean(html)):
        attributes = dict(_ATTRIBUTE.findall(attributes))
        handlers |= {name for name in attributes if name.startswith("on")}
        style = unescape(attributes.get("style", ""))
        styled = styled or bool(style)
        was = attributes.get("data-was", tag)
        underlined = underlined or was in UNDERLINED or "underline" in declarations(style).get("line", "").split()
        if tag in _NAME_OF_TAG:
            counts[_NAME_OF_TAG[tag]] += 1
        elif tag == "span":
            formatting |= {was} - {"span", "strong", "em", "s", "strike"} - UNDERLINED
        elif tag == "a" and (loss := _lost(attributes)):
            counts[loss] += 1
    words = [quoted(name, texts) for name, texts in zip(KINDS_OF_DELETED.values(), taken, strict=True) if texts]
    words += [one if number == 1 else f"{number} {several}" for (one, several), number in counts.items()]
    if handlers:
        kind = "an event handler" if len(handlers) == 1 else "event handlers"
        words.append(f"{kind} ({', '.join(sorted(handlers))})")
    if underlined:
        words.append(UNDERLINED_WORDS)
    if styled:
        words.append("text formatting by style")
    if formatting:
        words.append(f"text formatting by {', '.join(sorted(formatting))}")
    return words


def quoted(name, texts):
    """`name` with the first of `texts`, shortened: "hidden text (“Ask again”, “see below” and 2 more)"."""
    shown = [f"“{text if len(text) <= 40 else text[:39].rstrip() + '…'}”" for text in texts[:3]]
    more = f" and {len(texts) - 3} more" if len(texts) > 3 else ""
    return f"{name} ({', '.join(shown)}{more})"


def _lost(attributes):
    """Return the address that a link loses by ceasing to be one. An anchor without an address has nothing to lose."""
    address = unescape(attributes.get("href", ""))
    if address[:4].lower() == "tel:":
        return None if link(address) else BAD_PHONE
    # Without an address: the lens has already taken one with an unknown scheme.
    kept = link(address) if "href" in attributes else "name" in attributes or "id" in attributes
    return None if kept else BAD_LINK
