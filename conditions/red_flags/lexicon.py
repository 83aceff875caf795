"""What patients' words mean: lexicon.txt, in English and Spanish. Pure."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from sys import intern

from conditions.red_flags.sounds import sound

FILE = Path(__file__).with_name("lexicon.txt")
SILENT, DENIAL, NUMBER = "-", "not", "number"  # the meanings of what says nothing, of what denies, and of many
SPELLED = "="  # the line of short words that are spelled wrong, where no rule would be safe
SHORTEST_BEGUN = 5  # letters of a beginning that a slip is compared with
_COUNTS = frozenset(
    """
    two three four five six seven eight nine ten twelve twenty few several couple many dos tres cuatro cinco
    seis siete ocho nueve diez doce quince veinte unos unas varios varias algunos muchos
    """.split()  # noqa: SIM905  (a list of words reads best as text)
)


@cache
def lexicon():
    lines = FILE.read_text().splitlines()
    return Lexicon(line for line in lines if line and not line.startswith("#"))


def is_meaning(word):
    """Whether the lexicon has a meaning of this name."""
    return word == NUMBER or word in lexicon().meanings


def is_part(part, word):
    """Whether `word` is what `part` of a way stands for: "#" a number, "breath*" all that begins so."""
    if part == "#":
        return word.isdecimal() or word in _COUNTS
    return word.startswith(part[:-1]) if part.endswith("*") else word == part


class Lexicon:
    """The ways of saying each meaning, found by the first word."""

    def __init__(self, lines):
        self.meanings, self.never_denied, self.meant = set(), set(), {}
        self._exact, self._begun = {}, {}
        ways, same = {}, {}  # there are thousands of ways, of few meanings: those that are equal are one
        for line in lines:
            meaning, _, listed = line.partition(":")
            if meaning == SPELLED:
                self.meant.update(pair.split(maxsplit=1) for pair in listed.split(","))
                continue
            if meaning.endswith("!"):
                meaning = meaning.rstrip("!")
                self.never_denied.add(meaning)
            self.meanings.add(meaning)
            for way in listed.split(","):
                parts = tuple(_parts(way))
                meant = tuple(sorted({*ways.get(parts, ()), meaning}))
                ways[parts] = same.setdefault(meant, meant)
        for way in ways.items():
            first, second = (*way[0], "")[:2]
            if first.endswith("*"):
                table, key = self._begun, first[:-1]
            else:
                table, key = self._exact, (first, "" if second == "#" or second.endswith("*") else second)
            table[key] = (*table.get(key, ()), way)
        parts = {part for way in ways for part in way}
        self.words = {part for part in parts if len(part) > 3 and not part.endswith("*")}
        self.begun = tuple(sorted(part[:-1] for part in parts if part.endswith("*")))
        self.spellings = defaultdict(list)
        for word in sorted(word for word in self.words.union(self.begun) if len(word) > 3):
            self.spellings[word[0]].append(word)
        self.keys = {sound(word): word for word in sorted(self.words, reverse=True)}
        self.begun_keys = {sound(word): word for word in self.begun if len(sound(word)) > 3}
        self.long_begun = defaultdict(list)
        for begun in self.begun:
            if len(begun) >= SHORTEST_BEGUN:
                self.long_begun[begun[0]].append(begun)

    def beginning(self, word, next_word):
        """[(way, meanings)] that may begin with `word`, and go on with `next_word`."""
        firsts = (word, "#") if is_part("#", word) else (word,)
        for first in firsts:
            yield from self._exact.get((first, ""), ())
            if next_word:
                yield from self._exact.get((first, next_word), ())
        for end in range(2, len(word) + 1):
            yield from self._begun.get(word[:end], ())

    def knows(self, word):
        return word in self.words or word.startswith(self.begun)


def _parts(way):
    return map(intern, re.findall(r"\d+(?:[./]\d+)?|#|[^\W\d_]+\*?", way))
