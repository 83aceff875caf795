"""Where a name is filed in the list from A to Z."""

from clinic_site.letters import words

OTHER = "Other"
LETTERS = [*map(chr, range(ord("A"), ord("Z") + 1)), OTHER]


def letter(name):
    """The letter to file `name` under: accents, quotes and brackets do not count. Digits come last."""
    first = filing(name)[:1].upper()
    return first if first.isascii() and first.isalpha() else OTHER


def filing(name):
    """The text that names are sorted by, on every database alike: small letters and digits, a space between words."""
    return " ".join(words(name))
