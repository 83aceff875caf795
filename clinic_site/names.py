"""Whether a word is a name of people, as far as a list of the frequent ones knows. Pure."""

from functools import cache
from pathlib import Path

from clinic_site.word_list import has, packed, read

OWN = Path(__file__).with_name("names.txt")


def is_name(word):
    """Whether `word`, of small letters without accents, is a frequent first or last name; apostrophes do not count."""
    return has(lists(), word.replace("'", ""))


@cache
def lists():
    return packed(read(OWN))
