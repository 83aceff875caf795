"""How many editions have a word: what tells a telling word from a common one. Kept up as editions are indexed."""

from collections import Counter

from conditions.discovery.search.tables import insert

TABLE = "search_stem"
LOCK = 7_305_318  # PostgreSQL's advisory lock of those who count; any number that nothing else here uses
ALL = ""  # stands for every edition


def create(cursor, collation):
    cursor.execute(
        f"CREATE TABLE IF NOT EXISTS {TABLE} (stem varchar(60){collation} PRIMARY KEY, editions bigint NOT NULL)"
    )


def add(cursor, editions):
    """Count the stems of new editions, each given by its different ones.

    On PostgreSQL, who publishes while another transaction counts leaves these out, rather than to wait for its end,
    which may wait for them in turn: it is a measure of rarity, and exact again when the index is made anew.
    """
    if cursor.db.vendor == "postgresql":
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return
    counted = Counter({ALL: len(editions)})
    for stems in editions:
        counted.update([*stems])
    rows = sorted(counted.items())
    insert(
        cursor,
        TABLE,
        ["stem", "editions"],
        rows,
        f"ON CONFLICT (stem) DO UPDATE SET editions = {TABLE}.editions + excluded.editions",
    )


def of(cursor, stems):
    """{stem: how many editions have it} of those that any has, and of ALL."""
    asked = sorted({ALL, *stems})
    cursor.execute(f"SELECT stem, editions FROM {TABLE} WHERE stem IN ({', '.join(['%s'] * len(asked))})", asked)
    return dict(cursor.fetchall())
