"""Why a page was found: the fields that hold what was searched for, with the words marked. Pure."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from conditions.discovery.search.analysis import VERTEBRA, WORD, fold, stem_of, words

BEFORE, AFTER = 70, 130  # characters of a snippet around the word that was found
REACH = 80  # characters for each word of a phrase
MOST_REASONS = 4
# Letters with accents, and signs that part words or stand for an apostrophe, as what they are among ASCII's.
PLAIN = {code: letter for code in range(0xA0, 0x250) if (letter := fold(chr(code))).isascii() and len(letter) == 1}
PLAIN |= {ord(sign): " " for sign in "–—“”„«»…•·°×"} | {ord("’"): "'"}
TITLE, OTHER_NAME, SUMMARY = "Title", "Also called", "Summary"


@dataclass(frozen=True)
class Reason:
    """`label`: what the field is called; `pieces`: [(text, whether it is marked)] of it, unless a hit shows it anyway;
    `wrote`: what was typed, where that is another word; `in_text`: it is a part of the page with that heading.
    """

    label: str
    pieces: list
    wrote: str = ""
    in_text: bool = False

    @property
    def where(self):
        """The words before the pieces."""
        if self.in_text:
            return f"In the text, “{self.label}”:"
        return {TITLE: "In the title", SUMMARY: "In the summary"}.get(self.label, f"{self.label}:")


@dataclass(frozen=True)
class Hit:
    slug: str
    title: list  # of pieces, as `summary`
    summary: list
    reasons: list

    @property
    def is_called_so(self):
        """Whether one of its names is just what was searched for."""
        names = [self.title, *[reason.pieces for reason in self.reasons if reason.label == OTHER_NAME]]
        return any(all(is_found or not text.strip() for text, is_found in pieces) for pieces in names)


def hit(edition, indexed, groups, passages=None):
    """The Hit of an edition {slug, title, summary} that was found by `groups`, or by some of them.

    `passages`: its text in stems, where that was read; what it lacks is not looked for.
    """
    fields, found = Fields(indexed, passages), {}  # phrase: what was typed for it, where that was something else
    for group in groups:
        for phrase in fields.alternative(group) or ():
            same = (phrase,) == group.alternatives[0] or phrase in group.alternatives[0]
            found.setdefault(phrase, "" if same else " ".join(word.typed for word in group.typed))
    reasons = fields.by_facts(dict(found))
    explained = {phrase for _, phrases in reasons for phrase in phrases}
    left = {phrase: wrote for phrase, wrote in found.items() if phrase not in explained}
    return Hit(
        edition["slug"],
        marked(edition["title"], found),
        marked(edition["summary"], found),
        [reason for reason, _ in [*reasons, *_by_texts(fields, left, found)]][:MOST_REASONS],
    )


class Fields:
    """The fields of an edition, [(label, text)]: the short facts, the most telling first, and the texts of the page."""

    def __init__(self, indexed, passages):
        title, *others = indexed.names
        names = [(TITLE, title), *[(OTHER_NAME, name) for name in others]]
        self.facts = [*names, *indexed.terms, (SUMMARY, indexed.summary)]
        self._indexed, self._terms = indexed, range(len(names), len(names) + len(indexed.terms))
        self._letters = [_letters(text)[1] for _, text in self.facts]
        self._passages, self._facts_with, self._text_with = passages, {}, {}

    @cached_property
    def texts(self):
        return [(heading, each) for heading, text in self._indexed.parts for each in (text, heading)]

    @cached_property
    def _letters_of_texts(self):
        return [_letters(text)[1] for _, text in self.texts]

    def alternative(self, group):
        """The phrases of the first alternative that is all there: among the facts if one is, else in the texts too."""
        maybe, passages = group.alternatives, self._passages
        if passages is not None:
            others = [phrases for phrases, texts in group.as_passages[1:] if all(text in passages for text in texts)]
            maybe = [group.alternatives[0], *others]
        for is_there in (self._with, self._is_anywhere):
            for phrases in maybe:
                if all(map(is_there, phrases)):
                    return phrases
        return None

    def _with(self, phrase):
        """The numbers of the facts that have `phrase`."""
        if phrase not in self._facts_with:
            maybe = _that_may_have(self._letters, phrase[0])
            is_one = len(phrase) == 1 and not VERTEBRA.fullmatch(phrase[0])
            self._facts_with[phrase] = [
                i
                for i in maybe
                if (
                    phrase[0] in _stems_of_term(self.facts[i][1])
                    if is_one and i in self._terms
                    else place(self.facts[i][1], phrase)
                )
            ]
        return self._facts_with[phrase]

    def _is_anywhere(self, phrase):
        return self._with(phrase) or self.text_with(phrase)

    def text_with(self, phrase):
        """(label, text, (start, end)) of the first text that has `phrase`, or None."""
        if phrase not in self._text_with:
            maybe = _that_may_have(self._letters_of_texts, phrase[0])
            if VERTEBRA.fullmatch(phrase[0]):  # "L5" is in "L4-5"
                maybe = range(len(self.texts))
            spans = ((*self.texts[i], place(self.texts[i][1], phrase)) for i in maybe)
            self._text_with[phrase] = next((found for found in spans if found[2]), None)
        return self._text_with[phrase]

    def by_facts(self, left):
        """[(Reason, phrases)]: the fact that explains the most first; `left`: {phrase: what was typed for it}."""
        reasons, everything = [], list(left)
        while True:
            holding = {}
            for phrase in left:
                for i in self._with(phrase):
                    holding.setdefault(i, []).append(phrase)
            if not holding:
                return reasons
            i, here = min(holding.items(), key=lambda item: (-len(item[1]), item[0]))
            label, text = self.facts[i]
            pieces = [] if label in (TITLE, SUMMARY) else marked(text, everything)  # those two are shown as they are
            reasons.append((Reason(label, pieces, next(filter(None, (left[phrase] for phrase in here)), "")), here))
            left = {phrase: wrote for phrase, wrote in left.items() if phrase not in here}


def _by_texts(fields, left, everything):
    """[(Reason, phrases)]: a snippet for each place that is needed to show the phrases which are left."""
    shown = ""
    for phrase, wrote in left.items():
        if place(shown, phrase):
            continue
        label, text, span = fields.text_with(phrase)
        shown = snippet(text, *span)
        yield Reason(label, marked(shown, everything), wrote, True), [phrase]


def snippet(text, start, end):
    """The part of `text` around what stands from `start` to `end`, cut between words."""
    first, last = max(0, start - BEFORE), min(len(text), end + AFTER)
    if first:
        first = text.find(" ", first, start) + 1 or start
    if last < len(text):
        last = max(end, text.rfind(" ", end, last))
    return f"{'… ' if first else ''}{' '.join(text[first:last].split())}{' …' if last < len(text) else ''}"


def marked(text, phrases):
    """`text` as [(piece, whether it is one of `phrases`)]."""
    letters, pieces, at = _letters(text)[1:], [], 0
    maybe = [phrase for phrase in set(phrases) if VERTEBRA.fullmatch(phrase[0]) or _that_may_have(letters, phrase[0])]
    for start, end in sorted([span for phrase in maybe for span in places(text, phrase)]):
        if start < at:
            continue
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    pieces.append((text[at:], False))
    return [piece for piece in pieces if piece[0]]


def place(text, phrase):
    """(start, end) of the first place of `phrase` in `text`, or None."""
    return next(places(text, phrase), None)


def places(text, phrase):
    """(start, end) of each place of `phrase` in `text`, in order."""
    size = len(phrase)
    for start, end in _places(text, phrase[0]):
        if size == 1:
            yield start, end
            continue
        near = words(text[start : start + REACH * size])[:size]
        if tuple(stem for stem, _, _ in near) == phrase:
            yield start, start + near[-1][2]


def _places(text, stem):
    """Where the words with `stem` stand in `text`, in order."""
    letters, without_dots = _letters(text)
    first = _first_letters(stem)
    if not letters.isascii() or VERTEBRA.fullmatch(stem):
        yield from ((start, end) for found, start, end in words(text) if found == stem)
        return
    if first not in without_dots:
        return
    for start in _starts(letters, first):
        word = WORD.match(text, start)
        if stem_of(word[0]) == stem:
            yield word.span()


def _starts(letters, first):
    """Where a word begins with the letters `first`, or with these and dots between, as in "a.c.l."."""
    if len(first) > 1 and (dotted := ".".join(first)) in letters:
        yield from (match.start() for match in re.finditer(rf"\b(?:{re.escape(first)}|{re.escape(dotted)})", letters))
        return
    start = letters.find(first)
    while start >= 0:
        before = letters[max(0, start - 2) : start]
        if not before[-1:].isalnum() and not (before[1:] == "'" and before[0].isalnum()):
            yield start
        start = letters.find(first, start + 1)


def _that_may_have(letters, stem):
    """The numbers of those of `letters`, of texts without dots, in which `stem` is worth looking for."""
    first = _first_letters(stem)
    return [i for i, each in enumerate(letters) if first in each or not each.isascii()]


@lru_cache(maxsize=500)
def _stems_of_term(name):
    """The stems of a word of the vocabulary, which many pages have."""
    return frozenset(stem for stem, _, _ in words(name))


@lru_cache(maxsize=1000)
def _first_letters(stem):
    """The letters that begin each word with `stem`: "dying" has the stem "die", and "skies" has "sky"."""
    return stem[:3] if len(stem) > 3 else stem[:1] if stem.endswith("ie") else stem[:2]


@lru_cache(maxsize=100)
def _letters(text):
    """Small letters without accents, each in the place of its own; the same without the dots of "A.C.L."."""
    letters = (text if text.isascii() else text.translate(PLAIN)).lower()
    return letters, letters.replace(".", "")
