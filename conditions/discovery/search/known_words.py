"""Which words somebody knows, whatever the pages say: none of these is ever taken for another one."""

from functools import lru_cache

from clinic_site import english, names, spanish
from clinic_site.directory import reading
from conditions.discovery.search import lay_words
from conditions.discovery.search.analysis import stems, surface

TITLES = set("dr dra doctor doctora mr mrs ms miss prof professor nurse sr sra senor".split())  # noqa: SIM905


def read_word_lists():
    english.word_lists()
    spanish.lists()
    names.lists()


def nameless(words, numbers):
    """Those of the `numbers` of `words` that hold no digit ("L4", "10mg") and are no name: no title stands before them,
    and nobody and nothing in the clinic's directory is called so.
    """
    doubtful = [i for i in numbers if not _has_digit(words[i]) and not _has_title(words, i)]
    known = frozenset().union(*map(_stems_of_name, reading.names())) if doubtful else ()
    return [i for i in doubtful if words[i].stem not in known]


@lru_cache(maxsize=1000)
def _stems_of_name(name):
    """The stems of a name in the clinic's directory."""
    return frozenset(stems(name))


def is_word(words, i):
    """Whether one of Words is English, a frequent name, of this field, or Spanish in a query that may be Spanish."""
    typed, letters = words[i].typed, surface(words[i].typed)
    if english.is_english(typed) or names.is_name(letters) or letters in lay_words.words():
        return True
    if spanish.is_of_the_field(letters):
        return True
    return spanish.is_spanish(letters) and may_be_spanish(words, i)


def may_be_spanish(words, i):
    """Whether one of Words may be Spanish: no other one is English alone."""
    return not any(_is_english_alone(word.typed) for j, word in enumerate(words) if j != i)


def _is_english_alone(typed):
    return english.is_english(typed) and not spanish.is_spanish(surface(typed))


def misspelled(words, numbers):
    """Those of the `numbers` of `words` that are not spelled as they should be, as far as can be told."""
    return nameless(words, [i for i in numbers if not is_word(words, i)])


def _has_digit(word):
    return any(letter.isdigit() for letter in word.typed)


def _has_title(words, i):
    before = words[i - 1] if i else None
    return bool(before) and surface(before.typed) in TITLES and words[i].start - before.end <= len(". ")
