"""Writing to the tables of search, whichever the database."""

from conditions.discovery.search import postgresql, sqlite
from conditions.discovery.search.analysis import WORD, stem_of, surface

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}
ROWS = 200  # of one statement


def engine(connection):
    return ENGINES[connection.vendor]


def insert(cursor, table, columns, rows, more=""):
    """Add rows to a table, many with one statement."""
    row = f"({', '.join(['%s'] * len(columns))})"
    for i in range(0, len(rows), ROWS):
        some = rows[i : i + ROWS]
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * len(some))} {more}",
            [value for values in some for value in values],
        )


def learn(cursor, texts):
    """Let spelling know the words of `texts`."""
    words = {surface(match[0]) for text in texts for match in WORD.finditer(text) if stem_of(match[0])}
    words = sorted(word for word in words if not word.isdigit())  # sorted: two who publish wait for each other in turn
    for i in range(0, len(words), ROWS):
        some = words[i : i + ROWS]
        cursor.execute(f"SELECT word FROM search_word WHERE word IN ({', '.join(['%s'] * len(some))})", some)
        known = {word for (word,) in cursor.fetchall()}
        new = [word for word in some if word not in known]
        insert(cursor, "search_word", ["word"], [(word,) for word in new], "ON CONFLICT DO NOTHING")
        engine(cursor.db).learn(cursor, new)
