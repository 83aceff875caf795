"""When no page has all words: pages that have some of them."""

from dataclasses import replace

MOST_TRIES = 6  # sets of groups; each takes two looks


def ranks(looking, asked, limit):
    """(ranks, nowhere) of up to `limit` editions that have some of the groups, as many as can be.

    `nowhere`: what was typed that is on no page at all. That is left out first; then one group at a time, and then all
    but one.
    """
    if len(asked.groups) < 2:
        return [], []
    there = [group for group in asked.groups if looking.find([("everything", [group])], 1)]
    nowhere = [" ".join(word.typed for word in group.typed) for group in asked.groups if group not in there]
    known = replace(asked, groups=tuple(there))
    if there and nowhere and (found := looking.ranks(known, limit)):
        return found, nowhere
    found, tries = {}, _fewer(there)
    for size, groups in tries[:MOST_TRIES]:
        if len(found) >= limit or (found and size == 1 < len(there) - 1):
            break
        found |= dict.fromkeys(looking.find([("terms", groups), ("everything", groups)], limit))
    return [*found][:limit], nowhere


def _fewer(groups):
    """[(how many, groups)]: all but one, the shortest word left out first; then each alone, the longest first."""
    by_length = sorted(groups, key=lambda group: sum(len(word.stem) for word in group.typed))
    but_one = [(len(groups) - 1, [group for group in groups if group is not left]) for left in by_length]
    alone = [(1, [group]) for group in reversed(by_length)]
    return [(size, some) for size, some in [*(but_one if len(groups) > 2 else []), *alone] if some]
