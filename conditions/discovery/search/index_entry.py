"""An edition in the search index: its text in tiers, and the short facts that results show. Pure."""

import json
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from clinic_site.richtext.sanitiser import text_of
from conditions.discovery.search.analysis import placed, stems
from conditions.document.parts import Kind
from conditions.document.values import ON_THE_PAGE, TERM_ROWS, label, of_kind

TIERS = ("names", "terms", "summary", "everything")  # each holds what the one before it holds, and more

# The row of an edition is found by its rank, which is also its place among the pages that have the same words: the
# shorter title first, then the newer edition. So the best are the first, and nothing has to be sorted.
EDITIONS = 2**40
# What Edition.objects.live(at) says, for SQL of our own; it takes the moment twice.
LIVE = "edition.live_from <= %s AND (edition.live_until IS NULL OR edition.live_until > %s)"
MOST_WORDS = 1000  # of a title that count
_DECODER = json.JSONDecoder()
# The parts whose entries search knows by name
TERMS = [*TERM_ROWS, *(part for part in of_kind(Kind.TERMS, Kind.LINES) if part.word)]


def rank(edition_id, title):
    return min(len(stems(title)), MOST_WORDS) * EDITIONS + EDITIONS - 1 - edition_id


@dataclass(frozen=True)
class IndexEntry:
    """`names`: the title and other names; `terms`: [[what it is, name]]; `parts`: [[heading, text]] of the page."""

    names: list
    terms: list
    summary: str
    parts: list

    @classmethod
    def of(cls, document):
        return cls([document.title, *document.also_known_as], _terms(document), document.summary, _parts(document))

    def dumps(self):
        return json.dumps([self.names, self.terms, self.summary, self.parts], ensure_ascii=False)

    @cached_property
    def tiers(self):
        """{tier: {stem: [places]}}"""
        parts = [text for part in self.parts for text in part]
        texts = [self.names, [name for _, name in self.terms], [self.summary], parts]
        own = [[stems(text) for text in some] for some in texts]
        return {tier: placed(all_texts) for tier, all_texts in zip(TIERS, accumulate(own), strict=True)}


class StoredEntry:
    """What IndexEntry.dumps wrote. Its `parts`, by far the longest, are read once somebody asks for them."""

    def __init__(self, text):
        self._text = text
        self.names, at = _read(text, len("["))
        self.terms, at = _read(text, at)
        self.summary, self._parts_at = _read(text, at)

    @cached_property
    def parts(self):
        return _read(self._text, self._parts_at)[0]


def _read(text, at):
    """(the value that begins at a place of a list in JSON, where the next one begins)."""
    value, end = _DECODER.raw_decode(text, at)
    return value, end + len(", ")


def _terms(document):
    return [[part.word, name] for part in TERMS for name in named(part, getattr(document, part.name))]


def named(part, entries):
    if part.kind == Kind.LINES:
        return entries
    return [label(entry) for entry in entries]


def _parts(document):
    texts = [
        pair for part in ON_THE_PAGE if part.tier == TIERS[-1] for pair in written(part, getattr(document, part.name))
    ]
    return [[heading, text] for heading, text in texts if text]


def written(part, value):
    """(heading, plain text) of what a part says that has no tier of its own."""
    if part.kind == Kind.RICH:
        yield part.title, text_of(value)
    elif part.kind == Kind.PLAIN:
        yield part.title, value
    elif part.kind == Kind.LINES:
        yield part.title, "\n".join(value)
    elif part.kind == Kind.TERM_ROWS:
        yield (
            part.title,
            "\n".join(getattr(row, name) for row in value for name in part.plain_fields if getattr(row, name)),
        )
    elif part.kind == Kind.ROWS:
        for row in value:
            heading, *plain = (getattr(row, name) for name in part.plain_fields)
            yield heading, "\n".join([*plain, *(text_of(getattr(row, name)) for name in part.rich_fields)])
    elif part.kind == Kind.PHOTO:
        yield part.title, value.caption if value else ""
