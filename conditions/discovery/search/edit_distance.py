"""How many slips lie between two words, and which of some words is the nearest. Pure.

A slip adds, drops or changes a letter, or swaps it with its neighbor: the distance of Damerau and Levenshtein, of which
OSA is the kind that touches no letter twice.
"""

from rapidfuzz.distance.OSA import distance


def nearest(word, candidates):
    """Those of `candidates` that `word` may be a slip of, the likeliest first."""
    near = [(distance(word, other), -similarity(word, other), other) for other in candidates if other != word]
    return [other for far, _, other in sorted(near) if far <= slips(word)]


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
