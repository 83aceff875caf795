"""A text as the meanings that patients' words have: what is said, what is denied, and how near it stands. Pure.

lexicon.txt lists the words of each meaning in English and Spanish.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from rapidfuzz.distance.OSA import distance
from rapidfuzz.process import extract

from clinic_site.english import is_common
from clinic_site.spanish import is_spanish
from conditions.discovery.search.analysis import fold

LEXICON = Path(__file__).with_name("lexicon.txt")
SILENT, DENIAL, NUMBER = "-", "not", "number"  # the meanings of what says nothing, of what denies, and of MANY
SPELLED = "="  # the line of short words that are spelled wrong, where no rule would be safe
OLD, FRESH = "old", "fresh"  # what is long past, unless the sentence speaks of today or yesterday too
FEVER, FEVERISH = "fever", ((38.0, 42.0), (100.3, 107.0))  # degrees, which stand with a point: 38.5, 101.2
YEARS = range(1950, 2025)  # that are long past
MANY = range(6, 100)  # pills that are too many, pounds that are much
REACH = 5  # words behind a denial that it may govern
SHORTEST_BEGUN = 5  # letters of a beginning that a slip is compared with
LISTED = 40  # words at most that one denial governs, through all of a list
LONGEST_WAY = 8  # words of a way to say something
LONGEST = 40  # letters of a word that is compared with the lexicon

_SENTENCE = re.compile(r"[.!?;\n]+(?=\s|$)|[!?;\n]")
_WORD = re.compile(r"\d+(?:[./]\d+)?|[^\W\d_]+|[,:]")
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
_COUNTS = set(
    """
    two three four five six seven eight nine ten twelve twenty few several couple many dos tres cuatro cinco
    seis siete ocho nueve diez doce quince veinte unos unas varios varias algunos muchos
    """.split()  # noqa: SIM905
)


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
    if FRESH in found:
        found.pop(OLD, None)
    return Sentence(words, dict(found))


def _mentions(words):
    lexicon = _lexicon()
    for start, word in enumerate(words):
        yield from (Mention(meaning, start, start + 1) for meaning in _of_number(word))
        for way, meanings in lexicon.beginning(word, words[start + 1] if start + 1 < len(words) else ""):
            end = start + len(way)
            if all(_is(part, word) for part, word in zip(way, words[start:end], strict=False)) and end <= len(words):
                yield from (Mention(meaning, start, end) for meaning in meanings)


def _of_number(word):
    if word.isdecimal():
        return [meaning for meaning, numbers in ((NUMBER, MANY), (OLD, YEARS)) if int(word) in numbers]
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
            is_denied = mention.start in denied and mention.meaning not in _lexicon().never_denied
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


def _is(part, word):
    if part == "#":
        return word.isdecimal() or word in _COUNTS
    return word.startswith(part[:-1]) if part.endswith("*") else word == part


class Lexicon:
    """The ways of saying each meaning, found by the first word."""

    def __init__(self, lines):
        self.meanings, self.never_denied, self.meant = set(), set(), {}
        self._exact, self._begun = defaultdict(list), defaultdict(list)
        ways = defaultdict(set)
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
                ways[tuple(_parts(way))].add(meaning)
        for way, meant in ways.items():
            first = way[0]
            second = way[1] if len(way) > 1 and way[1] != "#" and not way[1].endswith("*") else ""
            kept = self._begun[first[:-1]] if first.endswith("*") else self._exact[first, second]
            kept.append((way, tuple(sorted(meant))))
        parts = {part for way in ways for part in way}
        self.words = {part for part in parts if len(part) > 3 and not part.endswith("*")}
        self.begun = tuple(sorted(part[:-1] for part in parts if part.endswith("*")))
        self.spellings = defaultdict(list)
        for word in sorted(word for word in self.words.union(self.begun) if len(word) > 3):
            self.spellings[word[0]].append(word)
        self.keys = {_key(word): word for word in sorted(self.words, reverse=True)}
        self.begun_keys = {_key(word): word for word in self.begun if len(_key(word)) > 3}
        self.long_begun = defaultdict(list)
        for begun in self.begun:
            if len(begun) >= SHORTEST_BEGUN:
                self.long_begun[begun[0]].append(begun)

    def beginning(self, word, next_word):
        """[(way, meanings)] that may begin with `word`, and go on with `next_word`."""
        firsts = (word, "#") if _is("#", word) else (word,)
        for first in firsts:
            yield from self._exact.get((first, ""), ())
            if next_word:
                yield from self._exact.get((first, next_word), ())
        for end in range(2, len(word) + 1):
            yield from self._begun.get(word[:end], ())

    def knows(self, word):
        return word in self.words or word.startswith(self.begun)


_ENDINGS = ("s", "es", "me", "se", "lo", "la", "los", "las", "le", "les", "te", "nos")
_SOUNDS = [
    (re.compile(way), sound)
    for way, sound in (
        ("ph", "f"),
        ("tch", "ch"),
        ("ck|q(?=u[ei])|c(?=[^eihy]|$)", "k"),
        ("ku(?=[ei])", "k"),
        ("^wr", "r"),
        ("^kn", "n"),
        ("^(?:hu|gu|gü|w)(?=[aeo])", "w"),
        ("ch|(?<=[aeiou])x(?=[aeiou])", "x"),
        ("c(?=[eiy])|z", "s"),
        ("gu(?=[ei])", "g"),
        ("g(?=[ei])", "j"),
        ("h", ""),
        ("ll|y", "i"),
        ("v", "b"),
        ("ea|ee", "e"),
        ("oo", "u"),
        (r"(.)\1+", r"\1"),
    )
]


def _sound(word):
    """`word` without vowels and doubled letters: "moov" is "move"."""
    letters = re.sub("[aeiouyhw]", "", word.replace("ph", "f").replace("ck", "k").replace("c", "k").replace("z", "s"))
    return re.sub(r"(.)\1", r"\1", letters)


def is_meaning(word):
    """Whether the lexicon has a meaning of this name."""
    return word == NUMBER or word in _lexicon().meanings


def _parts(way):
    return re.findall(r"\d+(?:[./]\d+)?|#|[^\W\d_]+\*?", way)


@cache
def _lexicon():
    lines = LEXICON.read_text().splitlines()
    return Lexicon(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=20_000)
def _spelled(word):
    """`word`, or what it was meant for: a word of the lexicon that it is a slip of, or two that were joined."""
    lexicon = _lexicon()
    if word in lexicon.meant:
        return tuple(lexicon.meant[word].split())
    if len(word) < 4 or len(word) > LONGEST or lexicon.knows(word) or is_common(word) or _is_spanish(word):
        return (word,)
    meant = _as_it_sounds(word, lexicon) or _slipped(word, lexicon) or _begun(word, lexicon)
    if meant:
        return (meant,)
    for place in range(2, len(word) - 2):
        if all(lexicon.knows(part) for part in (word[:place], word[place:])):
            return word[:place], word[place:]
    return (word,)


def _is_spanish(word):
    """Whether `word` is on the list of Spanish, or is but for an ending: "sesiones", "peinarme"."""
    return is_spanish(word) or any(
        len(word) > len(end) + 3 and word.endswith(end) and is_spanish(word[: -len(end)]) for end in _ENDINGS
    )


def _as_it_sounds(word, lexicon):
    """The word of the lexicon that sounds as `word` does, or begins as it does: "inchada" is "hinchada"; else None."""
    key = _key(word)
    if len(key) > 2 and key in lexicon.keys:
        return lexicon.keys[key]
    ends = (end for end in range(len(key), 3, -1) if key[:end] in lexicon.begun_keys)
    return next((lexicon.begun_keys[key[:end]] for end in ends), None)


def _slipped(word, lexicon):
    """The word of the lexicon that `word` is a slip of: a letter or two too many, missing, wrong, swapped; or None."""
    slips = 1 if len(word) < 8 else 2
    near = extract(word, lexicon.spellings.get(word[0], ()), scorer=distance, score_cutoff=2, limit=None)
    sound = _sound(word)
    near = [(far, other) for other, far, _ in near if far <= slips or (len(sound) > 2 and sound == _sound(other))]
    if near:  # letters are left out more often than put for others: "chst" is "chest" rather than "cast"
        return min((far, not _is_within(word, other), other) for far, other in near)[-1]
    return None


def _begun(word, lexicon):
    """The beginning of words that `word` begins with but for a slip: "sweling" begins as "swell*" does; else None."""
    if len(word) <= SHORTEST_BEGUN:
        return None
    starts = [
        (begun, word[:cut])
        for begun in lexicon.long_begun.get(word[0], ())
        for cut in range(len(begun) - 1, len(begun) + 2)
    ]
    near = [
        (not _is_within(start, begun), -len(begun), begun) for begun, start in starts if distance(start, begun) <= 1
    ]
    return min(near)[-1] if near else None


def _is_within(word, other):
    """Whether `other` has the letters of `word` in their order."""
    letters = iter(other)
    return all(letter in letters for letter in word)


def _key(word):
    """How `word` sounds in Spanish, or nearly so in English: "kiero" as "quiero", "rodiya" as "rodilla"."""
    for way, sound in _SOUNDS:
        word = way.sub(sound, word)
    return word
