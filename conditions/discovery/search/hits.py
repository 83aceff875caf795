"""Why a page was found: the fields that hold what was searched for, with the words marked. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

from conditions.discovery.search.analysis import WORD, stem_of, words

BEFORE, AFTER = 70, 130  # characters of a snippet around the word that was found
REACH = 80  # characters for each word of a phrase
MOST_REASONS = 4
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


def hit(edition, indexed, groups):
    """The Hit of an edition {slug, title, summary} that was found by `groups`, or by some of them."""
    facts, texts = list(_facts(indexed)), list(_texts(indexed))
    found = {}  # phrase: what was typed for it, where that was something else
    for group in groups:
        for phrase in _alternative(facts, texts, group) or ():
            same = (phrase,) == group.alternatives[0] or phrase in group.alternatives[0]
            found.setdefault(phrase, "" if same else " ".join(word.typed for word in group.typed))
    reasons = _by_facts(facts, dict(found))
    explained = {phrase for _, phrases in reasons for phrase in phrases}
    left = {phrase: wrote for phrase, wrote in found.items() if phrase not in explained}
    return Hit(
        edition["slug"],
        marked(edition["title"], found),
        marked(edition["summary"], found),
        [reason for reason, _ in [*reasons, *_by_texts(texts, left, found)]][:MOST_REASONS],
    )


def _facts(indexed):
    """(label, text) of the short fields, the most telling first."""
    title, *others = indexed.names
    yield TITLE, title
    for name in others:
        yield OTHER_NAME, name
    yield from indexed.terms
    yield SUMMARY, indexed.summary


def _texts(indexed):
    for heading, text in indexed.parts:
        yield heading, text
        yield heading, heading


def _alternative(facts, texts, group):
    """The phrases of the first alternative that is all there: among the facts if one is, else in the texts as well."""
    for fields in (facts, [*facts, *texts]):
        for phrases in group.alternatives:
            if all(any(place(text, phrase) for _, text in fields) for phrase in phrases):
                return phrases
    return None


def _by_facts(facts, left):
    """[(Reason, phrases)]: the fact that explains the most first; `left`: {phrase: what was typed for it}."""
    holding = {i: [phrase for phrase in left if place(text, phrase)] for i, (_, text) in enumerate(facts)}
    reasons, everything = [], list(left)
    while left:
        i, phrases = max(holding.items(), key=lambda item: (sum(phrase in left for phrase in item[1]), -item[0]))
        here = [phrase for phrase in phrases if phrase in left]
        if not here:
            break
        label, text = facts[i]
        pieces = [] if label in (TITLE, SUMMARY) else marked(text, everything)  # those two are shown as they are
        reasons.append((Reason(label, pieces, next(filter(None, (left[phrase] for phrase in here)), "")), here))
        left = {phrase: wrote for phrase, wrote in left.items() if phrase not in here}
    return reasons


def _by_texts(texts, left, everything):
    """[(Reason, phrases)]: a snippet for each place that is needed to show the phrases which are left."""
    shown = ""
    for phrase, wrote in left.items():
        if place(shown, phrase):
            continue
        label, text = next((label, text) for label, text in texts if place(text, phrase))
        shown = snippet(text, phrase)
        yield Reason(label, marked(shown, everything), wrote, True), [phrase]


def snippet(text, phrase):
    """The part of `text` around the first place of `phrase`, cut between words."""
    start, end = place(text, phrase)
    first, last = max(0, start - BEFORE), min(len(text), end + AFTER)
    if first:
        first = text.find(" ", first, start) + 1 or start
    if last < len(text):
        last = max(end, text.rfind(" ", end, last))
    return f"{'… ' if first else ''}{' '.join(text[first:last].split())}{' …' if last < len(text) else ''}"


def marked(text, phrases):
    """`text` as [(piece, whether it is one of `phrases`)]."""
    found = words(text)
    stems = tuple(stem for stem, _, _ in found)
    spans = []
    for phrase in set(phrases):
        size = len(phrase)
        spans += [
            (found[i][1], found[i + size - 1][2]) for i in range(len(found) - size + 1) if stems[i : i + size] == phrase
        ]
    pieces, at = [], 0
    for start, end in sorted(spans):
        if start < at:
            continue
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    pieces.append((text[at:], False))
    return [piece for piece in pieces if piece[0]]


def place(text, phrase):
    """(start, end) of the first place of `phrase` in `text`, or None."""
    size = len(phrase)
    for start in _starts(text, phrase[0]):
        if size == 1:
            return start, WORD.match(text, start).end()
        near = words(text[start : start + REACH * size])[:size]
        if tuple(stem for stem, _, _ in near) == phrase:
            return start, start + near[-1][2]
    return None


def _starts(text, stem):
    """Where the words with `stem` begin in `text`, in order."""
    if not text.isascii():
        yield from (start for found, start, _ in words(text) if found == stem)
        return
    if _first_letters(stem) not in _letters(text):
        return
    for match in _candidates(stem).finditer(text):
        if stem_of(WORD.match(text, match.start())[0]) == stem:
            yield match.start()


def _first_letters(stem):
    """The letters that begin each word with `stem`: "dying" has the stem "die"."""
    return stem[:1] if len(stem) <= 3 else stem[:3]


@lru_cache(maxsize=500)
def _letters(text):
    """Small letters without the dots of "A.C.L."."""
    return text.lower().replace(".", "")


@lru_cache(maxsize=1000)
def _candidates(stem):
    """Finds the words that may have `stem`, so that others need not be looked at."""
    letters = r"\.?".join(map(re.escape, _first_letters(stem)))
    return re.compile(rf"(?<![^\W_]){letters}", re.IGNORECASE | re.ASCII)
