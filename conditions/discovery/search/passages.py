"""An article as relevance reads it: its passages, each of one field, as stems. Pure.

A passage is what is read in one go: a name, a sentence, a symptom with its own words, a question. It is one line: the
letter of its field, then its stems, with a space before and behind each, so that a phrase is found as text.
"""

import re

from conditions.discovery.search.analysis import stems
from conditions.discovery.search.index_entry import named, written
from conditions.document.parts import Kind
from conditions.document.values import ON_THE_PAGE, PARTS, TERM_ROWS

NAME, AREA, SIGN, SYMPTOM, SUMMARY, QUESTION, TERM, BODY = "naiysqtb"
MOST = 800  # passages of an article, the most telling first
_SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\n+")


def passages(document):
    """The passages of an ArticleDocument, as text."""
    lines = [f"{field} {' '.join(found)} " for field, text in _all(document) if (found := stems(text))]
    return "\n".join(lines[:MOST])


def _all(document):
    for name in (document.title, *document.also_known_as):
        yield NAME, name
    for part in PARTS.values():
        if part.kind == Kind.TERMS and part.word:
            yield AREA, " ".join(named(part, getattr(document, part.name)))
    for part in TERM_ROWS:
        field = SYMPTOM if "urgency" in part.row_fields else TERM
        for row in getattr(document, part.name):
            if field == SYMPTOM:
                yield SIGN, row.term.name
            yield field, f"{row.term.name}. {row.detail}"
    for sentence in _SENTENCE.split(document.summary):
        yield SUMMARY, sentence
    yield from (
        (TERM, line)
        for part in PARTS.values()
        if part.kind == Kind.LINES and part.word
        for line in getattr(document, part.name)
    )
    for part in ON_THE_PAGE:
        if part.tier == "everything" and part.kind != Kind.TERM_ROWS:
            for heading, text in written(part, getattr(document, part.name)):
                if part.kind == Kind.ROWS:
                    yield QUESTION, heading
                yield from ((BODY, sentence) for sentence in _SENTENCE.split(text))
