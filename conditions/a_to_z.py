"""Where a name is filed in the list from A to Z."""

from conditions.search.analysis import fold

OTHER = "Other"
LETTERS = [*map(chr, range(ord("A"), ord("Z") + 1)), OTHER]


def letter(name):
    """The letter to file `name` under: accents do not count, and what begins with no letter comes last."""
    first = fold(name)[:1].upper()
    return first if first.isascii() and first.isalpha() else OTHER


def filing(name):
    """The text that names are sorted by: small letters without accents."""
    return fold(name)
