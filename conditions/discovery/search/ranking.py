"""The order of the pages that a query finds: by relevance."""

from dataclasses import dataclass

from conditions.discovery.search import candidates
from conditions.discovery.search.relevance import Scorer

LEAST = 0.35  # share of the best page's score that a page has which lacks some words, where others lack none
FEWEST = 3  # groups of a query that leads to pages which lack some, where others lack none


@dataclass(frozen=True)
class Ranks:
    """`found`: the ranks, the best first; `full`: those that have all words; `relevances`: {rank: Relevance} that
    `scorer` gave those whose `passages`, {rank: text}, were read.
    """

    found: list
    full: frozenset
    relevances: dict
    passages: dict
    scorer: Scorer


def ranks(looking, asked, limit):
    """The Ranks of up to `limit` editions."""
    full = looking.ranks(asked, max(limit, candidates.SCORED))
    some = candidates.near(looking, asked, candidates.NEAR) if len(full) < candidates.FEW else []
    scored = [*dict.fromkeys([*full[: candidates.SCORED], *some])]
    texts = looking.passages(scored)
    scorer = Scorer(asked.concepts)
    relevances = {rank: scorer.relevance(texts[rank]) for rank in scored if rank in texts}
    everywhere = frozenset(full)
    found = [
        rank for rank in _sorted(relevances) if rank in everywhere or _is_near(rank, relevances, everywhere, asked)
    ]
    return Ranks([*found, *full[candidates.SCORED :]][:limit], everywhere, relevances, texts, scorer)


def _sorted(relevances):
    return sorted(relevances, key=lambda rank: (-round(relevances[rank].score, 6), rank))


def _is_near(rank, relevances, full, asked):
    """Whether a page that lacks some words is shown: always where none has all, else if it is about as good."""
    score = relevances[rank].score
    if not full:
        return score > 0
    best = max(relevances[each].score for each in full if each in relevances)
    return len(asked.groups) >= FEWEST and score >= LEAST * best
