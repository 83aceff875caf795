"""How well a page answers a query, worked out alike on every database. Pure.

It follows BM25F: a word weighs by its rarity, and by the fields that hold it, with less gain for each further time.
Three things are added: words count for more where one passage holds several of them; a page that is called by the words
of the query, for more still; and a page that lacks words is marked down by the share of meaning that it lacks.
"""

from dataclasses import dataclass, field
from math import log, sqrt

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
    """Gives the Relevance of pages to Concepts."""

    def __init__(self, wanted):
        self._wanted, self._parts, self._weights = wanted, {}, {}  # by phrase, and by phrases
        self._everything = sum(each.weighs for each in wanted)
        alternatives = [(i, strength, parts) for i, each in enumerate(wanted) for strength, parts in each.alternatives]
        for number, (i, strength, parts) in enumerate(alternatives):
            for phrase, share in parts:
                self._parts.setdefault(phrase, []).append((i, number, strength * share))
        self._sizes = {phrase: phrase.count(" ") - 1 for phrase in self._parts}  # in words

    def relevance(self, text):
        """The Relevance of a page with the passages `text`."""
        mentions, held = self._mentions(text)
        if not mentions:
            return Relevance()
        enough = ENOUGH * (1 - LENGTH + LENGTH * len(text) / TYPICAL)
        reached = {phrase: total / (total + enough) for phrase, total in mentions.items()}
        result = Relevance()
        points = self._points(reached)
        result.concepts = {each.label: points[i] for i, each in enumerate(self._wanted) if i in points}
        result.coverage = self._weight(tuple(mentions)) / self._everything
        for start, found in held.items():
            kind, weight = text[start], self._weight(tuple(found))
            if kind == NAME:
                share = self._share(_line(text, start), found)
                points = CALLED * weight * share**WHOLE * (1.0 if start else TITLE)
                result.called = max(result.called, points)
            elif _MOST_CLOSE[kind] * weight * weight / self._everything > result.closeness:
                line = _line(text, start)
                points = _closeness(line, self._share(line, found)) * weight * weight / self._everything
                if points > result.closeness:
                    result.closeness, result.passage = points, line
        result.score = (sum(result.concepts.values()) + result.called + result.closeness) * result.coverage
        return result

    def told(self, text):
        """The share of the Concepts that one of the page's names, symptoms and other facts holds, with its areas.

        A page that has the words only scattered over its texts may well be about something else.
        """
        held = {}
        for phrase in self._parts:
            place = text.find(phrase)
            while place >= 0:
                start = text.rfind("\n", 0, place) + 1
                if text[start] in FACTS:
                    held.setdefault(0 if text[start] == AREA else start, set()).add(phrase)
                place = text.find(phrase, place + len(phrase) - 1)
        areas = held.setdefault(0, set())
        together = [found | areas for found in held.values()]
        return max(sum(_is_held(each, found) for each in self._wanted) for found in together) / len(self._wanted)

    def _mentions(self, text):
        """({phrase: its mentions, weighed by field}, {where a passage starts: the phrases in it}) of `text`.

        Of a single Concept only names are kept: nothing stands close to it.
        """
        mentions, held, is_one = {}, {}, len(self._wanted) == 1
        for phrase in self._parts:
            place, total, step = text.find(phrase), 0.0, len(phrase) - 1
            while place >= 0:
                start = text.rfind("\n", 0, place) + 1
                kind = text[start]
                total += WEIGHTS[kind] if kind != AREA else _worth_of_area(text, start)
                if kind == NAME or not is_one:
                    if start not in held:
                        held[start] = [phrase]
                    elif held[start][-1] != phrase:
                        held[start].append(phrase)
                place = text.find(phrase, place + step)
            if total:
                mentions[phrase] = total
        return mentions, held

    def _points(self, reached):
        """{number of a Concept: the points of its best alternative}; `reached`: {phrase: how far, from 0 to 1}."""
        totals, best = {}, {}
        for phrase, far in reached.items():
            for i, number, share in self._parts[phrase]:
                total = totals[number] = totals.get(number, 0.0) + share * far
                best[i] = max(best.get(i, 0.0), total * self._wanted[i].weighs)
        return best

    def _share(self, line, phrases):
        """The share of the words of a passage that some phrases in it are."""
        return min(1.0, sum(self._sizes[phrase] for phrase in phrases) / (line.count(" ") - 1))

    def _weight(self, phrases):
        """The weight of the meaning that some phrases cover."""
        if phrases not in self._weights:
            self._weights[phrases] = sum(self._points(dict.fromkeys(phrases, 1.0)).values())
        return self._weights[phrases]


def _is_held(concept, found):
    return any(all(phrase in found for phrase, _ in phrases) for _, phrases in concept.alternatives)


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
