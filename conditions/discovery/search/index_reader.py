"""Looking things up in the index, at one moment of the clock and within a limited time."""

import time
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter

from django.db import OperationalError

from conditions.discovery.search import frequencies, lay_words, synonyms
from conditions.discovery.search.analysis import stem_of, stems
from conditions.discovery.search.candidates import SCORED
from conditions.discovery.search.index_entry import LIVE, TIERS
from conditions.discovery.search.query import Group, grouped
from conditions.discovery.search.relevance import concepts, share
from conditions.discovery.search.tables import engine
from conditions.discovery.search.widening import findable, slipped, widened

MANY, FEW_GROUPS = 10 * SCORED, 2  # editions with each of so few groups, of which many have all
BEGUN = 0.8  # strength of a word that goes on where the typed one ends


class TookTooLong(OperationalError):
    """The time for one search is over."""


@dataclass(frozen=True)
class ParsedQuery:
    """Words as they are looked up: their Groups, and the Synonyms among them.

    `unknown`: the numbers of words that stand on no page, and have no other word that does; `editions`: {stem: how many
    have it}.
    """

    words: tuple
    groups: tuple
    meant: tuple
    unknown: tuple
    editions: dict = field(repr=False)

    @cached_property
    def concepts(self):
        """The Concepts that the groups are ranked by."""
        return concepts(self.groups, self.editions)

    @property
    def share(self):
        """How much of what was asked the Concepts are, from 0 to 1."""
        return share(self.concepts, len(self.groups) - len(self.concepts), self.editions)

    @property
    def rarest(self):
        """The groups, that of the fewest editions first."""
        return tuple(group for _, group in sorted(zip(self._most, self.groups, strict=True), key=itemgetter(0)))

    @property
    def at_most(self):
        """How many editions may have the rarest group."""
        return min(self._most, default=0)

    @cached_property
    def _most(self):
        return [_at_most(group, self.editions) for group in self.groups]

    @property
    def nowhere(self):
        """What was typed that is on no page at all."""
        there = {concept.group for concept in self.concepts}
        return [" ".join(word.typed for word in group.typed) for group in self.groups if group not in there]


class IndexReader:
    def __init__(self, cursor, at, seconds):
        self.cursor = cursor
        self.until = time.monotonic() + seconds
        self._at = cursor.db.ops.adapt_datetimefield_value(at)
        self._engine = engine(cursor.db)
        self._editions, self._counted = {}, set()  # by stem, and the stems that were asked for

    def ask(self, words, begun=None):
        """`words` as a ParsedQuery; `begun` is {number of a word: [words that begin with it]}."""
        known = synonyms.known(self.cursor, words)
        named = {run: _named(found) for run, found in known.items()}
        begun = {
            words[i].stem: [(BEGUN, ((stem_of(ending),),)) for ending in endings]
            for i, endings in (begun or {}).items()
        }
        other, guessed = widened(words, [named, begun])
        slips = slipped(words)
        editions = self.frequencies(_stems(words, other, guessed, slips))
        groups = grouped(words, findable(other, guessed, slips, editions))
        typed = {" ".join(word.stem for word in group.typed) for group in groups}
        meant = dict.fromkeys(meant for name, found in known.items() if name in typed for _, meant in found)
        unknown = [
            i
            for i, word in enumerate(words)
            if word.phrase is None
            and not editions.get(word.stem)
            and not any(word in group.typed and group.others for group in groups)
            and word.stem not in known
            and not lay_words.find([word.typed], [word.stem])
        ]
        return ParsedQuery(tuple(words), groups, tuple(meant), tuple(unknown), editions)

    def frequencies(self, stems):
        """{stem: how many editions have it} of at least `stems`, each asked for once."""
        if new := {*stems} - self._counted:
            self._editions = self._editions | frequencies.of(self.cursor, new)
            self._counted |= new
        return self._editions

    def ranks(self, asked, limit):
        """The ranks of up to `limit` editions that have all groups, the best first; up to SCORED in any order."""
        if len(asked.groups) > FEW_GROUPS or asked.at_most < MANY:  # else there are more than SCORED, as a rule
            few = self.find([(TIERS[-1], asked.rarest)], SCORED + 1)
            if len(few) <= SCORED:
                return few[:limit]
        as_typed = tuple(group.as_typed for group in asked.groups)
        looks = [("names", as_typed)] if as_typed != asked.groups else []
        looks += [(tier, asked.groups) for tier in TIERS]
        return [*dict.fromkeys([*self._named(asked, limit), *self.find(looks, limit)])][:limit]

    def find(self, looks, limit):
        """The ranks of up to `limit` editions by `looks`, as the engines' `find`."""
        if time.monotonic() > self.until:
            raise TookTooLong
        return self._engine.find(self.cursor, looks, self._at, limit)

    def has(self, *phrases):
        """Whether an edition has all `phrases`."""
        return bool(self.find([("everything", [Group((), (phrases,))])], 1))

    def has_pages(self, meant):
        """Whether the page of a word of the vocabulary has something to show."""
        return bool(self.find([("terms", [Group((), ((tuple(stems(meant.name)),),))])], 1))

    def _named(self, asked, limit):
        """The ranks of editions that are called just so: by their title first."""
        names = [" ".join(word.stem for word in asked.words)]
        if len(asked.groups) == 1:
            names += [" ".join(phrases[0]) for phrases in asked.groups[0].alternatives if len(phrases) == 1]
        self.cursor.execute(
            # Selects within, not joins: PostgreSQL plans them in half the time, which is most of what this takes.
            "SELECT (SELECT rank FROM search_edition WHERE edition = name.edition_id) AS rank "
            f"FROM conditions_editionname AS name WHERE name.stems IN ({', '.join(['%s'] * len(names))}) "
            f"AND (SELECT {LIVE} FROM conditions_edition AS edition WHERE edition.id = name.edition_id) "
            "ORDER BY name.stems <> %s, name.position > 0, rank LIMIT %s",
            [*names, self._at, self._at, names[0], limit],
        )
        return [rank for (rank,) in self.cursor.fetchall() if rank]

    def passages(self, ranks):
        """{rank: the passages} of the editions with `ranks`."""
        if not ranks:
            return {}
        self.cursor.execute(
            f"SELECT rank, passages FROM search_edition WHERE rank IN ({', '.join(['%s'] * len(ranks))})", ranks
        )
        return dict(self.cursor.fetchall())

    def read(self, ranks):
        """[({slug, title, summary}, what is indexed)] of the editions with `ranks`, in their order."""
        if not ranks:
            return []
        self.cursor.execute(
            "SELECT found.rank, found.indexed, edition.slug, edition.title, edition.summary "
            "FROM search_edition AS found JOIN conditions_edition AS edition ON edition.id = found.edition "
            f"WHERE found.rank IN ({', '.join(['%s'] * len(ranks))})",
            ranks,
        )
        rows = {
            rank: ({"slug": slug, "title": title, "summary": summary}, indexed)
            for rank, indexed, slug, title, summary in self.cursor.fetchall()
        }
        return [rows[rank] for rank in ranks]

    def known_words(self, spelled):
        """Those of `spelled` that spelling knows."""
        self.cursor.execute(f"SELECT word FROM search_word WHERE word IN ({', '.join(['%s'] * len(spelled))})", spelled)
        return {word for (word,) in self.cursor.fetchall()}

    def alike(self, spelled, limit):
        return self._engine.alike(self.cursor, spelled, limit)

    def beginning(self, letters, limit):
        """Words that begin with `letters`, the shortest first."""
        self.cursor.execute(
            "SELECT word FROM search_word WHERE word > %s AND word < %s ORDER BY length(word), word LIMIT %s",
            [letters, letters + chr(0x10FFFF), limit],
        )
        return [word for (word,) in self.cursor.fetchall()]


def _at_most(group, editions):
    """How many editions may have the likeliest alternative of a Group."""
    return max(min(editions.get(stem, 0) for phrase in each for stem in phrase) for each in group.alternatives)


def _named(found):
    """The names of `found`, [(phrase, Synonym)], as (strength, phrases): the present ones are what pages say."""
    return [
        (synonyms.STRENGTH if phrase == tuple(stems(known.name)) else synonyms.SIBLING, (phrase,))
        for phrase, known in found
    ]


def _stems(words, *widenings):
    """All stems whose frequency matters."""
    found = {word.stem for word in words}
    for alternatives in (some for widening in widenings for some in widening.values()):
        found.update(stem for _, phrases in alternatives for phrase in phrases for stem in phrase)
    return found
