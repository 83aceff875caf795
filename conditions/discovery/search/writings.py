"""The same written otherwise: two words for one that is joined, one word for two that are split. Pure."""

from clinic_site.english import is_english
from conditions.discovery.search.analysis import stem_of, surface

SHORTEST = 2  # letters of a part
LONGEST = 24  # letters of a joined word


def joined(typed):
    """[phrases] that two words make as one: "knee cap"."""
    if len(typed) != 2:
        return []
    stem = stem_of("".join(map(surface, typed)))
    return [((stem,),)] if stem else []


def split(word):
    """[phrases] that a word makes as two, where it is no word by itself: "rotatorcuff"."""
    letters = surface(word)
    if not 2 * SHORTEST < len(letters) <= LONGEST or not letters.isalpha() or is_english(word):
        return []
    parts = [(letters[:i], letters[i:]) for i in range(SHORTEST, len(letters) - SHORTEST + 1)]
    pairs = [tuple(map(stem_of, part)) for part in parts]
    return [(pair,) for pair in pairs if all(pair)]
