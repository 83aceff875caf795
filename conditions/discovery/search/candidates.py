"""Which editions are ranked: a bounded number, the likeliest, however many there are."""

from itertools import combinations

from conditions.discovery.search.query import Group

SCORED = 32  # editions with all words whose relevance is worked out; more come in the order of the engine
NEAR = 32  # editions that lack some, whose relevance is worked out, too
FEW = 24  # editions with all words, below which those that lack some are looked for, too
FEW_WORDS = 5  # of which any one may be missing, and not the least telling alone
TELLING = 3  # words that say the most


def near(looking, asked, limit):
    """The ranks of up to `limit` editions that have some of what is asked, those that lack the least first."""
    groups = _by_weight(asked)
    if not groups or len(asked.groups) == 1:
        return []
    telling = groups[:TELLING]
    pairs = [[*pair] for pair in combinations(telling, 2)] if len(groups) > 2 else []
    each = [[group] for group in telling]
    looks = [("names", *pairs)] if pairs else []
    looks += [("everything", *ways) for ways in _most(groups)] if len(groups) > TELLING else []
    looks += [("names", way) for way in each]
    looks += [(tier, pair) for tier in ("terms", "everything") for pair in pairs]
    looks += [("terms", *each), ("everything", *each)]
    looks += [("everything", *[[group] for group in groups])] if len(groups) > TELLING else []
    return looking.find(looks, limit)


def _most(groups):
    """[ways] to have most of `groups`: without the one that says the least, then without some other."""
    if len(groups) > FEW_WORDS:
        return [[groups[:-1]], [groups[:-2]], [groups[:-3]]]
    *others, a, b, c, d = groups
    return [[groups[:-1]], [[*others, a, b, _any(c, d)], [*others, _any(a, b), c, d]]]


def _any(*groups):
    return Group((), tuple(phrases for group in groups for phrases in group.alternatives))


def _by_weight(asked):
    """The groups that can be found, those that say the most first."""
    return [concept.group for concept in sorted(asked.concepts, key=lambda concept: -concept.weighs)]
