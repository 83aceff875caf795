"""Whether a word is spelled as English is."""

from functools import cache

from spellchecker import SpellChecker


def is_english(word):
    """Whether `word` is a correctly spelled English word, in whatever case; plurals and possessives are.

    About 160,000 words count, many medical ones among them, few names of medicines.
    """
    known, word = _words(), word.casefold().replace("’", "'")
    possessed = word.removesuffix("'s").removesuffix("'")
    plural_of = possessed.removesuffix("s")
    return any(one in known for one in {word, possessed, plural_of if len(plural_of) > 2 else word}) and bool(word)


@cache
def _words():
    return frozenset(SpellChecker(language="en", distance=1).word_frequency.words())
