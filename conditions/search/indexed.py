"""What search keeps of an edition: its text in tiers, and the short facts that a list of results is made from. Pure."""

import json
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from clinic_site.richtext.sanitiser import text_of
from conditions.search.analysis import placed, stems

TIERS = ("names", "terms", "summary", "everything")  # each holds what the one before it holds, and more

# The row of an edition is found by its rank, which is also its place among the pages that have the same words: the
# shorter title first, then the newer edition. So the best are the first, and nothing has to be sorted.
EDITIONS = 2**40
# What Edition.objects.live(at) says, for SQL of our own; it takes the moment twice.
LIVE = "edition.live_from <= %s AND (edition.live_until IS NULL OR edition.live_until > %s)"
MOST_WORDS = 1000  # of a title that count


def rank(edition_id, title):
    return min(len(stems(title)), MOST_WORDS) * EDITIONS + EDITIONS - 1 - edition_id


@dataclass(frozen=True)
class Indexed:
    """`names`: the title and other names; `terms`: [[what it is, name]]; `parts`: [[heading, text]] of the page."""

    names: list
    terms: list
    summary: str
    parts: list

    @classmethod
    def of(cls, document):
        return cls([document.title, *document.also_known_as], _terms(document), document.summary, _parts(document))

    @classmethod
    def loads(cls, text):
        return cls(*json.loads(text))

    def dumps(self):
        return json.dumps([self.names, self.terms, self.summary, self.parts], ensure_ascii=False)

    @cached_property
    def tiers(self):
        """{tier: {stem: [places]}}"""
        parts = [text for part in self.parts for text in part]
        texts = [self.names, [name for _, name in self.terms], [self.summary], parts]
        own = [[stems(text) for text in some] for some in texts]
        return {tier: placed(all_texts) for tier, all_texts in zip(TIERS, accumulate(own), strict=True)}


def _terms(document):
    return [
        *[["Symptom", row.term.name] for row in document.symptoms],
        *[["Risk factor", row.term.name] for row in document.risk_factors],
        *[["Test", row.term.name] for row in document.tests],
        *[["Body area", term.name] for term in document.body_areas],
        *[["ICD-10 code", code] for code in document.icd_10],
    ]


def _parts(document):
    parts = [
        ["What is it?", text_of(document.overview)],
        ["When to get help", text_of(document.when_to_seek_care)],
        ["Causes", text_of(document.causes)],
        ["Risk factors", _details(document.risk_factors)],
        ["Symptoms", _details(document.symptoms)],
        ["How it is diagnosed", text_of(document.diagnosis)],
        ["Tests you may have", _details(document.tests)],
        ["Treatment and physical therapy", text_of(document.treatment)],
        *[[section.heading, text_of(section.text)] for section in document.sections],
        *[[question.question, text_of(question.answer)] for question in document.questions],
        ["Photo", document.photo.caption if document.photo else ""],
    ]
    return [[heading, text] for heading, text in parts if text]


def _details(rows):
    return "\n".join(row.detail for row in rows if row.detail)
