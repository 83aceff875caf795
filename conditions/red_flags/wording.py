"""Whether a line of a red flag's wording can be read: matching.py says how. Pure."""

import re

from conditions.discovery.search.analysis import fold

SLOT = re.compile(r"~?[a-z0-9_-]+\*?([|>][a-z0-9_-]+\*?)*")


def unreadable(line):
    """Why `line` cannot be read, in a sentence; "" for one that can."""
    signs = [sign.strip() for sign in fold(line).split("+")]
    if not all(sign.lstrip("~").strip() for sign in signs):
        return "beside a “+” or a “~” something is missing."
    if all(sign.startswith("~") for sign in signs):
        return "it says only what may not stand in the text."
    for word in " ".join(signs).split():
        if not SLOT.fullmatch(word):
            return (
                f"“{word}” cannot be read. Use words without apostrophes, “|” and “>” between them, “*” at their end."
            )
    return ""
