"""Two symptoms named together: "Fever with warmth and redness". Pure."""

from clinic_site.english import is_common

NAMED_AFTER = {"achilles", "baker", "bell", "horner", "lyme", "morton"}  # in names of this field; listed as English too


def together(name, companion):
    """Return the name of two symptoms that are felt together."""
    return f"{name} with {within_sentence(companion)}"


def within_sentence(name):
    """A symptom's name with a small first letter, but kept as it is where it may begin with a name or abbreviation."""
    first = name.split(" ")[0]
    ordinary = first[1:].islower() and is_common(first) and first.lower() not in NAMED_AFTER
    return f"{name[:1].lower()}{name[1:]}" if ordinary else name
