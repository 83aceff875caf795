"""The declaration of a document's parts: each is declared once, beside its name in ArticleDocument (values.py).

Everybody who handles the parts of an article walks `values.PARTS`: the working copy (compose, restore), the article
form, the public page and its contents list, the outside expert's page, search, comparison, merging, correction, publish
checks, JSON-LD, the links that lead to a page, and many articles at once.
"""

from dataclasses import MISSING, dataclass, field, fields
from enum import Enum
from functools import cached_property
from typing import get_args

from clinic_site.richtext.sanitiser import RichText


class Kind(Enum):
    """The content of a part, and so how it is stored, compared and merged."""

    TERM_ROWS = "words of the vocabulary, each with what it means here"
    TERMS = "words of the vocabulary"
    LINES = "short texts, one on each line"
    PLAIN = "plain text"
    RICH = "rich text"
    ROWS = "rows of the article's own"
    PHOTO = "a photo"  # of this kind and the next there is one part each
    PERSON = "a person"
    ARTICLES = "addresses of other articles"


@dataclass(frozen=True, kw_only=True)
class Part:
    """`name` and `type` are those of the field; the rest is declared with it."""

    name: str
    type: object
    label: str  # what authors call it
    heading: str = ""  # what patients read above it, where that differs
    fieldset: str = ""  # its heading in the article form, where that differs; rich texts have one each
    place: int = 0  # where it stands on the page, from the top
    section: str = ""  # the anchor of its section on the page; "section-{}": each of its rows has one
    also: tuple = ()  # other parts in its section, which is shown if any of them is filled
    template: str = "conditions/_text.html"  # what shows the section
    rows: str = ""  # the working copy's rows, by their related name
    word: str = ""  # the name of one of its entries in search results; the entries' names weigh as "terms"
    tier: str | None = "everything"  # the weight of its texts in search (index_entry.TIERS); None: none
    checked: bool = True  # whether publish checks read its texts (phone numbers, talk of 911, how hard it is to read)
    correctable: bool | tuple = True  # whether a correction may mend it; for rows and photo, which of their fields
    in_care_card: bool = False  # what changes in it is never a mere slip
    missing: tuple | None = None  # (rule of readiness.RULES, what to say) where it is empty
    json_ld: tuple | str = ""  # property of schema.org's MedicalCondition, or (property, type of its value)

    def __post_init__(self):
        if self.kind in (Kind.TERMS, Kind.PERSON, Kind.ARTICLES):  # these are chosen, not written
            object.__setattr__(self, "correctable", False)

    @property
    def kind(self):
        return self._kind_and_row[0]

    @property
    def row(self):
        """The class of its rows, a Value; None where it has none of a class."""
        return self._kind_and_row[1]

    @property
    def title(self):
        """The heading that patients read above it."""
        return self.heading or self.label

    @cached_property
    def row_fields(self):
        """The names of the fields of its rows, or of the photo."""
        return [each.name for each in fields(self.row)] if self.row else []

    @cached_property
    def rich_fields(self):
        """Those of `row_fields` that are rich text."""
        return [each.name for each in fields(self.row) if each.type is RichText] if self.row else []

    @cached_property
    def plain_fields(self):
        """Those that are plain text, but for addresses."""
        return [each.name for each in fields(self.row) if each.type is str and each.name != "url"] if self.row else []

    @cached_property
    def corrected_fields(self):
        """The fields of its rows, or of the photo, that a correction may mend; () where it is one text."""
        if self.correctable is not True:
            return self.correctable or ()
        return tuple(name for name in self.row_fields if name != "term")

    @cached_property
    def _kind_and_row(self):
        if self.type is str:
            return Kind.PLAIN, None
        if self.type is RichText:
            return Kind.RICH, None
        (row, *_) = get_args(self.type)
        if row is str:
            return (Kind.LINES if not self.rows else Kind.ARTICLES), None
        names = {each.name for each in fields(row)}
        if "digest" in names:
            return Kind.PHOTO, row
        if "credentials" in names:
            return Kind.PERSON, row
        if "term" in names:
            return Kind.TERM_ROWS, row
        return (Kind.TERMS, None) if names == {"slug", "name"} else (Kind.ROWS, row)


def part(default=MISSING, **declared):
    """A field of ArticleDocument with what a Part declares. The default matters: older editions have no such part."""
    return field(default=default, metadata=declared)


def parts_of(document):
    """{name: Part} of the class `document`, in its order. Raises TypeError for a field that declares no label."""
    return {each.name: Part(name=each.name, type=each.type, **each.metadata) for each in fields(document)}
