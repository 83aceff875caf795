"""Where a name is filed in the list from A to Z."""

from clinic_site.slugs import words
from conditions.discovery.search.analysis import stems
from conditions.models import EditionName

OTHER = "Other"
LETTERS = [*map(chr, range(ord("A"), ord("Z") + 1)), OTHER]


def letter(name):
    """The letter to file `name` under: accents, quotes and brackets do not count. Digits come last."""
    first = filing(name)[:1].upper()
    return first if first.isascii() and first.isalpha() else OTHER


def filing(name):
    """The text that names are sorted by, on every database alike: small letters and digits, a space between words."""
    return " ".join(words(name))


def edition_names(edition, document):
    """The EditionNames of an edition that says `document`, not saved."""
    return [
        EditionName(
            edition_id=edition.pk,
            position=i,
            name=name[:500],
            letter=letter(name),
            filing=filing(name)[:500],
            stems=" ".join(stems(name))[:500],
        )
        for i, name in enumerate([document.title, *document.also_known_as])
    ]
