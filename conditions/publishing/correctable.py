"""Which texts of a live page may be corrected, and the document with corrected texts. Pure.

A correction mends words. What makes the page another one (rows that come, go or move, its address, its people, its
photo) is left to the draft.
"""

from dataclasses import replace
from typing import NamedTuple

from conditions.document.values import PARTS, label
from conditions.editing.diff import in_words, name_of, row_name_of, shown
from conditions.publishing import slips

ADDRESS = "a link leads elsewhere, or a date is another one"


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
        """The name of its form field: "overview", "photo-alt", "symptoms-0-detail"."""
        return "-".join(str(step) for step in (self.part, self.row, self.field) if step not in (None, ""))


def texts(document):
    """[(the part's name for people, [Text])] in reading order; a part in which nothing stands is left out."""
    found = []
    for part in (part for part in PARTS.values() if part.correctable):
        value, names = getattr(document, part.name), part.corrected_fields
        if isinstance(value, tuple) and names:
            rows = [_of(row, names, part.name, place, label(row)) for place, row in enumerate(value)]
            there = [text for row in rows for text in row]
        elif names:
            there = _of(value, names, part.name, None, "") if value else []
        else:
            there = [Text(part.name, None, "", value, "", part.label)] if value else []
        if there:
            found.append((part.label, there))
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


class More(NamedTuple):
    """A change that is more than a slip put right: in `where`, `gone` became `come`. `why` it is more."""

    where: str
    gone: str
    come: str
    why: str


def is_small(old, new):
    """Whether `new` is `old` with slips put right and nothing else.

    What is more is an edition like any other: it needs approval where the clinic asks for it, and patients read
    "updated since review".
    """
    return not more_than_slips(old, new)


def more_than_slips(old, new):
    """[More] of what `new` changes of `old` that is no slip put right."""
    before, after = _by_name(old), _by_name(new)
    if before.keys() != after.keys() or corrected(old, {name: text.value for name, text in after.items()}) != new:
        return [More("The page", "", "", "a whole part or row came, went or moved")]
    words_before, words_after = (slips.words_in(*_texts_of(texts.values())) for texts in (before, after))
    found = []
    for name, text in after.items():
        former = before[name]
        if former.value == text.value:
            continue
        if PARTS[text.part].in_care_card or not isinstance(text.value, str | tuple) or text.field == "url":
            why = "it stands in a care card, or below them" if PARTS[text.part].in_care_card else ADDRESS
            said = [in_words(shown(text.field, one.value)) for one in (former, text)]
            found.append(More(_place(text), *said, why))
        else:
            parts = slips.changes(former.value, text.value, before=words_before, after=words_after)
            found += [More(_place(text), *change) for change in parts]
    return found


def _place(text):
    """Where `text` stands, for people: "Risk factors: Excess weight, Detail"."""
    return ": ".join(
        filter(None, [name_of(text.part), ", ".join(filter(None, [text.heading, text.label])) if text.field else ""])
    )


def _texts_of(texts):
    return [text.value for text in texts if isinstance(text.value, str | tuple)]


def _by_name(document):
    return {text.name: text for _, group in texts(document) for text in group}


def _of(value, names, part, row, heading):
    return [Text(part, row, name, getattr(value, name), heading, row_name_of(name).capitalize()) for name in names]
