"""ArticleDocument: one whole article as a plain value.

Everything that reads an article (template, preview, readiness, editions, importers) takes this value and
nothing else. It knows no ORM and no HTTP. Every string in it is clean by construction: rich text has passed
the allow-list, plain text holds no control characters.
"""

from dataclasses import dataclass, fields
from datetime import date

from clinic_site.richtext.sanitiser import RichText, clean, plain
from conditions.document.parts import Kind, part, parts_of
from conditions.document.symptom_names import together, within_sentence
from conditions.document.urgency import Urgency


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value in a document, or a whole one. It cleans its own strings when it is made."""

    def __post_init__(self):
        for each in fields(self):
            value = getattr(self, each.name)
            if each.type is RichText:
                object.__setattr__(self, each.name, clean(value))
            elif each.type is str:
                object.__setattr__(self, each.name, plain(value))
            elif each.type == tuple[str, ...]:
                object.__setattr__(self, each.name, tuple(text for text in map(plain, value) if text))


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

    With a `companion` it speaks of the two together: a fever with a hot joint is another thing than a fever.
    `urgency` is None in a draft where nobody has chosen it yet.
    """

    term: Term
    detail: str = ""
    urgency: Urgency | None = None
    companion: Term | None = None

    @property
    def name(self):
        """The symptom, or the two of them: "Fever with warmth and redness"."""
        return together(self.term.name, self.companion.name) if self.companion else self.term.name

    @property
    def companion_name(self):
        return within_sentence(self.companion.name)

    @property
    def anchor(self):
        """The place of its row on the page."""
        slugs = [self.term.slug, "with", self.companion.slug] if self.companion else [self.term.slug]
        return "-".join(["symptom", *slugs])


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
    slug: str = part(label="Address", tier=None, checked=False, correctable=False)
    title: str = part(label="Title", tier="names", missing=("title", "The title is missing."), json_ld="name")
    also_known_as: tuple[str, ...] = part((), label="Also known as", tier="names", json_ld="alternateName")
    icd_10: tuple[str, ...] = part(
        (),
        label="ICD-10-CM codes",
        tier="terms",
        word="ICD-10 code",
        checked=False,
        json_ld=("code", "MedicalCode"),
    )
    summary: str = part(
        "",
        label="Quick answer",
        tier="summary",
        missing=("quick-answer", "The quick answer is missing: write two to four sentences that stand alone."),
    )
    overview: RichText = part(
        RichText(""),
        label="What is it?",
        place=10,
        section="overview",
        missing=("overview", '"What is it?" is empty.'),
    )
    photo: Photo | None = part(None, label="Photo", place=110, correctable=("alt", "caption"))
    causes: RichText = part(RichText(""), label="Causes", place=30, section="causes")
    risk_factors: tuple[TermEntry, ...] = part(
        (),
        label="Risk factors",
        place=40,
        section="risk-factors",
        template="conditions/_risk_factors.html",
        rows="risk_factor_rows",
        word="Risk factor",
        json_ld=("riskFactor", "MedicalRiskFactor"),
    )
    symptoms: tuple[SymptomEntry, ...] = part(
        (),
        label="Symptoms",
        place=50,
        section="symptoms",
        template="conditions/_symptoms.html",
        rows="symptom_rows",
        word="Symptom",
        correctable=("detail", "urgency"),
        in_care_card=True,
        missing=("symptoms", "No symptoms are listed, so nobody finds this page by what they feel."),
        json_ld=("signOrSymptom", "MedicalSymptom"),
    )
    when_to_seek_care: RichText = part(
        RichText(""),
        label="When to get help",
        place=20,
        section="when-to-get-help",
        also=("symptoms",),
        template="conditions/_when_to_get_help.html",
        in_care_card=True,
    )
    diagnosis: RichText = part(
        RichText(""),
        label="How it is diagnosed",
        fieldset="Diagnosis",
        place=60,
        section="diagnosis",
        also=("tests",),
        template="conditions/_diagnosis.html",
    )
    tests: tuple[TermEntry, ...] = part(
        (),
        label="Tests",
        heading="Tests you may have",
        place=65,
        rows="test_rows",
        word="Test",
        json_ld=("typicalTest", "MedicalTest"),
    )
    treatment: RichText = part(
        RichText(""),
        label="Treatment and physical therapy",
        fieldset="Treatment",
        place=70,
        section="treatment",
        template="conditions/_treatment.html",
        json_ld=("possibleTreatment", "MedicalTherapy"),
    )
    sections: tuple[Section, ...] = part(
        (), label="Further sections", place=80, section="section-{}", rows="section_rows"
    )
    questions: tuple[Question, ...] = part(
        (),
        label="Questions and answers",
        place=90,
        section="questions",
        template="conditions/_questions.html",
        rows="question_rows",
    )
    sources: tuple[Source, ...] = part(
        (),
        label="Sources",
        place=100,
        section="sources",
        template="conditions/_sources.html",
        rows="source_rows",
        tier=None,
        checked=False,
    )
    author: Person | None = part(
        None,
        label="Author",
        tier=None,
        missing=("author", "No author is named: patients must see who wrote this."),
    )
    body_areas: tuple[Term, ...] = part(
        (),
        label="Body areas",
        rows="body_area_rows",
        word="Body area",
        missing=("body-areas", "No body area is chosen, so nobody finds this page by where it hurts."),
        json_ld=("associatedAnatomy", "AnatomicalStructure"),
    )
    related: tuple[str, ...] = part(  # slugs of other articles, in order
        (), label="Related articles", place=120, rows="related_rows", tier=None
    )

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


PARTS = parts_of(ArticleDocument)
ON_THE_PAGE = sorted((each for each in PARTS.values() if each.place), key=lambda each: each.place)


# What is felt comes first: it says most to whoever searches or checks.
TERM_ROWS = sorted(
    (each for each in PARTS.values() if each.kind == Kind.TERM_ROWS), key=lambda each: "urgency" not in each.row_fields
)


def of_kind(*kinds):
    """[Part] of these kinds, in the order of the document."""
    return [each for each in PARTS.values() if each.kind in kinds]


def label(row):
    """Return the name of `row` for people: the term's name, the heading, the question, the title."""
    if isinstance(row, str):
        return row
    if hasattr(row, "term"):
        return getattr(row, "name", row.term.name)
    return next(iter(vars(row).values())) if not hasattr(row, "name") else row.name
