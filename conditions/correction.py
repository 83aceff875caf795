"""Which texts of a live page may be corrected, and the document with corrected texts. Pure.

A correction mends words. What makes the page another one (rows that come, go or move, its address, its people, its
photo) is left to the draft.
"""

from dataclasses import fields, replace
from typing import NamedTuple

from conditions.comparison import label, name_of, part_difference, row_name_of
from conditions.document import ArticleDocument
from conditions.words import SAME, word_count

MOST_WORDS = 20  # taken out and put in; a slip in a dose is one, a paragraph written anew is more

# The parts that may be corrected, and for rows and the photo which of their fields.
TEXTS = {
    "title": (),
    "also_known_as": (),
    "icd_10": (),
    "summary": (),
    "overview": (),
    "photo": ("alt", "caption"),
    "causes": (),
    "risk_factors": ("detail",),
    "symptoms": ("detail", "urgency"),
    "when_to_seek_care": (),
    "diagnosis": (),
    "tests": ("detail",),
    "treatment": (),
    "sections": ("heading", "text"),
    "questions": ("question", "answer"),
    "sources": ("title", "publisher", "url", "read_on"),
}


class Text(NamedTuple):
    """A text that may be corrected: the part it stands in, its row there and its field, where there are such."""

    part: str
    row: int | None
    field: str
    value: object
    heading: str  # the row's name, or ""
    label: str

    @property
    def name(self):
        """What a form calls it: "overview", "photo-alt", "symptoms-0-detail"."""
        return "-".join(str(step) for step in (self.part, self.row, self.field) if step not in (None, ""))


def texts(document):
    """[(the part's name for people, [Text])] in reading order; a part in which nothing stands is left out."""
    found = []
    for part in (part.name for part in fields(ArticleDocument) if part.name in TEXTS):
        value, names = getattr(document, part), TEXTS[part]
        if isinstance(value, tuple) and names:
            rows = [_of(row, names, part, place, label(row)) for place, row in enumerate(value)]
            there = [text for row in rows for text in row]
        elif names:
            there = _of(value, names, part, None, "") if value else []
        else:
            there = [Text(part, None, "", value, "", name_of(part))] if value else []
        if there:
            found.append((name_of(part), there))
    return found


def corrected(document, values):
    """`document` with the texts of `values` ({Text.name: value}); names that are not among its texts do not count."""
    parts = {}
    for _, group in texts(document):
        for text in group:
            value = values.get(text.name, text.value)
            if value == text.value:
                continue
            now = parts.get(text.part, getattr(document, text.part))
            if text.row is not None:
                rows = list(now)
                rows[text.row] = replace(rows[text.row], **{text.field: value})
                parts[text.part] = tuple(rows)
            else:
                parts[text.part] = replace(now, **{text.field: value}) if text.field else value
    return replace(document, **parts)


def is_small(old, new):
    """Whether `new` is `old` with a slip put right: texts alone, MOST_WORDS at most, and no symptom's urgency.

    What is more is an edition like any other: it needs approval where the clinic asks for it, and patients read
    "updated since review".
    """
    before, after = _by_name(old), _by_name(new)
    if before.keys() != after.keys() or corrected(old, {name: text.value for name, text in after.items()}) != new:
        return False
    changed = [(before[name], text) for name, text in after.items() if before[name].value != text.value]
    if any(text.field == "urgency" for _, text in changed):
        return False
    return sum(_words(one.value, other.value) for one, other in changed) <= MOST_WORDS


def _by_name(document):
    return {text.name: text for _, group in texts(document) for text in group}


def _words(old, new):
    """How many words lead from `old` to `new`, taken out and put in; at least one."""
    found = part_difference("", old, new).pieces
    return max(1, sum(word_count(piece.words) for piece in found if piece.mark != SAME))


def _of(value, names, part, row, heading):
    return [Text(part, row, name, getattr(value, name), heading, row_name_of(name).capitalize()) for name in names]
