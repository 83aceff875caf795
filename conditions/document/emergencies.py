"""What a page says of 911 and the emergency room, wherever it says so: the red card lists all of it. Pure.

Patients look at the red card first (the NHS puts "Call 999" at the head of its pages for that reason), so a sign that
an author wrote into a paragraph, a list or an answer stands there as well, in the author's own words.
"""

import re

from clinic_site.richtext.sanitiser import lines
from conditions.document.parts import Kind
from conditions.document.urgency import Urgency
from conditions.document.values import label, of_kind

SPOKEN = re.compile(
    r"(?<!\bin the )\b(?:9[- ]?1[- ]?1|emergency (?:rooms?|departments?|care|services)|ambulance|the ER|"
    r"(?<!not )(?<!no )an? (?:medical )?emergency)\b",
    re.IGNORECASE,
)
SAME = 0.7  # of a sign's words that a row of the red card has as well: it says the same
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"[a-z]{3,}")
_STEM = 5  # letters by which two words count as one
_SAY_NOTHING = """
    the and you for not are can but its has had was who may any all out one two our use get let put see too way yet
    about above after again against also always another anything away because been before being below both call cannot
    come comes down each even every feel from goes have having here into just keep like make more most much must need
    once only other over right same should some such take than that their them then there these they this those through
    time today until very want well were what when where which while will with within without your
    emergency emergencies room rooms department departments care service services medical ambulance dial help now
"""
_SILENT = frozenset(_SAY_NOTHING.split())


def marked(document):
    """[SymptomEntry] that are an emergency: the rows of the red card."""
    return [entry for entry in document.symptoms if entry.urgency == Urgency.EMERGENCY]


def of_texts(document):
    """[(where, sign)] that calls for 911 in the texts; a sign is a sentence, or an item of a list."""
    found = []
    for part in of_kind(Kind.PLAIN):
        if part.checked:
            found += _at(part.label, _spoken(getattr(document, part.name)))
    for part in of_kind(Kind.RICH):
        found += _at(part.label, _in_lines(lines(getattr(document, part.name))))
    for part in of_kind(Kind.ROWS):
        for row in getattr(document, part.name):
            for name in part.rich_fields:
                found += _at(label(row), _in_lines([("heading", label(row)), *lines(getattr(row, name))]))
    return found


def of_details(document):
    """The same in what is said of symptoms that are no emergency, of risk factors and of tests."""
    return [
        (label(row), f"{label(row)}: {sentence}")
        for part in of_kind(Kind.TERM_ROWS)
        for row in getattr(document, part.name)
        if getattr(row, "urgency", None) != Urgency.EMERGENCY
        for sentence in _spoken(row.detail)
    ]


def added_to_card(document):
    """[sign] that the red card lists below its rows, since none of them says it."""
    signs = shares(document, [*of_texts(document), *of_details(document)])
    return list(dict.fromkeys(sign for _, sign, share in signs if share < SAME))


def shares(document, signs):
    """[(where, sign, how much of it the rows of the red card say as well, from 0 to 1)] of [(where, sign)]."""
    card = set().union(*[stems(f"{entry.name} {entry.detail}") for entry in marked(document)])
    found = []
    for where, sign in signs:
        said = stems(sign)
        found.append((where, sign, len(said & card) / len(said) if said else float(bool(card))))
    return found


def stems(text):
    """The words of `text` that say something, cut to their first letters."""
    return {word[:_STEM] for word in _WORD.findall(text.casefold()) if word not in _SILENT}


def sentences(text):
    return [sentence.strip() for sentence in _SENTENCE.split(text)]


def _at(where, signs):
    return [(where, sign) for sign in signs]


def _in_lines(lines):
    """The signs in [(kind, line)]: sentences that speak of 911, and what stands under a heading or line that does."""
    under = ""  # what the lines that follow are part of: a "heading" that speaks of 911, or a "list" behind a colon
    for kind, line in lines:
        if kind == "heading":
            under = "heading" if SPOKEN.search(line) else ""
        elif under == "heading" or (under == "list" and kind == "item"):
            yield line
        else:
            *_, last = sentences(line)
            under = "list" if last.endswith(":") and SPOKEN.search(last) else ""
            yield from (sentence for sentence in _spoken(line) if not (under and sentence == last))


def _spoken(text):
    return [sentence for sentence in sentences(text) if SPOKEN.search(sentence)]
