"""In words for staff: what a search looks for, and why each page stands where it stands."""

from django.db import connections
from django.utils import timezone

from clinic_site.page_cache import replica
from conditions.discovery.search import searching
from conditions.discovery.search.candidates import SCORED
from conditions.discovery.search.index_reader import IndexReader
from conditions.discovery.search.query import parse

SECONDS = 30


def explain(text, at=None, exact=False):
    """The lines that explain the search for `text` among the editions that are live at `at` (default: now)."""
    results = searching.Results(parse(text))
    if not results.query.words:
        return ["There is nothing to search for."]
    connection = connections[replica.alias()]
    with connection.cursor() as cursor:
        looking = IndexReader(cursor, at or timezone.now(), SECONDS)
        asked, ranks = searching.ranked(results, looking, SCORED, exact)
        pages = looking.read([rank for rank in ranks.found if rank in ranks.relevances])
    shown = [rank for rank in ranks.found if rank in ranks.relevances]
    lines = [*_query(results, asked), ""]
    for place, (rank, (edition, _)) in enumerate(zip(shown, pages, strict=True), start=1):
        lines += _page(place, edition, ranks.relevances[rank], rank in ranks.full)
    return lines


def _query(results, asked):
    for i, word in sorted(results.better.items()):
        yield f"“{results.query.words[i].typed}” was taken for “{word.typed}”."
    yield from (f"“{typed}” stands for the words that begin so." for typed in results.begun)
    for concept in asked.concepts:
        others = [
            f"{' + '.join(phrase.strip() for phrase, _ in parts)} ({strength:.1f})"
            for strength, parts in concept.alternatives
        ]
        yield f"{concept.label}: weighs {concept.weighs:.2f}; found as {', '.join(others)}"
    if asked.nowhere:
        yield f"On no page: {', '.join(asked.nowhere)}"


def _page(place, edition, relevance, is_full):
    yield f"{place}. {edition['title']} ({edition['slug']}): {relevance.score:.2f}"
    points = [f"{label} {gained:.2f}" for label, gained in relevance.concepts.items()]
    if relevance.called:
        points.append(f"called so {relevance.called:.2f}")
    if relevance.closeness:
        points.append(f"side by side {relevance.closeness:.2f}")
    missing = "" if is_full else ", lacks words"
    yield f"   ({' + '.join(points)}) × {relevance.coverage:.2f} of what was asked{missing}"
    if relevance.passage:
        yield f"   best passage: {relevance.passage[2:].strip()}"
