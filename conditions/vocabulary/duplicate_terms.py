"""Which words of a vocabulary may well be one: written differently, spelled alike, or one a synonym of the other. Pure.

Names are compared only where an index says that they may be alike, so a long vocabulary takes no long time.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from itertools import combinations
from math import ceil
from os.path import commonprefix
from typing import NamedTuple

STOP_WORDS = {
    *["a", "an", "and", "at", "by", "for", "from", "in", "my"],
    *["of", "on", "or", "the", "to", "when", "while", "with", "your"],
}
OPPOSITES = [  # beginnings that are spelled alike and never mean the same
    ("hyper", "hypo"),
    ("abduct", "adduct"),
    ("inter", "intra"),
    ("inver", "ever"),
    ("over", "under"),
]
SHARE = 1 / 3  # of its trigrams that a name has in common with any that is spelled alike, at the least
ALIKE = 0.6  # likeness by trigrams of the one word in which two names differ
LONG = 5  # letters that such a word has where one slip of the hand counts


class Pair(NamedTuple):
    """The positions of two names, and why they may be one word."""

    one: int
    other: int
    why: str


def pairs(words):
    """[Pair] of those in `words`, [(name, synonyms)], that may be one; the surest come first."""
    names = [name for name, _ in words]
    index = defaultdict(list)
    for place, name in enumerate(names):
        for writing in _writings(name):
            index[writing].append(place)
    found = {}
    for places in index.values():
        for pair in combinations(places, 2):
            found[pair] = "The same, written differently."
    for owner, (name, synonyms) in enumerate(words):
        for synonym in synonyms:
            for place in {place for writing in _writings(synonym) for place in index.get(writing, [])} - {owner}:
                pair = min(owner, place), max(owner, place)
                found.setdefault(pair, f"“{names[place]}” is also a synonym of “{name}”.")
    for pair in _spelled_alike([set(_tokens(name)) for name in names]):
        found.setdefault(pair, "Spelled alike.")
    return [Pair(*pair, why) for pair, why in found.items()]


def key(text):
    """Return `text` without case, accents, punctuation, plurals, small words and order."""
    return tuple(sorted(_tokens(text)))


def _writings(text):
    """Two names that share one of these are the same: "X-ray" and "xray", "swollen knees" and "Knee, swollen"."""
    tokens = _tokens(text)
    return {tuple(sorted(tokens)), "".join(tokens)}


def _tokens(text):
    letters = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter) and letter not in "'’")
    words = re.findall(r"\w+", letters)
    return [_singular(word) for word in words if word not in STOP_WORDS] or words


def _singular(word):
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word.removesuffix("s")


def _spelled_alike(names):
    """(one, other), positions in `names` (sets of tokens) that differ in one word, and little.

    Names that share a SHARE of their trigrams share one of the rarest ones, so only those are looked up.
    """
    grams = [set().union(*map(_grams, name)) for name in names]
    common = Counter(gram for own in grams for gram in own)
    index = defaultdict(list)
    for other, own in enumerate(grams):
        rarest = sorted(own, key=lambda gram: (common[gram], gram))[: len(own) - ceil(len(own) * SHARE) + 1]
        for one in sorted({place for gram in rarest for place in index[gram]}):
            if _alike(names[one], names[other]):
                yield one, other
        for gram in rarest:
            index[gram].append(other)


def _alike(one, other):
    own, others = one - other, other - one
    return len(own) == len(others) == 1 and not _opposite(*own, *others) and _near(*own, *others)


def _opposite(one, other):
    return any(
        {one, other} == {first + one[len(beginning) :], second + one[len(beginning) :]}
        for first, second in OPPOSITES
        for beginning in (first, second)
        if one.startswith(beginning)
    )


def _near(one, other):
    own, others = _grams(one), _grams(other)
    if 2 * len(own & others) / (len(own) + len(others)) >= ALIKE:
        return True
    return min(len(one), len(other)) >= LONG and _one_slip(one, other)


def _one_slip(one, other):
    """One letter more, less or another, or two that changed places."""
    start = len(commonprefix([one, other]))
    one, other = one[start:], other[start:]
    end = len(commonprefix([one[::-1], other[::-1]]))
    one, other = one[: len(one) - end], other[: len(other) - end]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


def _grams(word):
    padded = f"  {word} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
