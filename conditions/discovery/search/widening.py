"""What else a query is searched for by: lay words, the clinic's own, and other ways of writing. Pure."""

from conditions.discovery.search.analysis import stem_of
from conditions.discovery.search.lay_words import LONGEST, find, meant_beside
from conditions.discovery.search.query import runs
from conditions.discovery.search.writings import joined, split

WRITTEN = 1.0  # strength of the same word written otherwise
SLIPPED = 0.8  # strength of a word that the typed one is a known slip for, where pages have the typed one, too
MOST_SINGLE = 6  # alternatives of one word of a run


def widened(words, known):
    """(other, guessed): {stems of a run: [(strength, phrases)]} of what it stands for, and of how it may be written.

    `known`: more of the first kind.
    """
    other, guessed = {}, {}
    for more in known:
        for name, alternatives in more.items():
            other.setdefault(name, []).extend(alternatives)
    for i, j in runs(words, LONGEST):
        run = words[i:j]
        typed, stems = [word.typed for word in run], [word.stem for word in run]
        name = " ".join(stems)
        if found := find(typed, stems):
            other.setdefault(name, []).extend(found)
        written = split(typed[0]) if len(run) == 1 else joined(typed)
        if written:
            guessed.setdefault(name, []).extend((WRITTEN, phrases) for phrases in written)
    return other, guessed


def slipped(words):
    """{stem: [(strength, phrases)]} of words that others beside them show to be slips: "heal pain"."""
    typed = [word.typed for word in words]
    return {
        word.stem: [(SLIPPED, ((stem_of(right),),)) for right in found]
        for i, word in enumerate(words)
        if word.phrase is None and (found := meant_beside(typed, i))
    }


def findable(other, guessed, slips, editions):
    """The alternatives of a run whose words all stand in editions, the runs without any left out.

    A word that stands in editions itself is not split; one that does not is corrected, and no slip widens it. In a run
    of several words each may be another one, too.
    """
    found = {}
    for name in {**other, **guessed, **slips}:
        alternatives = [*other.get(name, ()), *(slips.get(name, ()) if editions.get(name) else ())]
        if " " in name or not editions.get(name):
            alternatives += guessed.get(name, ())
        there = [pair for pair in alternatives if all(editions.get(stem) for phrase in pair[1] for stem in phrase)]
        if there:
            found[name] = there
    for name, alternatives in found.items():
        if " " in name:
            alternatives += _one_by_one(name.split(), found, editions)
    return found


def _one_by_one(stems, found, editions):
    """A run's words as they are, but for one that is another word for it, and for those that stand nowhere."""
    others = [found.get(stem, ())[:MOST_SINGLE] for stem in stems]
    there = [
        (1.0, ((stem,),)) if editions.get(stem) else next(iter(some), None)
        for stem, some in zip(stems, others, strict=True)
    ]
    if None in there:
        return []
    several = [there[:i] + [other] + there[i + 1 :] for i, some in enumerate(others) for other in some]
    return [
        (min(strength for strength, _ in each), sum((phrases for _, phrases in each), ())) for each in [there, *several]
    ]
