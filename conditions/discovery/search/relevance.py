"""How well a page answers a query, worked out alike on every database. Pure.

It follows BM25F: a word weighs by its rarity, and by the fields that hold it, with less gain for each further time.
Three things are added: words count for more where one passage holds several of them; a page that is called by the words
of the query, for more still; and a page that lacks words is marked down by the share of meaning that it lacks.
"""

from dataclasses import dataclass, field
from functools import partial
from math import log, sqrt

from ahocorasick_rs import AhoCorasick

from conditions.discovery.search.passages import AREA, BODY, NAME, QUESTION, SIGN, SUMMARY, SYMPTOM, TERM

WEIGHTS = {NAME: 6.0, AREA: 4.0, SIGN: 2.0, SYMPTOM: 1.5, SUMMARY: 2.5, QUESTION: 2.0, TERM: 1.2, BODY: 1.0}
CLOSE = {AREA: 0.3, SIGN: 0.8, SYMPTOM: 0.8, SUMMARY: 0.8, QUESTION: 0.8, TERM: 0.4, BODY: 0.5}
SHORT = 10  # words of a passage; in a longer one they are less close
CALLED = 1.6  # of the weight of words that are a whole name
WHOLE = 2.0  # the power of the share of a name that was typed
ASKED = 1.2  # of the weight of words that are a whole question
TITLE = 1.1  # the first name says more than the others
ENOUGH = 3.0  # mentions, weighed by field, that give half of what many give
TYPICAL = 8000  # letters of an article's passages; in a longer one a mention says less
LENGTH = 0.25  # how much less
FACTS = CLOSE.keys() - {BODY} | {NAME}  # passages that say what a page is about
_MOST_CLOSE = CLOSE | {QUESTION: CLOSE[QUESTION] + ASKED}


@dataclass(frozen=True)
class Concept:
    """A Group of a query: how much it `weighs`, and [(strength, [(phrase, share)])] of what stands for it.

    The shares of the phrases of an alternative add up to 1.
    """

    group: object
    label: str
    weighs: float
    alternatives: tuple


@dataclass
class Relevance:
    """The `score` of a page, and how it came about: {label of a concept: points}, and the rest by name."""

    score: float = 0.0
    concepts: dict = field(default_factory=dict)
    called: float = 0.0
    closeness: float = 0.0
    coverage: float = 0.0
    passage: str = ""


def rarity(editions, of):
    """How much a word says that `editions` of `of` have."""
    return log(1 + of / max(editions, 1))


def concepts(groups, editions):
    """The Concepts of Groups that can be found; `editions` is {stem: how many have it}, "" stands for all."""
    everything = editions.get("", 1)

    def weight(phrase):
        return max(rarity(editions.get(stem, 0), everything) for stem in phrase)

    found = []
    for group in groups:
        known = [
            (strength, phrases)
            for strength, phrases in zip(group.strengths, group.alternatives, strict=True)
            if all(editions.get(stem) for phrase in phrases for stem in phrase)
        ]
        if not known:
            continue
        label = " ".join(word.typed for word in group.typed) or " ".join(map(" ".join, known[0][1]))
        weighs = max(sum(weight(phrase) for phrase in phrases) for _, phrases in known[:1])
        alternatives = []
        for strength, phrases in known:
            total = sum(map(weight, phrases))
            alternatives.append(
                (strength, tuple((f" {' '.join(phrase)} ", weight(phrase) / total) for phrase in phrases))
            )
        found.append(Concept(group, label, weighs, tuple(alternatives)))
    return tuple(found)


def share(wanted, others, editions):
    """How much of a query the Concepts `wanted` are, from 0 to 1, beside so many `others` that stand on no page."""
    found = sum(each.weighs for each in wanted)
    return found / (found + others * rarity(0, editions.get("", 1))) if wanted else 0.0


class Scorer:
    """Gives the Relevance of pages to Concepts.

    Which phrases a page or a passage has is one number, a bit for each: what follows from that is worked out once.
    """

    def __init__(self, wanted):
        self._wanted, self._sets = wanted, {}  # by their number
        self._everything = sum(each.weighs for each in wanted)
        found = {}  # {phrase: [(number of its Concept, of its alternative, strength * share)]}
        alternatives = [(i, strength, parts) for i, each in enumerate(wanted) for strength, parts in each.alternatives]
        for number, (i, strength, parts) in enumerate(alternatives):
            for phrase, share in parts:
                found.setdefault(phrase, []).append((i, number, strength * share))
        bits = {phrase: 1 << place for place, phrase in enumerate(found)}
        self._phrases = [_Phrase(phrase, bits[phrase], some) for phrase, some in found.items()]
        self._ways = [[sum({bits[phrase] for phrase, _ in parts}) for _, parts in each.alternatives] for each in wanted]
        self._find = partial(AhoCorasick([*found]).find_matches_as_indexes, overlapping=True)

    def relevance(self, text):
        """The Relevance of a page with the passages `text`."""
        mentions, names, passages = self._mentions(text)
        if not mentions:
            return Relevance()
        enough = ENOUGH * (1 - LENGTH + LENGTH * len(text) / TYPICAL)
        points = self._points([(phrase, total / (total + enough)) for phrase, total in mentions])
        concepts = {each.label: points[i] for i, each in enumerate(self._wanted) if i in points}
        coverage = self._set(sum(phrase.bit for phrase, _ in mentions))[0] / self._everything
        called = max((self._called(text, start, held) for start, held in names.items()), default=0.0)
        closeness, passage = self._closest(text, passages)
        score = (sum(concepts.values()) + called + closeness) * coverage
        return Relevance(score, concepts, called, closeness, coverage, passage)

    def told(self, text):
        """The share of the Concepts that one of the page's names, symptoms and other facts holds, beside its title and
        areas.

        A page that has the words only scattered over its texts may well be about something else.
        """
        held, always = {}, 0
        for number, place, _ in self._find(text):
            start = text.rfind("\n", 0, place) + 1
            if not start or text[start] == AREA:
                always |= 1 << number
            elif text[start] in FACTS:
                held[start] = held.get(start, 0) | 1 << number
        return max(self._held(some | always) for some in {0, *held.values()}) / len(self._wanted)

    def _mentions(self, text):
        """([(_Phrase, its mentions, weighed by field)], names, passages) of `text`.

        The last two, of names and of others: {where it starts: the phrases in it}. Of a single Concept only names are
        kept: nothing stands close to it.
        """
        totals, names, passages, end = [0.0] * len(self._phrases), {}, {}, 0
        for number, place, _ in self._find(text):  # passage by passage, as none ends within a phrase
            if place >= end:
                start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
                end = end if end > 0 else len(text)
                kind = text[start]
                worth = WEIGHTS[kind] if kind != AREA else _worth_of_area(text, start)
                held = names if kind == NAME else passages
            totals[number] += worth
            held[start] = held.get(start, 0) | 1 << number
        mentions = [(phrase, total) for phrase, total in zip(self._phrases, totals, strict=True) if total]
        return mentions, names, passages if len(self._wanted) > 1 else {}

    def _points(self, reached):
        """{number of a Concept: the points of its best alternative}; `reached`: [(_Phrase, how far, from 0 to 1)]."""
        totals, best = {}, {}
        for phrase, far in reached:
            for i, number, share in phrase.parts:
                total = totals[number] = totals.get(number, 0.0) + share * far
                best[i] = max(best.get(i, 0.0), total * self._wanted[i].weighs)
        return best

    def _called(self, text, start, held):
        """The points of a name that starts there and holds some phrases."""
        weight, size = self._set(held)
        return CALLED * weight * _share(_line(text, start), size) ** WHOLE * (1.0 if start else TITLE)

    def _closest(self, text, passages):
        """(points, passage) of the one that says the most at once."""
        best, passage, everything = 0.0, "", self._everything
        for start, held in passages.items():
            weight, size = self._sets.get(held) or self._set(held)
            if _MOST_CLOSE[text[start]] * weight * weight / everything > best:
                line = _line(text, start)
                points = _closeness(line, _share(line, size)) * weight * weight / everything
                if points > best:
                    best, passage = points, line
        return best, passage

    def _set(self, number):
        """(weight of the meaning that some phrases cover, how many words they are)."""
        if number not in self._sets:
            phrases = [phrase for phrase in self._phrases if phrase.bit & number]
            weight = sum(self._points([(phrase, 1.0) for phrase in phrases]).values())
            self._sets[number] = weight, sum([phrase.size for phrase in phrases])
        return self._sets[number]

    def _held(self, number):
        """How many Concepts some phrases say."""
        return sum(any(way & number == way for way in ways) for ways in self._ways)


class _Phrase:
    def __init__(self, text, bit, parts):
        self.text, self.bit, self.parts = text, bit, parts
        self.size = text.count(" ") - 1  # in words


def _share(line, size):
    """The share of the words of a passage that so many words in it are."""
    return min(1.0, size / (line.count(" ") - 1))


def _line(text, start):
    end = text.find("\n", start)
    return text[start:] if end < 0 else text[start:end]


def _closeness(line, share):
    """What words are worth that stand in one passage: less in a long one, more where they are a whole question."""
    whole = ASKED * share**WHOLE if line[0] == QUESTION else 0.0
    return (CLOSE[line[0]] + whole) * min(1.0, SHORT / line.count(" ")) ** 0.5


def _worth_of_area(text, start):
    """What the mention of a body area is worth: less where many are listed."""
    return WEIGHTS[AREA] / sqrt(_line(text, start).count(" ") - 1)
