"""ArticleDocument: one whole article as a plain value.

Everything that reads an article (template, preview, readiness, editions, importers) takes this value and
nothing else. It knows no ORM and no HTTP. Every string in it is clean by construction: rich text has passed
the allow-list, plain text holds no control characters.
"""

from dataclasses import dataclass, fields
from datetime import date

from clinic_site.richtext.sanitiser import RichText, clean, plain
from conditions.urgency import Urgency


@dataclass(frozen=True, kw_only=True)
class Value:
    """A part of a document. Cleans its own strings when it is made."""

    def __post_init__(self):
        for part in fields(self):
            value = getattr(self, part.name)
            if part.type is RichText:
                object.__setattr__(self, part.name, clean(value))
            elif part.type is str:
                object.__setattr__(self, part.name, plain(value))
            elif part.type == tuple[str, ...]:
                object.__setattr__(self, part.name, tuple(text for text in map(plain, value) if text))


@dataclass(frozen=True, kw_only=True)
class Term(Value):
    """A word of the clinic's vocabulary, named as it was when the document was composed."""

    slug: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Person(Value):
    """An author, with the credentials held when the document was composed."""

    slug: str
    name: str
    credentials: str = ""
    job_title: str = ""


@dataclass(frozen=True, kw_only=True)
class Photo(Value):
    """A photo by content: `digest` names its files, `width` and `height` are the master's pixels."""

    digest: str
    width: int
    height: int
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, kw_only=True)
class SymptomEntry(Value):
    """A symptom of this condition: what it is like here, and how soon it needs attention.

    `urgency` is None in a draft where nobody has chosen it yet.
    """

    term: Term
    detail: str = ""
    urgency: Urgency | None = None


@dataclass(frozen=True, kw_only=True)
class TermEntry(Value):
    """A risk factor or a diagnostic test, with what it means for this condition."""

    term: Term
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Section(Value):
    heading: str
    text: RichText = RichText("")


@dataclass(frozen=True, kw_only=True)
class Question(Value):
    question: str
    answer: RichText = RichText("")


@dataclass(frozen=True, kw_only=True)
class Source(Value):
    """A published source; `read_on` is the day the author read it. A `url` that is not of the web is dropped."""

    title: str
    publisher: str = ""
    url: str = ""
    read_on: date | None = None

    def __post_init__(self):
        super().__post_init__()
        if not self.url.lower().startswith(("https://", "http://")):
            object.__setattr__(self, "url", "")


@dataclass(frozen=True, kw_only=True)
class ArticleDocument(Value):
    slug: str
    title: str
    also_known_as: tuple[str, ...] = ()
    icd_10: tuple[str, ...] = ()  # codes of ICD-10-CM
    summary: str = ""
    overview: RichText = RichText("")
    photo: Photo | None = None
    causes: RichText = RichText("")
    risk_factors: tuple[TermEntry, ...] = ()
    symptoms: tuple[SymptomEntry, ...] = ()
    when_to_seek_care: RichText = RichText("")
    diagnosis: RichText = RichText("")
    tests: tuple[TermEntry, ...] = ()
    treatment: RichText = RichText("")
    sections: tuple[Section, ...] = ()
    questions: tuple[Question, ...] = ()
    sources: tuple[Source, ...] = ()
    author: Person | None = None
    body_areas: tuple[Term, ...] = ()
    related: tuple[str, ...] = ()  # slugs of other articles, in order

    @property
    def care_cards(self):
        """[(urgency, [symptom entries])], the most urgent first; levels without a symptom are left out."""
        return [
            (level, entries)
            for level in Urgency
            if (entries := [entry for entry in self.symptoms if entry.urgency == level])
        ]

    @property
    def unconfirmed(self):
        """[symptom entries] whose urgency nobody has chosen: they stand in no care card."""
        return [entry for entry in self.symptoms if entry.urgency is None]
