"""Which editions are ranked: a bounded number, the likeliest, however many there are."""

from itertools import combinations

from conditions.discovery.search.query import Group

SCORED = 32  # editions with all words whose relevance is worked out; more come in the order of the engine
NEAR = 32  # editions that lack some, whose relevance is worked out, too
FEW = 24  # editions with all words, below which those that lack some are looked for, too
MOST_LEFT_OUT = 4  # words, those that say the least, of which one at a time is left out
TELLING = 3  # words that say the most


def near(looking, asked, limit):
    """The ranks of up to `limit` editions that have some of what is asked, those that lack the least first."""
    groups = _by_weight(asked)
    if not groups:
        return []
    telling = groups[:TELLING]
    pairs = [[*pair] for pair in combinations(telling, 2)] if len(groups) > 2 else []
    looks = [("names", pair) for pair in pairs]
    if len(groups) > 3:
        left_out = groups[: -MOST_LEFT_OUT - 1 : -1]
        looks += [("everything", [each for each in groups if each is not left]) for left in left_out]
    looks += [("names", [each]) for each in telling]
    looks += [("terms", pair) for pair in pairs]
    looks += [("everything", pair) for pair in pairs]
    looks += [(tier, [_any(telling)]) for tier in ("terms", "everything")]
    looks += [("everything", [_any(groups)])] if len(groups) > len(telling) else []
    return looking.find(looks, limit)


def _by_weight(asked):
    """The groups that can be found, those that say the most first."""
    weights = {concept.group: concept.weighs for concept in asked.concepts}
    there = [group for group in asked.groups if group in weights]
    return sorted(there, key=lambda group: -weights[group])


def _any(groups):
    return Group((), tuple(phrases for group in groups for phrases in group.alternatives))
