"""The differences between two texts, word by word, and between two sequences, item by item. Pure.

difflib needs quadratic time where items repeat, as words do. So texts are compared by lines first and by words only
inside the lines that changed, and long sequences are tied together at the items that each has exactly once.
"""

import re
from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, REMOVED, ADDED = "same", "removed", "added"
ELLIPSIS = "…"
CONTEXT = 12  # words kept on either side of a change
COSTLY = 20_000  # pairs of equal items; past this difflib is too slow
ALIKE = 0.3  # share of words in common below which two texts are shown as one gone and one come

_TOKEN = re.compile(r"\n|(?:\w+(?:['’-]\w+)*|[^\w\s])[^\S\n]*|[^\S\n]+")
_WORD = re.compile(r"\w+")


class Piece(NamedTuple):
    """`mark` is SAME, REMOVED or ADDED. Words that are the same and were left out stand as ELLIPSIS."""

    mark: str
    words: str


def pieces(old, new):
    """[Piece] that lead from the text `old` to `new`; unchanged stretches are shortened. [] where nothing changed.

    White space within a line does not count.
    """
    before, after = _lines(old), _lines(new)
    found = []
    for tag, i, i_end, j, j_end in opcodes(before, after):
        gone, come = "".join(before[i:i_end]), "".join(after[j:j_end])
        found += [Piece(SAME, come)] if tag == "equal" else _changed(gone, come)
    found = _joined(found)
    return _shortened(found) if any(piece.mark != SAME for piece in found) else []


def opcodes(old, new):
    """[(tag, i, i_end, j, j_end)] as difflib gives them, in about linear time."""
    start = _common(old, new)
    end = min(_common(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    anchors = [] if _pairs(a, b) <= COSTLY else _anchors(a, b)
    matches, i, j = [(0, 0, start)], 0, 0
    for i_next, j_next in [*anchors, (len(a), len(b))]:
        matches += [(start + i + x, start + j + y, size) for x, y, size in _matches(a[i:i_next], b[j:j_next])]
        if i_next < len(a) or j_next < len(b):
            matches.append((start + i_next, start + j_next, 1))
        i, j = i_next + 1, j_next + 1
    matches.append((len(old) - end, len(new) - end, end))
    return _between(matches, len(old), len(new))


def longest_increasing(numbers):
    """The positions in `numbers` (each another) of a longest run that only increases: what stayed in place."""
    tops, ends, before = [], [], []
    for position, number in enumerate(numbers):
        place = bisect_left(tops, number)
        before.append(ends[place - 1] if place else None)
        tops[place : place + 1] = [number]
        ends[place : place + 1] = [position]
    position, kept = ends[-1] if ends else None, []
    while position is not None:
        kept.append(position)
        position = before[position]
    return kept[::-1]


def similarity(old, new):
    """The share of words, from 0 to 1, that two texts have in common, wherever they stand."""
    one, other = Counter(_WORD.findall(old.casefold())), Counter(_WORD.findall(new.casefold()))
    count = one.total() + other.total()
    return 2 * (one & other).total() / count if count else 1.0


def word_count(text):
    return len(_WORD.findall(text))


def _lines(text):
    return [f"{line}\n" for line in text.split("\n")] if text else []


def _changed(old, new):
    """The pieces of a stretch whose every line changed."""
    gone, come = _TOKEN.findall(old), _TOKEN.findall(new)
    if similarity(old, new) < ALIKE:
        return [Piece(REMOVED, old), Piece(ADDED, new)]
    found = []
    for tag, i, i_end, j, j_end in opcodes([_key(word) for word in gone], [_key(word) for word in come]):
        if tag == "equal":
            spaced = (max(pair, key=len) for pair in zip(gone[i:i_end], come[j:j_end], strict=True))
            found.append(Piece(SAME, "".join(spaced)))
        else:
            found += [Piece(REMOVED, "".join(gone[i:i_end])), Piece(ADDED, "".join(come[j:j_end]))]
    return found


def _key(token):
    return token if token == "\n" else token.strip()  # noqa: S105 (no password, a word)


def _joined(found):
    """Each change as one stretch, what is gone before what came, however little stands between its words."""
    joined, gone, come, between = [], "", "", ""
    for mark, said in [*found, Piece(SAME, "end")]:
        if mark == SAME and not said.strip() and gone and come:
            between = said
        elif mark == SAME:
            joined += [Piece(REMOVED, gone), Piece(ADDED, come), Piece(SAME, between), Piece(SAME, said)]
            gone = come = between = ""
        else:
            gone += between + (said if mark == REMOVED else "")
            come += between + (said if mark == ADDED else "")
            between = ""
    return [piece for piece in joined[:-1] if piece.words]


def _shortened(found):
    shorter = []
    for place, (mark, words) in enumerate(found):
        parts = _TOKEN.findall(words)
        head = CONTEXT if place else 0
        tail = CONTEXT if place + 1 < len(found) else 0
        if mark == SAME and len(parts) > head + tail + CONTEXT:
            kept = ["".join(parts[:head]), ELLIPSIS, "".join(parts[len(parts) - tail :])]
            shorter += [Piece(SAME, part) for part in kept if part]
        else:
            shorter.append(Piece(mark, words))
    last = shorter.pop()
    end = last.words.removesuffix("\n")
    return [*shorter, Piece(last.mark, end)] if end else shorter


def _common(old, new):
    """How many items at the start are the same."""
    return next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _pairs(old, new):
    counts = Counter(new)
    return sum(counts[item] for item in old)


def _anchors(old, new):
    """[(i, j)], increasing: items that each sequence has exactly once, as far as they stand in one order."""
    once, there = Counter(old), Counter(new)
    places = {item: j for j, item in enumerate(new) if there[item] == 1}
    found = [(i, places[item]) for i, item in enumerate(old) if once[item] == 1 and item in places]
    return [found[position] for position in longest_increasing([j for _, j in found])]


def _matches(old, new):
    """difflib's matching blocks; none where finding them would take too long."""
    return SequenceMatcher(None, old, new, False).get_matching_blocks()[:-1] if _pairs(old, new) <= COSTLY else []


def _between(matches, old_length, new_length):
    found, i, j = [], 0, 0
    for i_next, j_next, size in [*matches, (old_length, new_length, 0)]:
        if i < i_next or j < j_next:
            tag = "replace" if i < i_next and j < j_next else "delete" if i < i_next else "insert"
            found.append((tag, i, i_next, j, j_next))
        if size and found and found[-1][0] == "equal":
            found[-1] = ("equal", found[-1][1], i_next + size, found[-1][3], j_next + size)
        elif size:
            found.append(("equal", i_next, i_next + size, j_next, j_next + size))
        i, j = i_next + size, j_next + size
    return found
