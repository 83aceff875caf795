"""Words of patients for the words of pages: lay and Spanish words, abbreviations, frequent misspellings. Pure.

lay_words.txt has them and says how it is written. Known misspellings are corrected; all others only widen what is
searched for.
"""

import re
from functools import cache
from pathlib import Path

from clinic_site.english import is_english
from clinic_site.spanish import FILLERS, fold
from clinic_site.spanish import is_spanish as is_spanish_word
from clinic_site.spanish import stem as spanish_stem
from conditions.discovery.search.analysis import WORD, stem_of, stems, surface

OWN = Path(__file__).with_name("lay_words.txt")
MISSPELLED = "misspelled"
STRENGTH = {"synonyms": 0.8, "spanish": 1.0}  # against the word that was typed
LONGEST = 6  # words of an entry
_BESIDE = re.compile(r"\(([^)]*)\)")


def find(typed, stems):
    """[(strength, phrases)] of what `typed`, words that stand side by side, and their stems stand for."""
    english, in_spanish = _entries()
    found = english.get(" ".join(stems), ())
    also = in_spanish.get(" ".join(map(spanish_stem, typed)), ())
    if also and not all(surface(word) in words() or is_spanish_word(surface(word)) for word in typed):
        also = ()  # "musle" is no thigh, though "muslo" has its stem
    return [*found, *also]


def is_spanish(typed):
    """Whether words are of a Spanish query: one is Spanish and not English, or all are Spanish and one a filler."""
    letters = [surface(word) for word in typed]
    fillers = [word for word in letters if word in FILLERS]
    there = [is_spanish_word(word) for word in letters]
    alone = any(
        known and word not in fillers and not is_english(word) for word, known in zip(letters, there, strict=True)
    )
    return alone or bool(fillers) and len(fillers) < len(letters) and all(there)


@cache
def words():
    """Every word that is spelled right in the file, without accents."""
    names = [name for section, left, _, right in _lines() for name in ([] if section == MISSPELLED else left) + right]
    return {surface(match[0]) for name in names for match in WORD.finditer(name)}


def meant(typed, i):
    """What the word number `i` of `typed` is a known slip for, the likeliest first; none where that is in doubt."""
    return [right for others, right in _slips().get(surface(typed[i]), ()) if not others or others & _beside(typed, i)]


def may_be_meant(word):
    """What a word is a slip for beside some words or other."""
    return [right for _, right in _slips().get(surface(word), ())]


def meant_beside(typed, i):
    """The same of a word that is right by itself, and a slip beside the words that it stands by: "heal pain"."""
    return [right for others, right in _slips().get(surface(typed[i]), ()) if others & _beside(typed, i)]


def _beside(typed, i):
    return {other for j in (i - 1, i + 1) if 0 <= j < len(typed) for other in _read(typed[j])}


def _read(word):
    """A word as it is spelled, and what it is a slip for by itself."""
    return {surface(word), *(right for others, right in _slips().get(surface(word), ()) if not others)}


@cache
def _slips():
    """{wrong word: [(words beside it that tell, right word)]}"""
    found = {}
    for section, left, _, right in _lines():
        if section == MISSPELLED:
            text = ", ".join(left)
            beside = _BESIDE.search(text)
            others = frozenset(_names(beside[1])) if beside else frozenset()
            for wrong in _names(_BESIDE.sub("", text)):
                found.setdefault(wrong, []).extend((others, word) for word in right)
    return found


@cache
def _entries():
    """({stems: [(strength, phrases)]} of English, the same of Spanish, by Spanish stems)."""
    english, in_spanish = {}, {}
    for section, left, both_ways, right in _lines():
        for name in left if section in STRENGTH else ():
            others = [*right, *(other for other in left if both_ways and other != name)]
            table, key = (in_spanish, _spanish_key(name)) if section == "spanish" else (english, _key(name))
            _put(table, key, STRENGTH[section], others)
        for name in right if both_ways else ():
            others = [*left, *(other for other in right if other != name)]
            _put(english, _key(name), STRENGTH[section], others)
    return english, in_spanish


def _put(table, key, strength, others):
    found = table.setdefault(key, [])
    for other in others:
        phrases = tuple(tuple(phrase) for text in other.split("+") if (phrase := stems(text)))
        if phrases and (strength, phrases) not in found:
            found.append((strength, phrases))


def _key(name):
    return " ".join(stems(name))


def _spanish_key(name):
    typed = [match[0] for match in WORD.finditer(name) if stem_of(match[0])]
    return " ".join(spanish_stem(word) for word in typed if fold(word) not in FILLERS)


@cache
def _lines():
    """[(section, names on the left, whether they mean the same both ways, names on the right)]"""
    found, section = [], ""
    for line in OWN.read_text().splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            left, sign, right = re.split("([=>])", line)
            found.append((section, _names(left), sign == "=", _names(right)))
    return found


def _names(text):
    return [name.strip() for name in text.split(",")]
