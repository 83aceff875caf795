"""Full text on PostgreSQL: a tsvector and a GIN index a tier."""

from contextlib import contextmanager

from django.db import transaction

from conditions.discovery.search.index_entry import EDITIONS, LIVE, TIERS

EDITION = f"{EDITIONS - 1} - (found.rank & {EDITIONS - 1})"
LIVE_AT = LIVE.replace("%s", "at")
FIRST = 200  # rows that are looked at before any index of words
FEW = 500  # matches that are sorted
PENDING = 256  # kB of new texts that wait to be taken into an index of words, and are read through meanwhile
ROWS = 200  # of one statement
CANCELED = "57014"  # the code of an error
FARTHEST = 4  # letters that a word is shorter or longer
SIMILARITY = 0.15  # of the groups of three letters; below it a word is no candidate

# Planned once for a connection, not for each search: planning took as long as finding.
_SETTINGS = "LANGUAGE plpgsql {} SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_generic_plan"
_WALK = (
    "SELECT rank FROM (SELECT rank, words FROM search_{tier} ORDER BY rank {limit}) AS found WHERE words @@ query "
    f"AND (SELECT {LIVE_AT} FROM conditions_edition AS edition WHERE edition.id = {EDITION}) ORDER BY rank LIMIT most"
)
# The ranks of up to `most` editions that are live `at` a moment and match a query in one tier, the best first.
# Left to itself PostgreSQL guesses which is faster: to sort what the index of words finds, or to walk through all
# rows in the order of their rank until there are enough. It guesses badly, for it takes a look at a text to be
# cheap. So common words are met among the FIRST rows. If there are not enough, matches are counted: few are sorted,
# and of many a longer walk meets enough. (OFFSET 0 holds it to the walk.)
_IN_TIER = f"""
CREATE OR REPLACE FUNCTION search_in_{{tier}}(query tsquery, at timestamptz, most int) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE ranks bigint[];
BEGIN
    ranks := ARRAY({_WALK.format(tier="{tier}", limit=f"LIMIT {FIRST}")});
    IF cardinality(ranks) = most THEN RETURN ranks; END IF;
    ranks := ARRAY(SELECT rank FROM search_{{tier}} WHERE words @@ query LIMIT {FEW + 1});
    IF cardinality(ranks) > {FEW} THEN RETURN ARRAY({_WALK.format(tier="{tier}", limit="OFFSET 0")}); END IF;
    RETURN ARRAY(
        SELECT rank FROM unnest(ranks) AS found (rank) JOIN conditions_edition AS edition ON edition.id = {EDITION}
        WHERE {LIVE_AT} ORDER BY rank LIMIT most
    );
END $$"""
_CASES = " ".join(f"WHEN '{tier}' THEN search_in_{tier}(queries[i], at, most)" for tier in TIERS)
# The same of some tiers, one after the other until there are enough; ranks may come more than once. Its settings hold
# in what it calls.
_FIND = f"""
CREATE OR REPLACE FUNCTION search_find(tiers text[], queries tsquery[], at timestamptz, most int) RETURNS bigint[]
{_SETTINGS.format("STABLE")} AS $$
DECLARE ranks bigint[] := ARRAY[]::bigint[];
BEGIN
    FOR i IN 1 .. cardinality(tiers) LOOP
        ranks := ranks || CASE tiers[i] {_CASES} END;
        EXIT WHEN (SELECT COUNT(DISTINCT rank) FROM unnest(ranks) AS rank) >= most;
    END LOOP;
    RETURN ranks;
END $$"""

# The threshold is set as the function runs, for the rest of the transaction, not by a SET clause: an owner who is no
# superuser may name a parameter of pg_trgm in a clause only in a session that has loaded pg_trgm already, which the
# sessions of a second start and of pg_restore have not.
_ALIKE = f"""
CREATE OR REPLACE FUNCTION search_alike(wrong text, most int) RETURNS text[] {_SETTINGS.format("VOLATILE")} AS $$
BEGIN
    PERFORM set_config('pg_trgm.similarity_threshold', '{SIMILARITY}', true);
    RETURN ARRAY(
        SELECT word FROM search_word WHERE word % wrong
        AND length(word) BETWEEN length(wrong) - {FARTHEST} AND length(wrong) + {FARTHEST}
        ORDER BY similarity(word, wrong) DESC, word LIMIT most
    );
END $$"""


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
        cursor.execute(_IN_TIER.format(tier=tier))
    cursor.execute(_FIND)
    cursor.execute("CREATE INDEX IF NOT EXISTS search_word_alike ON search_word USING gin (word gin_trgm_ops)")
    cursor.execute(_ALIKE)


def drop(cursor):
    cursor.execute("DROP FUNCTION IF EXISTS search_find, search_alike")
    for tier in TIERS:
        cursor.execute(f"DROP FUNCTION IF EXISTS search_in_{tier}")
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


def find(cursor, looks, at, limit):
    """The ranks of up to `limit` editions that are live at `at`: of the first of `looks` first, the best of each first.

    `looks`: [(tier, several groups, ...)] for editions that have all of some groups in the tier.
    """
    tiers, queries = [tier for tier, *_ in looks], [match(ways) for _, *ways in looks]
    cursor.execute("SELECT search_find(%s, %s::tsquery[], %s, %s)", [tiers, queries, at, limit])
    return [*dict.fromkeys(cursor.fetchone()[0])][:limit]


def match(ways):
    """`ways` in the words of tsquery."""
    return " | ".join(f"({' & '.join(map(_any, groups))})" for groups in ways)


def _any(group):
    return f"({' | '.join(map(_all, group.telling))})"


def _all(phrases):
    return f"({' & '.join(map(_phrase, phrases))})"


def _phrase(stems):
    return f"({' <-> '.join(repr(stem) for stem in stems)})"  # letters and digits alone, so quotes are all it takes


def learn(cursor, words):
    """Nothing: the index on the table of words is all that spelling needs."""


def alike(cursor, word, limit):
    """The words that have the most groups of three letters in common with `word`."""
    cursor.execute("SELECT search_alike(%s, %s)", [word, limit])
    return cursor.fetchone()[0]


@contextmanager
def limited(connection, seconds):
    """Each query within ends with an OperationalError once `seconds` have passed."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}")
        yield
        transaction.set_rollback(True, using=connection.alias)  # nothing was written, and the setting goes back


def took_too_long(error):
    """Whether an OperationalError is the end of `limited`."""
    return getattr(error.__cause__, "pgcode", "") == CANCELED
