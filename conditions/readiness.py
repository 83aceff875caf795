"""What stops a document from being published, and what ought to worry its author.

Pure: `check` takes the document and a function that tells whether an address leads anywhere.
"""

from dataclasses import dataclass

from clinic_site.richtext.sanitiser import headings, links, text_of
from conditions.outline import outline
from conditions.readability import HARD, lix

PARTS = {  # field: what authors call it
    "overview": "What is it?",
    "causes": "Causes",
    "when_to_seek_care": "When to get help",
    "diagnosis": "How it is diagnosed",
    "treatment": "Treatment and physical therapy",
}
FIRST_HEADING = 3  # the page's own headings are h1 and h2


@dataclass(frozen=True)
class Finding:
    """`stops`: may not be published like this. `message`: what is wrong and what to do, for the author."""

    stops: bool
    message: str


def check(document, leads_somewhere):
    """[Finding], those that stop first. `leads_somewhere(address)` is asked about every link."""
    found = [
        *_missing(document),
        *_photo(document),
        *_links(document, leads_somewhere),
        *_headings(document),
        *_reading(document),
    ]
    return sorted(found, key=lambda finding: not finding.stops)


def _missing(document):
    if not document.title:
        yield Finding(True, "The title is missing.")
    if not document.summary:
        yield Finding(True, "The quick answer is missing: write two to four sentences that stand alone.")
    if not document.overview:
        yield Finding(True, '"What is it?" is empty.')
    if not document.author:
        yield Finding(True, "No author is named: patients must see who wrote this.")
    if not document.symptoms:
        yield Finding(False, "No symptoms are listed, so nobody finds this page by what they feel.")
    if not document.body_areas:
        yield Finding(False, "No body area is chosen, so nobody finds this page by where it hurts.")
    if not document.sources:
        yield Finding(False, "No sources are named.")
    if not document.reviewed_on:
        yield Finding(False, "No clinical reviewer has signed this article.")


def _photo(document):
    if document.photo and not document.photo.alt:
        yield Finding(True, "The photo has no alt text: say what it shows, for people who do not see it.")


def _texts(document):
    """(where, html) of every rich text that is not empty."""
    for field, name in PARTS.items():
        yield name, getattr(document, field)
    for section in document.sections:
        yield section.heading, section.text
    for question in document.questions:
        yield question.question, question.answer


def _links(document, leads_somewhere):
    own_page = f"/conditions/{document.slug}/"
    anchors = {f"#{part.id}" for part in outline(document)}
    anchors |= {f"#symptom-{entry.term.slug}" for entry in document.symptoms}
    known = anchors | {own_page} | {own_page + anchor for anchor in anchors}
    for where, html in _texts(document):
        for href in links(html):
            if href not in known and (href.startswith("#") or not leads_somewhere(href)):
                yield Finding(True, f'In "{where}" the link to {href} leads nowhere. Correct it or take it out.')


def _headings(document):
    for where, html in _texts(document):
        level = FIRST_HEADING - 1
        for number, text in headings(html):
            if number < FIRST_HEADING:
                yield Finding(False, f'In "{where}" the heading "{text}" is too large for its part: use Heading 3.')
            elif number > level + 1:
                yield Finding(False, f'In "{where}" the heading "{text}" skips a level: use Heading {level + 1}.')
            level = number


def _reading(document):
    for where, text in [("Quick answer", document.summary), *((w, text_of(html)) for w, html in _texts(document))]:
        number = lix(text)
        if number and number >= HARD:
            advice = "Shorten sentences and words."
            yield Finding(False, f'"{where}" is hard to read (LIX {number}; plain text is below 45). {advice}')
