"""What a word that patients typed was meant for: by its sound, by its slips, or as two that were joined. Pure."""

from rapidfuzz.distance.OSA import distance
from rapidfuzz.process import extract

from clinic_site.english import is_common
from clinic_site.spanish import is_spanish
from conditions.red_flags.lexicon import SHORTEST_BEGUN, lexicon
from conditions.red_flags.sounds import consonants, sound

LONGEST = 40  # letters of a word that is compared with the lexicon
_ENDINGS = ("s", "es", "me", "se", "lo", "la", "los", "las", "le", "les", "te", "nos")


def spelled(word):
    """`word`, or what it was meant for: a word of the lexicon that it is a slip of, or two that were joined."""
    known = lexicon()
    if word in known.meant:
        return tuple(known.meant[word].split())
    if len(word) < 4 or len(word) > LONGEST or known.knows(word) or is_common(word) or _is_spanish(word):
        return (word,)
    meant = _as_it_sounds(word, known) or _slipped(word, known) or _begun(word, known)
    if meant:
        return (meant,)
    for place in range(2, len(word) - 2):
        if all(known.knows(part) for part in (word[:place], word[place:])):
            return word[:place], word[place:]
    return (word,)


def _is_spanish(word):
    """Whether `word` is on the list of Spanish, or is but for an ending: "sesiones", "peinarme"."""
    return is_spanish(word) or any(
        len(word) > len(end) + 3 and word.endswith(end) and is_spanish(word[: -len(end)]) for end in _ENDINGS
    )


def _as_it_sounds(word, known):
    """The word of the lexicon that sounds as `word` does, or begins as it does: "inchada" is "hinchada"; else None."""
    key = sound(word)
    if len(key) > 2 and key in known.keys:
        return known.keys[key]
    ends = (end for end in range(len(key), 3, -1) if key[:end] in known.begun_keys)
    return next((known.begun_keys[key[:end]] for end in ends), None)


def _slipped(word, known):
    """The word of the lexicon that `word` is a slip of: a letter or two too many, too few, wrong or swapped."""
    slips = 1 if len(word) < 8 else 2
    near = extract(word, known.spellings.get(word[0], ()), scorer=distance, score_cutoff=2, limit=None)
    own = consonants(word)
    near = [(far, other) for other, far, _ in near if far <= slips or (len(own) > 2 and own == consonants(other))]
    if near:  # letters are left out more often than put for others: "chst" is "chest" rather than "cast"
        return min((far, not _is_within(word, other), other) for far, other in near)[-1]
    return None


def _begun(word, known):
    """The beginning of words that `word` begins with but for a slip: "sweling" begins as "swell*" does; else None."""
    if len(word) <= SHORTEST_BEGUN:
        return None
    starts = [
        (begun, word[:cut])
        for begun in known.long_begun.get(word[0], ())
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
