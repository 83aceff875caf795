"""The differences between two documents for people: part by part, row by row, word by word. Pure."""

from collections import defaultdict
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from difflib import SequenceMatcher

from clinic_site.richtext.sanitiser import RichText, links, text_of
from conditions.document.parts import Kind
from conditions.document.urgency import TO_BE_CONFIRMED, Urgency
from conditions.document.values import PARTS, Person, Photo, Question, Section, Source, label
from conditions.editing.text_diff import (
    ADDED,
    REMOVED,
    Piece,
    longest_increasing,
    opcodes,
    pieces,
    similarity,
    word_count,
)

ROW_NAMES = {"term": "name", "companion": "together with", "url": "address", "read_on": "date read", "alt": "alt text"}
CONTENT = {Section: ("text", 1), Question: ("answer", 4), Source: ("title", 1)}  # what tells a renamed row, in words
WHOLE = (Urgency, Photo, date)  # shown as one gone and one come, never word by word
MANY = 50  # rows without a counterpart; past this nobody looks for renamed ones
ALIKE, ENOUGH, TYPO = 0.75, 8, 0.85


@dataclass(frozen=True)
class RowDifference:
    """A row that differs. `status`: "added", "removed", "changed", "moved" or "moved and changed"."""

    status: str
    label: str
    parts: tuple = ()  # Differences within the row


@dataclass(frozen=True)
class Difference:
    """A part that differs. `kind`: "text", "rows" or "value"; rows have `rows`, the others `pieces` and `notes`."""

    name: str
    kind: str
    pieces: tuple = ()
    notes: tuple = ()  # sentences on what the words do not tell
    rows: tuple = ()
    unchanged: int = 0  # rows that are not listed


def changes(old, new):
    """["Quick answer: changed", "Symptoms: Fever added, Swelling changed"] from document `old` to `new`."""
    found = []
    for part in PARTS.values():
        before, after = getattr(old, part.name), getattr(new, part.name)
        if before != after:
            found.append(f"{name_of(part.name)}: {_difference(before, after)}")
    return found


def compare(old, new):
    """[Difference] from document `old` to `new`, in reading order."""
    found = []
    for part in PARTS.values():
        before, after = getattr(old, part.name), getattr(new, part.name)
        if before == after:
            continue
        if isinstance(before, tuple):
            found.append(_rows(name_of(part.name), before, after))
        elif part.kind == Kind.PHOTO:
            found += _photo(before, after)
        else:
            found.append(part_difference(name_of(part.name), before, after))
    return found


def part_difference(name, before, after):
    """The Difference between two values of one part that is not rows; None stands for nothing."""
    old, new, present = in_words(before), in_words(after), before if after is None else after
    whole = isinstance(before, WHOLE) or isinstance(after, WHOLE)
    found = [Piece(REMOVED, old), Piece(ADDED, new)] if whole else pieces(old, new)
    notes = _links_changed(before, after)
    if not found and not notes:
        notes = ["Only the formatting differs." if _rich(present) else "Only spaces or line breaks differ."]
    kind = "text" if isinstance(present, str) and not whole else "value"
    return Difference(name, kind, tuple(piece for piece in found if piece.words), tuple(notes))


def shown(field, value):
    """`value` of a row's `field`, with words for an urgency that nobody has chosen."""
    return TO_BE_CONFIRMED if field == "urgency" and value is None else value


def name_of(field):
    return PARTS[field].label


def row_name_of(field):
    return ROW_NAMES.get(field) or field.replace("_", " ")


def in_words(value):
    """`value`, any part of a document, as text for people; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, Urgency):
        return value.label
    if isinstance(value, RichText):
        return text_of(value)
    if isinstance(value, date):
        return f"{value:%B} {value.day}, {value.year}"
    if isinstance(value, Photo):
        return f"Photo {value.digest[:8]}, {value.width} × {value.height} pixels"
    if isinstance(value, Person):
        return ", ".join(filter(None, [value.name, value.credentials, value.job_title]))
    if isinstance(value, tuple):
        return "\n".join(map(in_words, value))
    if hasattr(value, "term"):
        own = [shown(part.name, getattr(value, part.name)) for part in fields(value) if part.name != "term"]
        return "\n".join(filter(None, map(in_words, (value.term.name, *own))))
    if is_dataclass(value):
        named = value.name if hasattr(value, "name") else ""
        return named or "\n".join(filter(None, [in_words(getattr(value, part.name)) for part in fields(value)]))
    return str(value)


def key(row):
    """Return the key by which `row` is the same row in two documents, whatever else it says."""
    if isinstance(row, str):
        return row
    if companion := getattr(row, "companion", None):
        return f"{row.term.slug} with {companion.slug}"
    row = getattr(row, "term", row)
    return getattr(row, "slug", None) or getattr(row, "url", None) or label(row)


def matched(old, new, *, renamed=True):
    """{position in `old`: position in `new`} of the rows that are the same row.

    The same are rows that are equal, else that share their key, else (with `renamed`) that were given another
    heading, question or address but say the same, or were mended in a letter or two.
    """
    found = {}
    _pair(found, old, new, lambda row: row)
    _pair(found, old, new, key)
    kind = type(old[0]) if old else None
    if renamed and kind in CONTENT:
        content, fewest = CONTENT[kind]
        _pair(found, old, new, lambda row: _content(getattr(row, content), fewest))
        _pair_alike(found, old, new)
    return found


def _pair(found, old, new, sign):
    """Pair what is left of `old` and `new` by `sign(row)`, in order; rows whose sign is None stay alone."""
    taken, waiting = set(found.values()), defaultdict(list)
    for j in reversed(range(len(new))):
        if j not in taken and (mark := sign(new[j])) is not None:
            waiting[mark].append(j)
    for i, row in enumerate(old):
        if i not in found and waiting.get(mark := sign(row)):
            found[i] = waiting[mark].pop()


def _content(value, fewest):
    text = in_words(value)
    return text if word_count(text) >= fewest else None


def _pair_alike(found, old, new):
    taken = set(found.values())
    gone = [i for i in range(len(old)) if i not in found]
    come = [j for j in range(len(new)) if j not in taken]
    if max(len(gone), len(come)) > MANY:
        return
    scores = [(score, -i, -j) for i in gone for j in come if (score := _alike(old[i], new[j]))]
    for _, i, j in sorted(scores, reverse=True):
        if -i not in found and -j not in taken:
            found[-i] = -j
            taken.add(-j)


def _alike(old, new):
    """How alike two rows are that share no key, from 0 to 1; 0 where they may well be two."""
    one, other = in_words(old), in_words(new)
    share = similarity(one, other)
    enough = min(word_count(one), word_count(other)) >= ENOUGH
    typo = SequenceMatcher(None, label(old), label(new), False).ratio() >= TYPO
    return share if typo or (enough and share >= ALIKE) else 0


def _rows(name, old, new):
    there = matched(old, new)
    back = {j: i for i, j in there.items()}
    order = [there[i] for i in sorted(there)]
    stayed = {order[position] for position in longest_increasing(order)}
    gone = [i for i in range(len(old)) if i not in there]
    rows = []
    for j, row in enumerate(new):
        while j in stayed and gone and gone[0] < back[j]:
            rows.append(_row("removed", old[gone.pop(0)], None))
        moved = ["moved"] if j in back and j not in stayed else []
        changed = ["changed"] if j in back and old[back[j]] != row else []
        status = " and ".join(moved + changed) if j in back else "added"
        if status:
            rows.append(_row(status, old[back[j]] if j in back else None, row))
    rows += [_row("removed", old[i], None) for i in gone]
    listed = sum(row.status not in ("added", "removed") for row in rows)
    return Difference(name, "rows", rows=tuple(rows), unchanged=len(there) - listed)


def _row(status, old, new):
    row = old if new is None else new
    parts = []
    for part in [] if isinstance(row, str) else fields(row):
        before, after = (value and shown(part.name, getattr(value, part.name)) for value in (old, new))
        if before != after and (old and new or (part.name != "term" and (before or after) != label(row))):
            parts.append(part_difference(row_name_of(part.name), before, after))
    return RowDifference(status, label(row), tuple(part for part in parts if part.pieces or part.notes))


def _photo(before, after):
    found = []
    if (before and before.digest) != (after and after.digest):
        found.append(part_difference("Photo", before, after))
    for part in ("alt", "caption"):
        old, new = (getattr(photo, part) if photo else "" for photo in (before, after))
        if old != new:
            found.append(part_difference(f"Photo: {row_name_of(part)}", old, new))
    return found


def _rich(value):
    """The rich texts in `value`: itself, or those of a row."""
    if isinstance(value, RichText):
        return [value]
    parts = [getattr(value, part.name) for part in fields(value)] if is_dataclass(value) else []
    return [part for part in parts if isinstance(part, RichText)]


def _links_changed(before, after):
    """Sentences on links, whose addresses the words of a text do not show."""
    old, new = ([href for html in _rich(value) for href in links(html)] for value in (before, after))
    found = []
    for tag, i, i_end, j, j_end in opcodes(old, new):
        if tag == "replace" and i_end - i == j_end - j:
            found += [
                f"The link to {one} leads to {other} now."
                for one, other in zip(old[i:i_end], new[j:j_end], strict=True)
            ]
        elif tag != "equal":
            found += [f"The link to {href} was taken out." for href in old[i:i_end]]
            found += [f"A link to {href} was added." for href in new[j:j_end]]
    return found


def _difference(before, after):
    if not isinstance(before, tuple):
        return "changed" if before and after else "added" if after else "removed"
    gone = [label(item) for item in before if item not in after]
    come = [label(item) for item in after if item not in before]
    words = [f"{name} added" for name in come if name not in gone]
    words += [f"{name} removed" for name in gone if name not in come]
    words += [f"{name} changed" for name in come if name in gone]
    return ", ".join(words) or "put in another order"
