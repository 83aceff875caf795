"""`search()`: from what somebody typed to pages, and what is said about them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial

from django.db import OperationalError, connections
from django.utils import timezone

from clinic_site.page_cache import replica
from conditions.discovery.search import hits, ranking, spelling
from conditions.discovery.search.index_entry import StoredEntry
from conditions.discovery.search.index_reader import IndexReader, TookTooLong
from conditions.discovery.search.known_words import read_word_lists
from conditions.discovery.search.query import Query, parse
from conditions.discovery.search.tables import engine

PAGE = 10  # hits
DEEPEST = 200  # hits
FIRST = 3  # hits that may be about what was asked
SECONDS = 1  # for all that one search asks the database
MOST_MEANT = 4


@dataclass
class Results:
    """A page of results.

    `better`: {number of a word: the Word that is searched for in its place}; `begun`: typed words that stand for those
    which begin so; `some`: no page has all words, and these have some of them; `nowhere`: those that no page has;
    `meant`: words of the vocabulary that were typed; `suggestions`: what else to search for; `failed`: it took too
    long; `covered`: the share of the meaning of what was asked that the best page covers; `told`: the share of its
    words that one fact of a page holds together, of the pages that stand first, worked out by `tell` once somebody
    asks; `stems`: of the words, and of what stands for them, those that are on any page. Where `more` is false, `total`
    pages were found; else there are more than it counts.
    """

    query: Query
    page: int = 1
    hits: list = field(default_factory=list)
    total: int = 0
    more: bool = False
    better: dict = field(default_factory=dict)
    begun: list = field(default_factory=list)
    some: bool = False
    nowhere: list = field(default_factory=list)
    meant: list = field(default_factory=list)
    suggestions: list = field(default_factory=list)
    failed: bool = False
    covered: float = 0.0
    tell: Callable = field(default=float, repr=False)
    stems: frozenset = frozenset()

    @cached_property
    def told(self):
        return self.tell()

    @property
    def first(self):
        """The number of the first hit on this page."""
        return (self.page - 1) * PAGE + 1

    @property
    def next_page(self):
        return self.page + 1 if self.more and self.page * PAGE < DEEPEST else None

    @property
    def previous_page(self):
        return self.page - 1 or None

    @property
    def searched(self):
        """The query as it was searched for."""
        return "".join(text for text, _ in self.better_pieces)

    @property
    def better_pieces(self):
        """The query as it was searched for: [(text, whether it is another word than the one typed)]."""
        pieces, at = [], 0
        for i, word in sorted(self.better.items()):
            typed = self.query.words[i]
            pieces += [(self.query.text[at : typed.start], False), (word.typed, True)]
            at = typed.end
        return [*pieces, (self.query.text[at:], False)]


def search(text, at=None, page=1, exact=False):
    """The Results of searching the editions that are live at `at` (default: now), whatever `text` is.

    `exact`: no word is taken for another one misspelled.
    """
    query = parse(text)
    results = Results(query, min(max(page, 1), DEEPEST // PAGE))
    if not query.words:
        return results
    connection = connections[replica.alias()]
    read_word_lists()  # before the clock of the search runs
    try:
        with engine(connection).limited(connection, SECONDS), connection.cursor() as cursor:
            _fill(results, IndexReader(cursor, at or timezone.now(), SECONDS), exact)
    except OperationalError as error:
        if not isinstance(error, TookTooLong) and not engine(connection).took_too_long(error):
            raise
        return Results(query, failed=True)
    return results


def _fill(results, looking, exact):
    needed = min(results.page * PAGE, DEEPEST) + 1
    asked, ranks = ranked(results, looking, needed, exact)
    results.some = bool(ranks.found) and not ranks.full
    results.covered = asked.share * max((ranks.relevances[rank].coverage for rank in ranks.relevances), default=0.0)
    results.tell, results.stems = partial(_told, asked, ranks), _stems(asked)
    if not ranks.full:
        results.nowhere = asked.nowhere
    if not ranks.found:
        results.better, results.begun = {}, []
        results.nowhere = [" ".join(word.typed for word in group.typed) for group in asked.groups]
    _show(results, looking, asked, ranks, needed)


def _stems(asked):
    ways = (phrases for concept in asked.concepts for _, phrases in concept.alternatives)
    return frozenset(stem for phrases in ways for phrase, _ in phrases for stem in phrase.split())


def _told(asked, ranks):
    there = 0.0
    for rank in ranks.found[:FIRST]:
        if rank in ranks.passages and there < 1:
            there = max(there, ranks.scorer.told(ranks.passages[rank]))
    return there * len(asked.concepts) / len(asked.groups)


def ranked(results, looking, limit, exact):
    """(ParsedQuery, Ranks) of up to `limit` editions; the words of the query that were corrected stand in `results`."""
    asked = looking.ask(results.query.words)
    if asked.unknown and not exact:
        asked = _as_meant(results, looking, asked)
    return asked, ranking.ranks(looking, asked, limit)


def _as_meant(results, looking, asked):
    """The ParsedQuery with better words for those that nobody knows."""
    words = spelling.respelled(asked.words, asked.unknown)
    begun, better, results.suggestions = spelling.meant(looking, words, asked.unknown, results.query.text)
    if not begun and not better and words == [*asked.words]:
        return asked
    results.begun, results.better = [words[i].typed for i in begun], better
    return looking.ask([better.get(i, word) for i, word in enumerate(words)], begun)


def _show(results, looking, asked, found, needed):
    results.more = len(found.found) >= needed
    ranks = found.found[: needed - 1]
    results.total = len(ranks)
    results.page = min(results.page, max(1, -(-len(ranks) // PAGE)))
    here = ranks[(results.page - 1) * PAGE :][:PAGE]
    read = [(edition, StoredEntry(indexed)) for edition, indexed in looking.read(here)]
    results.hits = [
        hits.hit(edition, indexed, asked.groups, found.passages.get(rank))
        for rank, (edition, indexed) in zip(here, read, strict=True)
    ]
    shown = {(label, name) for _, indexed in read for label, name in indexed.terms}
    with_pages = [
        meant for meant in asked.meant if meant.url and ((meant.label, meant.name) in shown or looking.has_pages(meant))
    ]
    results.meant = with_pages[:MOST_MEANT]
    if results.total < PAGE // 2 and not any(hit.is_called_so for hit in results.hits):
        results.suggestions = results.suggestions or spelling.completions(looking, results.query)
    if not results.hits and not results.suggestions:
        results.suggestions = spelling.alike(looking, results.query, asked.unknown)
