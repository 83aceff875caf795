"""A typed query, as search understands it. Pure.

A query is groups that must all be found. A group is found where one of its alternatives is: what was typed, or another
word for it. An alternative is phrases that must all be found; a phrase is stems that follow each other.
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from clinic_site.richtext.sanitiser import plain
from clinic_site.spanish import FILLERS
from conditions.discovery.search.analysis import surface, words
from conditions.discovery.search.lay_words import is_spanish

MOST_LETTERS = 200
MOST_WORDS = 12
MOST_ALTERNATIVES = 30  # of a group
_QUOTED = re.compile(r'"([^"]*)"')
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))


@dataclass(frozen=True)
class Word:
    """A word as it was `typed`, from `start` to `end`; `phrase` numbers the pair of quotes that it stands in."""

    typed: str
    stem: str
    start: int
    end: int
    phrase: int | None = None


@dataclass(frozen=True)
class Group:
    """`typed`: the Words that it stands for; `alternatives`: [[phrase]], what was typed first.

    `others` are the strengths of the alternatives that were not typed, against 1 for what was.
    """

    typed: tuple
    alternatives: tuple
    others: tuple = ()

    def meaning(self, *others):
        """The same group, found by other alternatives as well: (strength, phrases), the strongest of each."""
        known = dict(zip(self.alternatives[1:], self.others, strict=True))
        for strength, phrases in others:
            if phrases != self.alternatives[0]:
                known[phrases] = max(strength, known.get(phrases, 0))
        best = sorted(known.items(), key=lambda pair: -pair[1])[: MOST_ALTERNATIVES - 1]
        alternatives = (self.alternatives[0], *(phrases for phrases, _ in best))
        return replace(self, alternatives=alternatives, others=tuple(strength for _, strength in best))

    @property
    def as_typed(self):
        return replace(self, alternatives=self.alternatives[:1], others=())

    @cached_property
    def telling(self):
        """The alternatives that say where it is found: "knee" does, so "back knee" adds nothing."""
        alone = {phrases[0][0] for phrases in self.alternatives if len(phrases) == len(phrases[0]) == 1}
        return [
            phrases
            for phrases in self.alternatives
            if len(phrases) == len(phrases[0]) == 1 or alone.isdisjoint(stem for phrase in phrases for stem in phrase)
        ]

    @cached_property
    def as_passages(self):
        """[(alternative, its phrases as they stand in passages)]"""
        return [(phrases, [f" {' '.join(phrase)} " for phrase in phrases]) for phrases in self.alternatives]

    @property
    def strengths(self):
        return (1.0, *self.others)


@dataclass(frozen=True)
class Query:
    """`text` is what is searched for, and `cut` whether more was typed than that."""

    text: str
    cut: bool
    words: tuple


def parse(typed):
    """The Query of `typed`, whatever that is. One without groups asks for nothing."""
    text = plain(" ".join(_CONTROL.sub(" ", typed[: 10 * MOST_LETTERS]).split()))
    kept = text[:MOST_LETTERS]
    if kept != text and " " in kept:
        kept = kept.rpartition(" ")[0]
    found = _words(kept)
    if len(found) > MOST_WORDS:
        kept = kept[: found[MOST_WORDS - 1].end]
        found = found[:MOST_WORDS]
    return Query(kept, kept != text or len(typed) > 10 * MOST_LETTERS, tuple(found))


def _words(text):
    spans = [match.span() for match in _QUOTED.finditer(text.translate(_QUOTES))]
    found = []
    for stem, start, end in words(text):
        phrase = next((i for i, (first, last) in enumerate(spans) if first < start < last), None)
        found.append(Word(text[start:end], stem, start, end, phrase))
    return _without_fillers(found)


def _without_fillers(found):
    """Words without those that say nothing in Spanish, where the query is Spanish."""
    free = [word.typed for word in found if word.phrase is None]
    if not is_spanish(free):
        return found
    return [word for word in found if word.phrase is not None or surface(word.typed) not in FILLERS]


def grouped(the_words, other=None):
    """The Groups of Words: one a pair of quotes, and one a word, or run of words, outside them.

    `other` is {stems of a run: [(strength, phrases) that mean the same]}; the longest runs come first.
    """
    other, groups, taken = other or {}, {}, set()
    for i, j in runs(the_words, len(the_words)):
        run = tuple(the_words[i:j])
        names = other.get(" ".join(word.stem for word in run))
        if (names or j - i == 1) and taken.isdisjoint(range(i, j)):
            taken.update(range(i, j))
            groups[i] = Group(run, (tuple((word.stem,) for word in run),)).meaning(*names or ())
    for i, word in enumerate(the_words):
        if word.phrase is not None and (i == 0 or the_words[i - 1].phrase != word.phrase):
            run = tuple(each for each in the_words if each.phrase == word.phrase)
            groups[i] = Group(run, ((tuple(each.stem for each in run),),))
    return tuple(group for _, group in sorted(groups.items()))


def runs(the_words, longest):
    """[(i, j)] of the runs of up to `longest` words outside quotes that stand side by side, the longest first."""
    free = [word.phrase is None for word in the_words]
    return [
        (i, i + length)
        for length in range(min(longest, len(the_words)), 0, -1)
        for i in range(len(the_words) - length + 1)
        if all(free[i : i + length])
    ]
