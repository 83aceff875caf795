"""Errors, which keep a document from being published, and warnings, which its author may pass over.

Pure: `check` takes the document and the Facts that decide. How strict each rule is, the clinic chooses.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from clinic_site.richtext.sanitiser import headings, links, text_of
from conditions.document.outline import outline
from conditions.document.parts import Kind
from conditions.document.values import PARTS, TERM_ROWS, label, of_kind
from conditions.publishing import emergency_signs
from conditions.publishing.phones import FOR_ALL, LOCAL_DIGITS, dialed, numbers_in
from conditions.publishing.readability import HARD, lix
from conditions.reviews.needed_changes import Standing

TITLE = "Title"
FIRST_HEADING = 3  # the page's own headings are h1 and h2
CODE = re.compile(r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?")  # ICD-10-CM Official Guidelines, section I.A.2


APPROVAL, CHANGE_NEEDED = "approval", "change-needed"
OF_REVIEWERS = {APPROVAL, CHANGE_NEEDED}  # of these very words, not of the page; a manager passes them in an emergency


class Level(StrEnum):
    """How strict a rule is, in the words that clinics' rules are stored and shown in."""

    ERROR = "stop"
    WARNING = "worry"
    OFF = "off"


class Rule(NamedTuple):
    """`label`: what it looks at, for managers. `fixed`: its level is not the clinic's to choose."""

    label: str
    level: Level
    fixed: bool = False


RULES = {
    "title": Rule("The title is missing", Level.ERROR, fixed=True),
    "author": Rule("No author is named", Level.ERROR, fixed=True),
    "urgency": Rule("A symptom whose urgency nobody has chosen", Level.ERROR, fixed=True),
    "alone": Rule("Two symptoms together, but not what each of them means alone", Level.ERROR, fixed=True),
    "said-twice": Rule("Two symptoms together, in two rows", Level.ERROR, fixed=True),
    "milder-together": Rule("Two symptoms together, milder than one of them alone", Level.ERROR, fixed=True),
    "emergency-card": Rule("An emergency symptom, but no words on what to do in one", Level.ERROR, fixed=True),
    "quick-answer": Rule("The quick answer is missing", Level.ERROR),
    "overview": Rule("“What is it?” is empty", Level.ERROR),
    "alt-text": Rule("A photo without alt text", Level.ERROR),
    "dead-link": Rule("A link to a page that was withdrawn or does not exist", Level.ERROR),
    "phone": Rule("A phone number that is not the clinic's", Level.ERROR),
    "emergency-words": Rule("Talk of 911 or the emergency room without an emergency symptom", Level.WARNING),
    "emergency-elsewhere": Rule("A milder symptom that is an emergency in another article", Level.WARNING),
    CHANGE_NEEDED: Rule("A reviewer or outside expert says that this very text needs a change", Level.ERROR),
    "change-unseen": Rule("A needed change that nobody has looked at since", Level.WARNING),
    APPROVAL: Rule("Nobody but the author approved this text", Level.WARNING),
    "never-reviewed": Rule("No clinical review at all", Level.WARNING),
    "review-due": Rule("The clinical review is overdue", Level.WARNING),
    "sources": Rule("No sources are named", Level.WARNING),
    "source-origin": Rule("A source without address and publisher", Level.WARNING),
    "symptoms": Rule("No symptoms are listed", Level.WARNING),
    "body-areas": Rule("No body area is chosen", Level.WARNING),
    "codes": Rule("A code that is not written as in ICD-10-CM", Level.ERROR),
    "headings": Rule("Headings out of order", Level.WARNING),
    "reading": Rule("A part that is hard to read", Level.WARNING),
    "same-title": Rule("Another article that goes by the same title", Level.WARNING),
}


@dataclass(frozen=True)
class Finding:
    """`rule`: a key of RULES. `is_error`: may not be published like this. `message`: what is wrong and what to do."""

    rule: str
    is_error: bool
    message: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Facts that a document alone does not tell. `levels`: {rule: level}, where the clinic departs from RULES."""

    levels: dict
    why_dead: Callable  # address -> why a link to it shows no page, as "leads nowhere"; None where it shows one
    clinic_numbers: frozenset  # as phones.dialed gives them
    emergency_wording: bool  # the clinic's profile says what to do in an emergency
    emergency_elsewhere: dict  # {symptom's slug: title of another live article that calls it an emergency}
    approved: bool  # somebody who is not the author said that this very text is right
    reviewed: bool  # the page has had a clinical review
    review_due: date | None
    today: date
    correction: bool  # of the live page: it leaves the page reviewed, or not, as it was
    needed_changes: tuple = ()  # NeededChanges that no publication has followed, the newest first
    same_title: tuple = ()  # a sentence for each other article that goes by this title


def check(document, facts):
    """[Finding], those that stop first."""
    found = [
        Finding(rule, level == Level.ERROR, message)
        for rule, message in _messages(document, facts)
        if (level := level_of(rule, facts.levels)) != Level.OFF
    ]
    return sorted(found, key=lambda finding: not finding.is_error)


def level_of(rule, levels):
    """The Level of `rule` where the clinic chose `levels`."""
    chosen, usual = levels.get(rule), RULES[rule]
    return Level(chosen) if chosen in list(Level) and not usual.fixed else usual.level


def addresses(document):
    """Every address that the texts of `document` link to, but for anchors on its own page."""
    return {href for _, html in _texts(document) for href in links(html) if not href.startswith("#")}


def _messages(document, facts):
    words = list(_words(document))
    yield from _missing(document)
    yield from _sources(document)
    yield from _photo(document)
    yield from _codes(document)
    yield from _links(document, facts.why_dead)
    yield from _phones(document, words, facts.clinic_numbers)
    yield from emergency_signs.findings(document, wording=facts.emergency_wording, elsewhere=facts.emergency_elsewhere)
    yield from _reviews(facts)
    yield from _headings(document)
    yield from _reading(words)
    yield from (("same-title", why) for why in facts.same_title)


def _missing(document):
    for name, part in PARTS.items():
        if part.missing and not getattr(document, name):
            yield part.missing


def _sources(document):
    if not document.sources:
        yield "sources", "No sources are named."
    for source in document.sources:
        if not source.url and not source.publisher:
            yield "source-origin", f'The source "{source.title}" has neither address nor publisher: add one of them.'


def _photo(document):
    if document.photo and not document.photo.alt:
        yield "alt-text", "The photo has no alt text: say what it shows, for people who do not see it."


def _codes(document):
    for code in document.icd_10:
        if not CODE.fullmatch(code):
            yield (
                "codes",
                f'"{code}" is not written as a code of ICD-10-CM: a capital letter, a digit, a digit or letter, and '
                "where there is more, a dot and up to four of these, such as M61 or M61.50. Correct it or take it out.",
            )


def _texts(document):
    """(where, html) of every rich text."""
    for part in of_kind(Kind.RICH):
        yield part.label, getattr(document, part.name)
    for part in of_kind(Kind.ROWS):
        for row in getattr(document, part.name):
            yield from ((label(row), getattr(row, name)) for name in part.rich_fields)


def _words(document):
    """(where, plain text) of everything that is declared as checked; names of terms are the vocabulary's."""
    checked = [part for part in PARTS.values() if part.checked]
    yield TITLE, "\n".join(text for part in checked if part.tier == "names" for text in _lines(document, part))
    for part in checked:
        if part.kind in (Kind.PLAIN, Kind.LINES) and part.tier != "names":
            yield part.label, "\n".join(_lines(document, part))
    for where, html in _texts(document):
        yield where, text_of(html)
    for part in checked:
        if part.kind == Kind.ROWS:
            rows = getattr(document, part.name)
            yield from ((part.label, getattr(row, name)) for row in rows for name in part.plain_fields)
    for part in TERM_ROWS:
        rows = getattr(document, part.name)
        yield from ((label(row), getattr(row, name)) for row in rows for name in part.plain_fields)
    if document.photo:
        yield "Photo", f"{document.photo.alt}\n{document.photo.caption}"


def _lines(document, part):
    value = getattr(document, part.name)
    return [value] if isinstance(value, str) else value


def _links(document, why_dead):
    own_page = f"/conditions/{document.slug}/"
    anchors = {f"#{part.id}" for part in outline(document)}
    anchors |= {f"#{entry.anchor}" for entry in document.symptoms}
    known = anchors | {own_page} | {own_page + anchor for anchor in anchors}
    for where, html in _texts(document):
        for href in dict.fromkeys(links(html)):
            if href in known:
                continue
            if why := "leads to no part of this page" if href.startswith("#") else why_dead(href):
                yield "dead-link", f'In "{where}" the link to {href} {why}. Correct it or take it out.'


def _phones(document, words, clinic_numbers):
    found = {}
    for where, text in words:
        found |= {(where, number): typed for number, typed in numbers_in(text).items()}
    for where, html in _texts(document):
        for href in links(html):
            if href[:4].lower() == "tel:":
                found.setdefault((where, dialed(href)), href[4:])
    fine = clinic_numbers | FOR_ALL
    for (where, number), typed in found.items():
        local = len(number) == LOCAL_DIGITS and any(known.endswith(number) for known in fine)
        if number not in fine and not local:
            yield (
                "phone",
                f'In "{where}" the number {typed} is not one of the clinic\'s. Correct it, take it out, or ask a '
                "manager to add it to the clinic's phone lines.",
            )


def _reviews(facts):
    for change in facts.needed_changes:
        if change.standing == Standing.OF_THIS_TEXT:
            yield CHANGE_NEEDED, change.sentence
        elif not facts.correction:  # that leaves the page as it was
            yield "change-unseen", change.sentence
    if facts.correction:
        return
    if not facts.approved:
        yield "approval", "Nobody but the author has approved this very text. Ask a reviewer to read it."
    if not facts.reviewed:
        yield "never-reviewed", "This page has never had a clinical review. Ask a reviewer for one."
    elif facts.review_due and facts.review_due < facts.today:
        since = _spoken(facts.review_due)
        yield "review-due", f"The clinical review of this page is overdue since {since}. Ask a reviewer for a new one."


def _spoken(day):
    return f"{day:%B} {day.day}, {day.year}"


def _headings(document):
    for where, html in _texts(document):
        level = FIRST_HEADING - 1
        for number, text in headings(html):
            if number < FIRST_HEADING:
                yield "headings", f'In "{where}" the heading "{text}" is too large for its part: use Heading 3.'
            elif number > level + 1:
                yield "headings", f'In "{where}" the heading "{text}" skips a level: use Heading {level + 1}.'
            level = number


def _reading(words):
    for where, text in words:
        number = None if where == TITLE else lix(text)  # names are no sentences
        if number and number >= HARD:
            advice = "Shorten sentences and words."
            yield "reading", f'"{where}" is hard to read (LIX {number}; plain text is below 45). {advice}'
