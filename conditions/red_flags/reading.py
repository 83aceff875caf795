"""A text as the meanings that patients' words have: what is said, what is denied, and how near it stands. Pure.

lexicon.txt lists the words of each meaning in English and Spanish.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from conditions.discovery.search.analysis import fold
from conditions.red_flags.lexicon import DENIAL, NUMBER, SILENT, is_part, lexicon
from conditions.red_flags.spelling import spelled

OLD, FRESH = "old", "fresh"  # what is long past, unless the sentence speaks of today or yesterday too
FEVER, FEVERISH = "fever", ((38.0, 42.0), (100.3, 107.0))  # degrees, which stand with a point: 38.5, 101.2
EARLIEST = 1950  # the first of the years that are long past; last year is not
MANY = range(6, 100)  # pills that are too many, pounds that are much
REACH = 5  # words behind a denial that it may govern
LISTED = 40  # words at most that one denial governs, through all of a list
LONGEST_WAY = 8  # words of a way to say something

_SENTENCE = re.compile(r"[.!?;\n]+(?=\s|$)|[!?;\n]")
WORD = re.compile(r"\d+(?:[./]\d+)?|[^\W\d_]+|[,:]")
_APOSTROPHE = re.compile(r"(?<=\w)['’‘ʼ`´](?=\w)")
# Where what a denial governs ends; and where it does once something is said, since the next words begin a new thought.
_ENDS = {
    "but",
    "and",
    "however",
    "although",
    "though",
    "except",
    "just",
    "pero",
    "y",
    "aunque",
    "sino",
    "because",
    "porque",
}
_BEGINS = {
    "i",
    "my",
    "the",
    "he",
    "she",
    "his",
    "her",
    "it",
    "im",
    "its",
    "mi",
    "me",
    "el",
    "la",
    "se",
    "since",
    "still",
}
_BEGINS |= {"when", "now", "so", "then", "only", "cuando", "ahora", "con", "with", "solo"}
_LISTS = {"or", "nor", "o", "ni", "u"}
_ANSWERS = {"no", "none", "negative", "denied", "ninguno", "ninguna", "nada", "never", "nunca"}  # "fever: no"


@dataclass(frozen=True)
class Mention:
    """Something said from word `start` up to word `end` of a sentence."""

    meaning: str
    start: int
    end: int
    is_denied: bool = False


@dataclass(frozen=True)
class Sentence:
    """Its words in small letters without accents, and what they mention, by meaning."""

    words: tuple[str, ...]
    mentions: dict

    @cached_property
    def said(self):
        """Its words, and the meanings that it mentions, denied or not."""
        return frozenset(self.words).union(self.mentions)

    @cached_property
    def places(self):
        """{slot of a line: what fills it}, which whoever reads on fills in."""
        return {}


def read(text):
    """The Sentences of `text`."""
    plain = fold(_APOSTROPHE.sub("", text))
    return tuple(_sentence(part) for part in _SENTENCE.split(plain) if part.strip())


def _sentence(text):
    words = tuple(meant for word in WORD.findall(text) for meant in spelled(word))
    mentions = _counted(_mentions(words))
    found = defaultdict(list)
    for mention in _with_denials(words, mentions):
        found[mention.meaning].append(mention)
    if FRESH in found:
        found.pop(OLD, None)
    return Sentence(words, dict(found))


def _mentions(words):
    known = lexicon()
    for start, word in enumerate(words):
        yield from (Mention(meaning, start, start + 1) for meaning in _of_number(word))
        for way, meanings in known.beginning(word, words[start + 1] if start + 1 < len(words) else ""):
            end = start + len(way)
            if all(is_part(part, word) for part, word in zip(way, words[start:end], strict=False)) and end <= len(
                words
            ):
                yield from (Mention(meaning, start, end) for meaning in meanings)


def _of_number(word):
    if word.isdecimal():
        years = range(EARLIEST, date.today().year - 1)
        return [meaning for meaning, numbers in ((NUMBER, MANY), (OLD, years)) if int(word) in numbers]
    if re.fullmatch(r"\d+\.\d+", word):
        return [FEVER for lowest, highest in FEVERISH if lowest <= float(word) < highest]
    return []


def _counted(mentions):
    """`mentions` without those that lie within what means nothing, and denials within a way to say something."""
    mentions = list(dict.fromkeys(mentions))
    starting = defaultdict(list)
    for mention in mentions:
        if mention.end - mention.start > 1:
            starting[mention.start].append(mention)
    return [one for one in mentions if not any(_takes_in(other, one) for other in _around(one, starting))]


def _around(one, starting):
    return (other for start in range(one.start - LONGEST_WAY, one.start + 1) for other in starting.get(start, ()))


def _takes_in(other, one):
    is_longer = other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start
    return is_longer and (other.meaning == SILENT or one.meaning in (DENIAL, SILENT))


def _with_denials(words, mentions):
    starts = {mention.start for mention in mentions if mention.meaning not in (DENIAL, SILENT)}
    denials = [mention.end for mention in mentions if mention.meaning == DENIAL]
    denied = set().union(*[_governed(words, end, starts) for end in denials]) if denials else set()
    denied |= _answered(words)
    for mention in mentions:
        if mention.meaning == DENIAL:
            yield mention
        elif mention.meaning != SILENT:
            is_denied = mention.start in denied and mention.meaning not in lexicon().never_denied
            yield Mention(mention.meaning, mention.start, mention.end, is_denied)


def _governed(words, start, said):
    """The places of the words that a denial before `start` governs: up to a few, and on through a list with "or".

    `said`: the places at which something is said.
    """
    places, left = set(), REACH
    for place in range(start, len(words)):
        word = words[place]
        if word in _ENDS or word == ":" or not left or len(places) >= LISTED or (word in _BEGINS and places & said):
            break
        if word in _LISTS:
            left = REACH
        elif word == ",":
            if not _LISTS & set(words[place + 1 : place + 9]):
                break
            left = REACH
        else:
            left -= 1
            places.add(place)
    return places


def _answered(words):
    """The places of the words before a colon that "no" stands behind: "fever: no, chills: none"."""
    places = set()
    for place, word in enumerate(words[:-1]):
        if (
            word == ":"
            and words[place + 1] in _ANSWERS
            and (place + 2 == len(words) or words[place + 2] in ",:" or words[place + 3 : place + 5].count(":"))
        ):
            before = place - 1
            while (
                before >= 0 and words[before] not in ",:" and words[before] not in _ANSWERS and place - before <= REACH
            ):
                places.add(before)
                before -= 1
    return places
