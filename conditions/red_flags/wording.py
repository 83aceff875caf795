"""Whether a line of a red flag's wording can be read: matching.py says how. Pure."""

import re

from conditions.discovery.search.analysis import fold
from conditions.red_flags.lexicon import is_meaning
from conditions.red_flags.reading import WORD

SLOT = re.compile(r"~?[a-z0-9_*|]+(>[a-z0-9_*|]+)?")


def unreadable(line):
    """Why `line` cannot be read, in a sentence; "" for one that can."""
    signs = [sign.strip() for sign in fold(line).split("+")]
    if not all(sign.lstrip("~").strip() for sign in signs):
        return "beside a “+” or a “~” something is missing."
    if all(sign.startswith("~") for sign in signs):
        return "it says only what may not stand in the text."
    for word in " ".join(signs).split():
        parts = re.split("[|>]", word.removeprefix("~"))
        if not SLOT.fullmatch(word) or not all(_is_word(part) for part in parts):
            return (
                f"“{word}” cannot be read. Use plain words, each by itself, without apostrophes or hyphens; “|” or one "
                "“>” between two, “*” at their end."
            )
    return ""


def _is_word(part):
    """Whether `part` is a meaning, or a word as texts are taken apart into."""
    return is_meaning(part) or WORD.findall(part.removesuffix("*")) == [part.removesuffix("*")]
