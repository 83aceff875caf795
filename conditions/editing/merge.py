"""Two people changed one document: what both did, put together, and where only a person can decide. Pure."""

import re
from collections import Counter
from dataclasses import dataclass, fields
from typing import NamedTuple

from clinic_site.richtext.sanitiser import RichText, RichTextTooLong
from conditions.document.urgency import Urgency
from conditions.document.values import PARTS, ArticleDocument, Person, Photo, Term, label
from conditions.editing.diff import in_words, key, matched, name_of, part_difference, row_name_of, shown
from conditions.editing.text_diff import opcodes

OURS, THEIRS = "ours", "theirs"
FIELD = "decide:"  # a form's fields for decisions begin so

# Clean rich text has attributes in double quotes and no other "<" anywhere.
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)(?: [a-z]+="[^"]*")*>')
_BLOCKS = {"p", "h2", "h3", "h4", "ul", "ol", "blockquote", "table"}


@dataclass(frozen=True)
class Clash:
    """One place that both changed, each differently. None stands for a row, photo or person that is not there.

    `path` is the same whenever the same three documents are merged: "overview[2]", "symptoms[fever].detail".
    """

    path: str
    label: str
    base: object
    ours: object
    theirs: object

    @property
    def rich(self):
        return isinstance(self.ours, RichText)

    @property
    def base_text(self):
        return in_words(self._shown(self.base))

    @property
    def ours_text(self):
        return in_words(self._shown(self.ours))

    @property
    def theirs_text(self):
        return in_words(self._shown(self.theirs))

    @property
    def our_difference(self):
        """Our changes to base, a diff.Difference to show."""
        return part_difference(self.label, self._shown(self.base), self._shown(self.ours))

    @property
    def their_difference(self):
        return part_difference(self.label, self._shown(self.base), self._shown(self.theirs))

    def _shown(self, value):
        return shown(self.path.rpartition(".")[2], value)


class Merged(NamedTuple):
    document: ArticleDocument
    clashes: list


def merge(base, ours, theirs, decisions=None):
    """Merge `ours` and `theirs`, both made from `base`, three ArticleDocuments, into Merged(document, clashes).

    `decisions` ({path: OURS | THEIRS}) settles clashes; where a clash is not settled, `document` says what ours does.
    """
    merging = _Merging(decisions or {})
    parts = {
        part.name: merging.part(
            part.name, name_of(part.name), *(getattr(document, part.name) for document in (base, ours, theirs))
        )
        for part in PARTS.values()
    }
    return Merged(ArticleDocument(**parts), merging.clashes)


def decisions_from(post, where=""):
    """{path: OURS | THEIRS} from a form whose fields are called "decide:<path>", or "decide:<where>:<path>"."""
    prefix = f"{FIELD}{where}:" if where else FIELD
    return {
        name.removeprefix(prefix): value
        for name, value in post.items()
        if name.startswith(prefix) and value in (OURS, THEIRS)
    }


class _Merging:
    def __init__(self, decisions):
        self.decisions = decisions
        self.clashes = []
        self.paths = Counter()

    def part(self, path, name, base, ours, theirs):
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        if isinstance(ours, tuple):
            return self._rows(path, name, base, ours, theirs)
        if isinstance(ours, str) and not isinstance(ours, Urgency):
            return self._text(path, name, base, ours, theirs)
        if isinstance(ours, Term) or (_both(Person, ours, theirs) and ours.slug == theirs.slug):
            return theirs  # words of the clinic's: nobody here decides on them
        if _both(Photo, ours, theirs) and ours.digest == theirs.digest:
            base = base if base and base.digest == ours.digest else None
            return self._fields(path, name, base, ours, theirs)
        return self._decide(Clash(path, name, base, ours, theirs), self.clashes)

    def _decide(self, clash, clashes):
        choice = self.decisions.get(clash.path)
        if choice not in (OURS, THEIRS):
            clashes.append(clash)
        return clash.theirs if choice == THEIRS else clash.ours

    def _fields(self, path, name, base, ours, theirs):
        values = {}
        for part in fields(ours):
            one, other = getattr(ours, part.name), getattr(theirs, part.name)
            empty = type(one)() if type(one) in (str, RichText) else None
            before = getattr(base, part.name) if base else empty
            where, what = f"{path}.{part.name}", f"{name}, {row_name_of(part.name)}"
            values[part.name] = self.part(where, what, before, one, other)
        return type(ours)(**values)

    def _text(self, path, name, base, ours, theirs):
        """Block by block; clashes where both changed the same blocks, or blocks that touch."""
        rich = isinstance(ours, RichText)
        split, join, unit = (blocks, "".join, "paragraph") if rich else (_lines, "\n".join, "line")
        whole, clashes, merged = split(base), [], []
        for start, before, one, other in _regions(whole, split(ours), split(theirs)):
            if one == other or other == before:
                merged += one
            elif one == before:
                merged += other
            else:
                place = ("", "") if before == whole else (f"[{start + 1}]", f", {unit} {start + 1}")
                texts = [type(ours)(join(stretch)) for stretch in (before, one, other)]
                chosen = self._decide(Clash(path + place[0], name + place[1], *texts), clashes)
                merged += split(chosen)
        try:
            text = type(ours)(join(merged))
        except RichTextTooLong:
            text = None
        if text != join(merged):  # the parts do not make a whole that a page may hold
            return self._decide(Clash(path, name, base, ours, theirs), self.clashes)
        self.clashes += clashes
        return text

    def _rows(self, path, name, base, ours, theirs):
        rows = [self._row(path, name, *versions) for versions in _aligned(base, ours, theirs)]
        return tuple(row for row in rows if row is not None)

    def _row(self, path, name, base, ours, theirs):
        present = next(row for row in (base, ours, theirs) if row is not None)
        path = " ".join(f"{path}[{key(present)}]".split())  # browsers keep no line breaks in a field's name
        self.paths[path] += 1
        path += f" ({self.paths[path]})" if self.paths[path] > 1 else ""
        name = f"{name}: {label(present)}"
        if ours is not None and theirs is not None:
            return (
                self.part(path, name, base, ours, theirs)
                if isinstance(ours, str | Term)
                else self._fields(path, name, base, ours, theirs)
            )
        kept = ours if theirs is None else theirs
        if base is None:
            return kept
        if kept is None or _says_the_same(base, kept):
            return None
        return self._decide(Clash(path, name, base, ours, theirs), self.clashes)


def blocks(html):
    """The parts of clean rich text that stand side by side at its top: "".join(blocks(html)) == html."""
    found, start, open_tags = [], 0, []
    for tag in _TAG.finditer(html):
        closing, name = tag.groups()
        if name == "br":
            continue
        if not closing:
            if not open_tags and name in _BLOCKS:
                found.append(html[start : tag.start()])
                start = tag.start()
            open_tags.append(name)
        else:
            open_tags.pop()
            if not open_tags and name in _BLOCKS:
                found.append(html[start : tag.end()])
                start = tag.end()
    return [part for part in [*found, html[start:]] if part]


def _lines(text):
    return text.split("\n") if text else []


def _both(kind, one, other):
    return isinstance(one, kind) and isinstance(other, kind)


def _says_the_same(base, row):
    """Whether a row is as it was, whatever the clinic calls its term."""
    if isinstance(row, str | Term):
        return True
    names = [part.name for part in fields(row) if part.name != "term"]
    return all(getattr(base, name) == getattr(row, name) for name in names)


def _regions(base, ours, theirs):
    """[(start in base, base's items, ours, theirs)]: stretches that nobody changed, or that changes hold together."""
    hunks = [
        (i, i_end, side, j, j_end)
        for side, other in enumerate((ours, theirs))
        for tag, i, i_end, j, j_end in opcodes(base, other)
        if tag != "equal"
    ]
    groups = []
    for hunk in sorted(hunks):
        if groups and hunk[0] <= max(other[1] for other in groups[-1]):
            groups[-1].append(hunk)
        else:
            groups.append([hunk])
    found, position, offsets = [], 0, [0, 0]  # offsets: how far each side is ahead of base
    for group in groups:
        start, end = group[0][0], max(hunk[1] for hunk in group)
        if position < start:
            found.append((position, *[base[position:start]] * 3))
        stretches = []
        for side, items in enumerate((ours, theirs)):
            begin = start + offsets[side]
            for _, i_end, whose, _, j_end in group:
                if whose == side:
                    offsets[side] = j_end - i_end
            stretches.append(items[begin : end + offsets[side]])
        found.append((start, base[start:end], *stretches))
        position = end
    if position < len(base):
        found.append((position, *[base[position:]] * 3))
    return found


def _aligned(base, ours, theirs):
    """[(base, ours, theirs)], the versions of each row, None where it is not there; in the order of the merged rows."""
    in_ours, in_theirs = matched(base, ours), matched(base, theirs)
    rows = {("base", i): [row, None, None] for i, row in enumerate(base)}
    our_ids = _identified(ours, {j: ("base", i) for i, j in in_ours.items()}, "ours")
    new = {j: ours[j] for j, mark in enumerate(our_ids) if mark[0] == "ours"}
    newer = {j: row for j, row in enumerate(theirs) if j not in in_theirs.values()}
    both = matched(tuple(new.values()), tuple(newer.values()), renamed=False)
    twins = {list(newer)[j]: ("ours", list(new)[i]) for i, j in both.items()}
    their_ids = _identified(theirs, {j: ("base", i) for i, j in in_theirs.items()} | twins, "theirs")
    for side, ids, items in ((1, our_ids, ours), (2, their_ids, theirs)):
        for mark, row in zip(ids, items, strict=True):
            rows.setdefault(mark, [None, None, None])[side] = row
    return [rows[mark] for mark in _in_order(our_ids, their_ids)]


def _identified(rows, known, side):
    return [known.get(j, (side, j)) for j in range(len(rows))]


def _in_order(ours, theirs):
    """The order of the one side that moved rows, else ours; what only the other has comes after its neighbor there."""
    main, other = (theirs, ours) if _moved(theirs) and not _moved(ours) else (ours, theirs)
    there, order = set(other), list(main)
    present, place = set(main), 0
    for mark in other:
        if mark in present:
            place = order.index(mark) + 1
            continue
        while place < len(order) and order[place] not in there and order[place][0] != "base":
            place += 1  # what the main side added here comes first
        order.insert(place, mark)
        place += 1
    return order


def _moved(marks):
    places = [i for side, i in marks if side == "base"]
    return places != sorted(places)
