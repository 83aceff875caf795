"""Full text on SQLite: an FTS5 table a tier, whose rows are in the order of their rank."""

import time
from contextlib import contextmanager

from conditions.discovery.search.index_entry import EDITIONS, LIVE, TIERS

GAP = "_"  # stands where two words do not follow each other; no word holds it
FARTHEST = 4  # letters that a word is shorter or longer
STEPS = 2000  # of SQLite's machine between two looks at the clock


def create(cursor):
    for tier in TIERS:
        cursor.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS search_{tier} USING fts5(text, content='', columnsize=0, "
            "tokenize=\"ascii tokenchars '_'\")"
        )
    cursor.execute("CREATE VIRTUAL TABLE IF NOT EXISTS search_spelling USING fts5(padded, tokenize='trigram')")
    # The windows of editions, without their documents, which stand between them and the key.
    cursor.execute("CREATE INDEX IF NOT EXISTS search_window ON conditions_edition (id, live_from, live_until)")


def drop(cursor):
    for name in (*TIERS, "spelling"):
        cursor.execute(f"DROP TABLE IF EXISTS search_{name}")


def add(cursor, rows):
    """`rows`: [(rank, Indexed)]"""
    for tier in TIERS:
        cursor.executemany(
            f"INSERT INTO search_{tier} (rowid, text) VALUES (%s, %s)",
            [(rank, text(indexed.tiers[tier])) for rank, indexed in rows],
        )


def text(placed):
    """{stem: [places]} as text that FTS5 takes apart into the same."""
    pieces, last = [], 0
    for place, stem in sorted((place, stem) for stem, places in placed.items() for place in places):
        if place != last + 1:
            pieces.append(GAP)
        pieces.append(stem)
        last = place
    return " ".join(pieces)


def find(cursor, looks, at, limit):
    """The ranks of up to `limit` editions that are live at `at`: of the first of `looks` first, the best of each first.

    `looks`: [(tier, several groups, ...)] for editions that have all of some groups in the tier.
    """
    found = {}
    for tier, *ways in looks:
        found |= dict.fromkeys(_look(cursor, tier, ways, at, limit))
        if len(found) >= limit:
            break
    return [*found][:limit]


def _look(cursor, tier, ways, at, limit):
    cursor.execute(
        f"SELECT found.rowid FROM search_{tier} AS found CROSS JOIN conditions_edition AS edition INDEXED BY "
        f"search_window ON edition.id = {EDITIONS - 1} - (found.rowid & {EDITIONS - 1}) "
        f"WHERE found.text MATCH %s "
        f"AND {LIVE} ORDER BY found.rowid LIMIT %s",
        [match(ways), at, at, limit],
    )
    return [rank for (rank,) in cursor.fetchall()]


def match(ways):
    """`ways` in the words of FTS5."""
    return " OR ".join(f"({' AND '.join(map(_any, groups))})" for groups in ways)


def _any(group):
    return f"({' OR '.join(map(_all, group.telling))})"


def _all(phrases):
    return f"({' AND '.join(map(_phrase, phrases))})"


def _phrase(stems):
    return f'"{" ".join(stems)}"'


def learn(cursor, words):
    """Add `words`, which are new, to those that spelling knows."""
    if words:
        cursor.executemany("INSERT INTO search_spelling (padded) VALUES (%s)", [(f" {word} ",) for word in words])
        cursor.execute("INSERT INTO search_spelling (search_spelling) VALUES ('optimize')")  # once, for all readers


def alike(cursor, word, limit):
    """The words that have the most groups of three letters in common with `word`."""
    padded = f" {word} "
    threes = dict.fromkeys(padded[i : i + 3] for i in range(len(padded) - 2))
    cursor.execute(
        "SELECT trim(padded) FROM search_spelling WHERE padded MATCH %s "
        "AND length(padded) BETWEEN %s AND %s ORDER BY rank LIMIT %s",
        [" OR ".join(f'"{three}"' for three in threes), len(padded) - FARTHEST, len(padded) + FARTHEST, limit],
    )
    return [found for (found,) in cursor.fetchall()]


@contextmanager
def limited(connection, seconds):
    """Queries within end with an OperationalError once `seconds` have passed."""
    connection.ensure_connection()
    until = time.monotonic() + seconds
    connection.connection.set_progress_handler(lambda: time.monotonic() > until, STEPS)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)


def took_too_long(error):
    """Whether an OperationalError is the end of `limited`."""
    return "interrupted" in str(error)
