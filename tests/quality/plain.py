"""Plain full text, as Django developers write it in an afternoon: any of the words, weighted by field.

It stands beside the search of the site on the same articles, so that nobody has to guess what the site's own adds.
"""

import re
import sqlite3

from clinic_site.richtext.sanitiser import text_of
from conditions.discovery.search.index_entry import IndexEntry

WEIGHTS = (10.0, 4.0, 1.0)  # title and other names, summary, body
_LETTERS = re.compile(r"\w+")


def texts(document):
    """(names, summary, body) of an ArticleDocument."""
    entry = IndexEntry.of(document)
    terms = [name for _, name in entry.terms]
    parts = [text for part in entry.parts for text in part]
    return " . ".join(entry.names), entry.summary, text_of("\n".join([*terms, *parts]))


class SQLite:
    """FTS5 with its Porter stemmer, ordered by its BM25."""

    label = "FTS5, porter, OR"

    def __init__(self, articles):
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute(
            "CREATE VIRTUAL TABLE article USING fts5(slug UNINDEXED, names, summary, body, tokenize='porter unicode61')"
        )
        rows = [(slug, *texts(document)) for slug, document in articles]
        self.connection.executemany("INSERT INTO article VALUES (?, ?, ?, ?)", rows)

    def slugs(self, text):
        words = " OR ".join(f'"{word}"' for word in _LETTERS.findall(text))
        found = self.connection.execute(
            "SELECT slug FROM article WHERE article MATCH ? ORDER BY bm25(article, 0, ?, ?, ?) LIMIT 10",
            (words, *WEIGHTS),
        )
        return [slug for (slug,) in found]


class PostgreSQL:
    """The English configuration, setweight and ts_rank_cd."""

    label = "PostgreSQL, english, OR"

    def __init__(self, articles, url):
        import psycopg2

        self.cursor = psycopg2.connect(url).cursor()
        self.cursor.execute("CREATE TEMPORARY TABLE article (slug text, words tsvector)")
        for slug, document in articles:
            self.cursor.execute(
                "INSERT INTO article VALUES (%s, setweight(to_tsvector('english', %s), 'A') || "
                "setweight(to_tsvector('english', %s), 'B') || setweight(to_tsvector('english', %s), 'C'))",
                (slug, *texts(document)),
            )

    def slugs(self, text):
        words = " or ".join(_LETTERS.findall(text))
        self.cursor.execute(
            "SELECT slug FROM article, websearch_to_tsquery('english', %s) AS query WHERE words @@ query "
            "ORDER BY ts_rank('{0.1, 0.1, 0.4, 1.0}', words, query) DESC, slug LIMIT 10",
            (words,),
        )
        return [slug for (slug,) in self.cursor.fetchall()]
