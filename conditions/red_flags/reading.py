"""A text as the meanings that patients' words have: what is said, what is denied, and how near it stands. Pure.

lexicon.txt lists the words of each meaning in English and Spanish.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz.distance.OSA import distance

from clinic_site.english import is_common
from clinic_site.spanish import is_spanish
from conditions.discovery.search.analysis import fold

LEXICON = Path(__file__).with_name("lexicon.txt")
SILENT, DENIAL, NUMBER = "-", "not", "number"  # the meanings of what says nothing, of what denies, and of MANY
MANY = range(6, 100)  # pills that are too many, pounds that are much
REACH = 5  # words behind a denial that it may govern
SHORTEST_BEGUN = 5  # letters of a beginning that a slip is compared with
LONGEST = 40  # letters of a word that is compared with the lexicon

_SENTENCE = re.compile(r"[.!?;\n]+(?=\s|$)|[!?;\n]")
_WORD = re.compile(r"\d+(?:[./]\d+)?|[^\W\d_]+|[,:]")
_APOSTROPHE = re.compile(r"(?<=\w)['’‘ʼ`´](?=\w)")
# Where what a denial governs ends; and where it does once something is said, since the next words begin a new thought.
_ENDS = {"but", "and", "however", "although", "though", "except", "just", "pero", "y", "aunque", "sino", "because", "porque"}
_BEGINS = {"i", "my", "the", "he", "she", "his", "her", "it", "im", "its", "mi", "me", "el", "la", "se", "since", "still"}
_BEGINS |= {"when", "now", "so", "then", "only", "cuando", "ahora", "con", "with", "solo"}
_LISTS = {"or", "nor", "o", "ni", "u"}


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


@lru_cache(maxsize=2000)
def read(text):
    """The Sentences of `text`."""
    plain = fold(_APOSTROPHE.sub("", text))
    return tuple(_sentence(part) for part in _SENTENCE.split(plain) if part.strip())


def _sentence(text):
    words = tuple(spelled for word in _WORD.findall(text) for spelled in _spelled(word))
    mentions = _counted(_mentions(words))
    found = defaultdict(list)
    for mention in _with_denials(words, mentions):
        found[mention.meaning].append(mention)
    return Sentence(words, dict(found))


def _mentions(words):
    lexicon = _lexicon()
    for start, word in enumerate(words):
        if word.isdecimal() and int(word) in MANY:
            yield Mention(NUMBER, start, start + 1)
        for way, meanings in lexicon.beginning(word):
            end = start + len(way)
            if all(_is(part, word) for part, word in zip(way, words[start:end], strict=False)) and end <= len(words):
                yield from (Mention(meaning, start, end) for meaning in meanings)


def _counted(mentions):
    """`mentions` without those that lie within what means nothing, and denials within a way to say something."""
    mentions = list(mentions)
    return [one for one in mentions if not any(_takes_in(other, one) for other in mentions)]


def _takes_in(other, one):
    is_longer = other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start
    return is_longer and (other.meaning == SILENT or one.meaning in (DENIAL, SILENT))


def _with_denials(words, mentions):
    starts = {mention.start for mention in mentions if mention.meaning not in (DENIAL, SILENT)}
    denials = [mention.end for mention in mentions if mention.meaning == DENIAL]
    denied = set().union(*[_governed(words, end, starts) for end in denials]) if denials else set()
    for mention in mentions:
        if mention.meaning == DENIAL:
            yield mention
        elif mention.meaning != SILENT:
            is_denied = mention.start in denied and mention.meaning not in _lexicon().never_denied
            yield Mention(mention.meaning, mention.start, mention.end, is_denied)


def _governed(words, start, said):
    """The places of the words that a denial before `start` governs: up to a few, and on through a list with "or".

    `said`: the places at which something is said.
    """
    places, left = set(), REACH
    for place in range(start, len(words)):
        word = words[place]
        if word in _ENDS or word == ":" or not left or (word in _BEGINS and places & said):
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


def _is(part, word):
    return word.startswith(part[:-1]) if part.endswith("*") else word == part


class Lexicon:
    """The ways of saying each meaning, found by the first word."""

    def __init__(self, lines):
        self.meanings, self.never_denied = set(), set()
        self._exact, self._begun = defaultdict(list), defaultdict(list)
        ways = defaultdict(set)
        for line in lines:
            meaning, _, listed = line.partition(":")
            if meaning.endswith("!"):
                meaning = meaning.rstrip("!")
                self.never_denied.add(meaning)
            self.meanings.add(meaning)
            for way in listed.split(","):
                ways[tuple(_parts(way))].add(meaning)
        for way, meant in ways.items():
            first = way[0]
            kept = self._begun[first[:2]] if first.endswith("*") else self._exact[first]
            kept.append((way, tuple(sorted(meant))))
        self.words = {part.rstrip("*") for way in ways for part in way if len(part) > 3}
        self.spellings = sorted({part.rstrip("*") for way in ways for part in way if len(part.rstrip("*")) > 3})
        self.begun = tuple(part[:-1] for way in ways for part in way if part.endswith("*"))

    def beginning(self, word):
        """[(way, meanings)] that may begin with `word`."""
        return [*self._exact.get(word, ()), *self._begun.get(word[:2], ())]

    def knows(self, word):
        return word in self.words or word.startswith(self.begun)


def _sound(word):
    """`word` without vowels and doubled letters: "moov" is "move"."""
    letters = re.sub("[aeiouyhw]", "", word.replace("ph", "f").replace("ck", "k").replace("c", "k").replace("z", "s"))
    return re.sub(r"(.)\1", r"\1", letters)


def is_meaning(word):
    """Whether the lexicon has a meaning of this name."""
    return word == NUMBER or word in _lexicon().meanings


def _parts(way):
    return re.findall(r"\d+(?:[./]\d+)?|[^\W\d_]+\*?", way)


@cache
def _lexicon():
    lines = LEXICON.read_text().splitlines()
    return Lexicon(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=20_000)
def _spelled(word):
    """`word`, or what it was meant for: a word of the lexicon that it is a slip of, or two that were joined."""
    lexicon = _lexicon()
    if len(word) < 4 or len(word) > LONGEST or lexicon.knows(word) or is_common(word) or is_spanish(word):
        return (word,)
    slips = 1 if len(word) < 8 else 2
    near = [(distance(word, other), other) for other in lexicon.spellings if other[0] == word[0]]
    near = [pair for pair in near if pair[0] <= slips or (pair[0] == 2 and _sound(word) == _sound(pair[1]))]
    if near:
        return (min(near)[1],)
    if len(word) > SHORTEST_BEGUN:  # "sweling" begins nearly as all words of "swell*" do
        for begun in lexicon.begun:
            if len(begun) >= SHORTEST_BEGUN and begun[0] == word[0]:
                if any(distance(word[:cut], begun) <= 1 for cut in range(len(begun) - 1, len(begun) + 2)):
                    return (begun,)
    for place in range(2, len(word) - 2):
        if all(lexicon.knows(part) for part in (word[:place], word[place:])):
            return word[:place], word[place:]
    return (word,)
