"""Full text on PostgreSQL: a tsvector and a GIN index a tier."""

from contextlib import contextmanager

from django.db import transaction

from conditions.search.indexed import EDITIONS, LIVE, TIERS

EDITION = f"{EDITIONS - 1} - (found.rank & {EDITIONS - 1})"
FIRST = 200  # rows that are looked at before any index of words
FEW = 500  # matches that are sorted
PENDING = 256  # kB of new texts that wait to be taken into an index of words, and are read through meanwhile
ROWS = 200  # of one statement
CANCELED = "57014"  # the code of an error
FARTHEST = 4  # letters that a word is shorter or longer
SIMILARITY = 0.15  # of the groups of three letters; below it a word is no candidate


def create(cursor):
    cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for tier in TIERS:
        # Whole texts stay in their rows: looked at one after the other, each would cost a look elsewhere.
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS search_{tier} (rank bigint PRIMARY KEY, words tsvector NOT NULL) "
            "WITH (toast_tuple_target = 8160)"
        )
        cursor.execute(
            f"CREATE INDEX IF NOT EXISTS search_{tier}_words ON search_{tier} USING gin (words) "
            f"WITH (gin_pending_list_limit = {PENDING})"
        )
    cursor.execute("CREATE INDEX IF NOT EXISTS search_word_alike ON search_word USING gin (word gin_trgm_ops)")


def drop(cursor):
    for tier in TIERS:
        cursor.execute(f"DROP TABLE IF EXISTS search_{tier}")


def add(cursor, rows):
    """`rows`: [(rank, Indexed)]"""
    for tier in TIERS:
        for i in range(0, len(rows), ROWS):
            some = [(rank, vector(indexed.tiers[tier])) for rank, indexed in rows[i : i + ROWS]]
            cursor.execute(
                f"INSERT INTO search_{tier} (rank, words) VALUES {', '.join(['(%s, %s::tsvector)'] * len(some))}",
                [value for row in some for value in row],
            )


def vector(placed):
    """{stem: [places]} as a tsvector is written."""
    return " ".join(f"'{stem}':{','.join(map(str, places))}" for stem, places in placed.items())


def find(cursor, tier, groups, at, limit):
    """The ranks of editions that are live at `at` and have all `groups` in `tier`, the best first.

    Left to itself PostgreSQL guesses which is faster: to sort what the index of words finds, or to walk through all
    rows in the order of their rank until there are enough. It guesses badly, for it takes a look at a text to be
    cheap. So common words are met among the FIRST rows. If there are not enough, matches are counted: few are sorted,
    and of many a longer walk meets enough.
    """
    query = match(groups)
    found = _walk(cursor, tier, query, at, limit, FIRST)
    if len(found) == limit:
        return found
    cursor.execute(
        f"WITH found AS MATERIALIZED (SELECT rank FROM search_{tier} WHERE words @@ %s::tsquery LIMIT %s) "
        "SELECT (SELECT COUNT(*) FROM found), ARRAY(SELECT rank FROM found "
        f"JOIN conditions_edition AS edition ON edition.id = {EDITION} WHERE {LIVE} ORDER BY rank LIMIT %s)",
        [query, FEW + 1, at, at, limit],
    )
    count, ranks = cursor.fetchone()
    return ranks if count <= FEW else _walk(cursor, tier, query, at, limit, None)


def _walk(cursor, tier, query, at, limit, rows):
    """What `find` returns, as far as it is among the first `rows` (None: all) in the order of their rank."""
    cursor.execute(
        f"SELECT rank FROM (SELECT rank, words FROM search_{tier} ORDER BY rank LIMIT %s) AS found WHERE "
        f"words @@ %s::tsquery AND (SELECT {LIVE} FROM conditions_edition AS edition WHERE edition.id = {EDITION}) "
        "ORDER BY rank LIMIT %s",
        [rows, query, at, at, limit],
    )
    return [rank for (rank,) in cursor.fetchall()]


def match(groups):
    """`groups` in the words of tsquery."""
    return " & ".join(f"({' | '.join(map(_all, group.alternatives))})" for group in groups)


def _all(phrases):
    return f"({' & '.join(map(_phrase, phrases))})"


def _phrase(stems):
    return f"({' <-> '.join(repr(stem) for stem in stems)})"  # letters and digits alone, so quotes are all it takes


def learn(cursor, words):
    """Nothing: the index on the table of words is all that spelling needs."""


def alike(cursor, word, limit):
    """The words that have the most groups of three letters in common with `word`."""
    cursor.execute(
        "SELECT word FROM search_word WHERE word %% %s AND length(word) BETWEEN %s AND %s "
        "ORDER BY similarity(word, %s) DESC, word LIMIT %s",
        [word, len(word) - FARTHEST, len(word) + FARTHEST, word, limit],
    )
    return [found for (found,) in cursor.fetchall()]


@contextmanager
def limited(connection, seconds):
    """Each query within goes by the indexes, and ends with an OperationalError once `seconds` have passed."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(
            f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}; "
            "SET LOCAL enable_seqscan = off; SET LOCAL jit = off; "
            f"SET LOCAL pg_trgm.similarity_threshold = {SIMILARITY}"
        )
        yield
        transaction.set_rollback(True, using=connection.alias)  # nothing was written, and the settings go back


def took_too_long(error):
    """Whether an OperationalError is the end of `limited`."""
    return getattr(error.__cause__, "pgcode", "") == CANCELED
