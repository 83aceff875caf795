"""Which editions are ranked: a bounded number, the likeliest, however many there are."""

from itertools import combinations

from conditions.discovery.search.query import Group

SCORED = 32  # editions with all words whose relevance is worked out; more come in the order of the engine
NEAR = 32  # editions that lack some, whose relevance is worked out, too
FEW = 24  # editions with all words, below which those that lack some are looked for, too
TELLING = 3  # words that say the most


def near(looking, asked, limit):
    """The ranks of up to `limit` editions that have some of what is asked, those that lack the least first."""
    groups = _by_weight(asked)
    if not groups:
        return []
    telling = groups[:TELLING]
    pairs = [[*pair] for pair in combinations(telling, 2)] if len(groups) > 2 else []
    each = [[group] for group in telling]
    looks = [("names", *pairs)] if pairs else []
    looks += [("everything", groups[:-1]), ("everything", *_but_one(groups))] if len(groups) > TELLING else []
    looks += [("names", way) for way in each]
    looks += [(tier, pair) for tier in ("terms", "everything") for pair in pairs]
    looks += [("terms", *each), ("everything", *each)]
    looks += [("everything", *[[group] for group in groups])] if len(groups) > TELLING else []
    return looking.find(looks, limit)


def _but_one(groups):
    """The ways to have all of `groups` but one, which is among the four that say the least."""
    *others, a, b, c, d = groups
    return [*others, a, b, _any(c, d)], [*others, _any(a, b), c, d]


def _any(*groups):
    return Group((), tuple(phrases for group in groups for phrases in group.alternatives))


def _by_weight(asked):
    """The groups that can be found, those that say the most first."""
    weights = {concept.group: concept.weighs for concept in asked.concepts}
    there = [group for group in asked.groups if group in weights]
    return sorted(there, key=lambda group: -weights[group])
