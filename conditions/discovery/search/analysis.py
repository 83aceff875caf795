"""Text as search compares it: words without accents and endings. Pure, and the same for both engines."""

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

from clinic_site.english import is_contraction

# A word may hold apostrophes, loose accents, and characters that only say where it may be broken or joined.
# Letters with a dot behind each are one word: "a.c.l.".
WORD = re.compile(
    r"(?<![^\W_])[^\W\d_]\.(?:[^\W\d_]\.)*[^\W\d_](?![^\W_])|[^\W_](?:['’]?[^\W_]|[\u0300-\u036f\u00ad\u200c\u200d])*"
)
VERTEBRA = re.compile(r"[clst]\d\d?")  # "L4-5" and "L4/5" are two of them
STOP_WORDS = frozenset(
    """
    a about after all am an and any are as at be because been but by can cannot could do does for from get gets
    getting go goes going got had has have he her his how i if in into is it its just me my no not of on or our she
    so some than that the their them then there these they this to too very was we were what when where which while
    who why will with would you your
    """.split()  # noqa: SIM905  (a list of words reads best as text)
)
LONGEST = 60  # characters of a word that count

# What PostgreSQL's tsvector holds, and so what both engines are given.
LAST = 16_000  # the last place that a phrase may be found at
OFTEN = 255  # places of one word
LETTERS = 150_000  # of all different words of a text; a letter has up to four bytes

_NO_WORD = re.compile(r"[\W_]+")
_own = threading.local()  # a stemmer keeps what it is at work on


def words(text):
    """[(stem, start, end)] of the words of `text` that mean something, in order; text[start:end] is the word."""
    found = []
    for match in WORD.finditer(text):
        stem = stem_of(match[0])
        if stem:
            if found and stem.isdigit() and len(stem) <= 2 and text[found[-1][2] : match.start()] in ("-", "/", "–"):
                before = found[-1][0]
                stem = f"{before[0]}{stem}" if VERTEBRA.fullmatch(before) else stem
            found.append((stem, match.start(), match.end()))
    return found


def stems(text):
    """Just the stems, in order."""
    return [stem for stem, _, _ in words(text)]


@lru_cache(maxsize=20_000)
def stem_of(word):
    """`word` without accents, apostrophes and ending; "" for one that says nothing, as "the", "not" and "can't" do."""
    folded = surface(word)
    if folded in STOP_WORDS or is_contraction(word):
        return ""
    if not hasattr(_own, "stemmer"):
        _own.stemmer = Stemmer.Stemmer("english", 0)  # without its own cache
    return _own.stemmer.stemWord(folded)


def surface(word):
    """`word` as it is spelled, of small letters and digits alone."""
    return _NO_WORD.sub("", fold(word))[:LONGEST]


def fold(text):
    """Small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def placed(texts):
    """{stem: [places]} of several texts, each given by its stems, as of one, counted from 1.

    There is a gap between two texts, so that no phrase spans it. A word past LAST is found, though not as part of a
    phrase. What is past OFTEN and LETTERS is left out.
    """
    found, place, letters = {}, 0, 0
    for text in texts:
        place += 1
        for stem in text:
            place += 1
            places = found.get(stem)
            if places is None:
                letters += len(stem)
                if letters > LETTERS:
                    letters -= len(stem)
                    continue
                places = found[stem] = []
            if place <= LAST and len(places) < OFTEN:
                places.append(place)
            elif not places:
                places.append(LAST + 2)
    return found
