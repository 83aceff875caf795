"""How many slips lie between two words, and which of some words is the nearest. Pure.

A slip adds, drops or changes a letter, or swaps it with its neighbor: the distance of Damerau and Levenshtein, of which
OSA is the kind that touches no letter twice.
"""

import re

from rapidfuzz import process
from rapidfuzz.distance import OSA
from rapidfuzz.distance.OSA import distance

SOUND, SHARED, FIRST = 0.4, 0.6, 0.3  # what words count as nearer by that sound alike, share letters, begin alike
LEAST = 0.25  # share of groups of three letters in common of words that are several slips apart
CLEAR = 0.1  # by how much the nearest is nearer than the next
_SOUNDS = [
    ("ph", "f"),
    ("gh", ""),
    (r"c(?=[eiy])|z", "s"),
    ("ck|[cq]", "k"),
    ("x", "ks"),
    ("y", "i"),
    (r"(.)\1+", r"\1"),
]


def nearest(word, candidates):
    """Those of `candidates` that `word` may be a slip of, the likeliest first."""
    near = [(distance(word, other), -similarity(word, other), other) for other in candidates if other != word]
    return [other for far, _, other in sorted(near) if far <= slips(word)]


def readings(word, candidates):
    """[(how far, one of `candidates`)] of those that `word` may be a slip of, the nearest first."""
    near = [(apart(word, other), other) for other in set(candidates) if other != word]
    return sorted((far, other) for far, other in near if far is not None)


def apart(word, other):
    """How far a word is from what it may be a slip of; None if it is none of its slips."""
    far, shared, sounds_so = distance(word, other), similarity(word, other), sound(word) == sound(other)
    if far > slips(word) or (far > 1 and shared < LEAST and not sounds_so):
        return None
    alike = SOUND * sounds_so + SHARED * shared + FIRST * (word[0] == other[0])
    return far - alike


def sound(word):
    """About how a word sounds: vowels but the first do not count."""
    for letters, instead in _SOUNDS:
        word = re.sub(letters, instead, word)
    return word[:1] + re.sub("[aeiou]", "", word[1:])


def among(word, known):
    """Those of `known`, a list, that `word` may be a slip of."""
    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=slips(word), limit=30)
    return [other for other, _, _ in found]


def slips(word):
    """How many slips a word of this length may hold. A word of one or two letters may be anything."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2 if len(word) < 9 else 3


def is_a_letter_short(word, other):
    """Whether `word` is `other` but for one letter left out."""
    return len(other) == len(word) + 1 and distance(word, other) == 1


def similarity(one, other):
    """The share of groups of three letters that two words have in common, from 0 to 1."""
    ours, theirs = threes(one), threes(other)
    return len(ours & theirs) / len(ours | theirs)


def threes(word):
    padded = f"  {word} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
