"""The index: tables of search's own, made by `migrate`, all of which can be made again from the editions and words.

They stand outside Django's models, as their kinds differ by database. Rows of editions are added, never changed.
"""

from django.db import connections, transaction

from conditions.discovery.a_to_z import edition_names
from conditions.discovery.search import frequencies, synonyms
from conditions.discovery.search.index_entry import TIERS, IndexEntry, rank
from conditions.discovery.search.passages import passages
from conditions.discovery.search.tables import ENGINES, engine, insert, learn
from conditions.models import KINDS, Edition, EditionName

VERSION = 2  # of what is stored; the next `migrate` makes an index of another version again
BATCH = 200  # editions that are indexed in one transaction after `migrate`
COLLATION = {"sqlite": "", "postgresql": ' COLLATE "C"'}  # words are sought by how they begin


def add(written, using="default"):
    """Index new editions; `written` is [(Edition, ArticleDocument)]. Part of the transaction that writes them."""
    rows = [(edition.pk, IndexEntry.of(document), passages(document)) for edition, document in written]
    ranked = [(rank(key, indexed.names[0]), key, indexed, read) for key, indexed, read in rows]
    with connections[using].cursor() as cursor:
        facts = [(place, key, indexed.dumps(), read) for place, key, indexed, read in ranked]
        insert(cursor, "search_edition", ["rank", "edition", "indexed", "passages"], facts)
        engine(connections[using]).add(cursor, [(place, indexed) for place, _, indexed, _ in ranked])
        names = [text for _, indexed, _ in rows for text in (*indexed.names, *[name for _, name in indexed.terms])]
        learn(cursor, names)
        frequencies.add(cursor, [indexed.tiers[TIERS[-1]] for _, indexed, _ in rows])


def install(using="default", **kwargs):
    """After `migrate`: make the tables that are missing, and index what is not in them."""
    connection = connections[using]
    needed = {model._meta.db_table for model in (Edition, EditionName, *KINDS)}
    if connection.vendor not in ENGINES or not needed <= set(connection.introspection.table_names()):
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        _create(cursor)
        if _is_of_another_version(cursor) or _is_left_over(cursor, using):
            _drop(cursor)
            _create(cursor)
            cursor.execute("INSERT INTO search_version (version) VALUES (%s)", [VERSION])
        synonyms.write_all(cursor)
    catch_up(using)


def rebuild(using="default"):
    """Make the whole index again."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        _drop(cursor)
    install(using)


def catch_up(using="default"):
    """Index the editions that are not, as those published before there was a search."""
    for keys in _batches(_missing(using)):
        with transaction.atomic(using=using):
            editions = Edition.objects.using(using).filter(pk__in=keys).order_by("pk")
            written = [(edition, edition.document) for edition in editions]
            named = set(EditionName.objects.using(using).filter(edition__in=keys).values_list("edition", flat=True))
            unnamed = [pair for pair in written if pair[0].pk not in named]
            EditionName.objects.using(using).bulk_create([name for pair in unnamed for name in edition_names(*pair)])
            add(written, using)


def _missing(using):
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT id FROM conditions_edition WHERE NOT EXISTS "
            "(SELECT 1 FROM search_edition WHERE edition = conditions_edition.id) ORDER BY id"
        )
        return [key for (key,) in cursor.fetchall()]


def _is_of_another_version(cursor):
    cursor.execute("SELECT version FROM search_version")
    return [version for (version,) in cursor.fetchall()] != [VERSION]


def _is_left_over(cursor, using):
    """Whether the database was emptied since: the keys of its editions may be given again."""
    if Edition.objects.using(using).exists():
        return False
    cursor.execute("SELECT EXISTS (SELECT 1 FROM search_edition) OR EXISTS (SELECT 1 FROM search_word)")
    return bool(cursor.fetchone()[0])


def _batches(keys):
    return [keys[i : i + BATCH] for i in range(0, len(keys), BATCH)]


def _create(cursor):
    collation = COLLATION[cursor.db.vendor]
    cursor.execute(
        "CREATE TABLE IF NOT EXISTS search_edition "
        "(rank bigint PRIMARY KEY, edition bigint NOT NULL UNIQUE, indexed text NOT NULL, passages text NOT NULL)"
    )
    cursor.execute("CREATE TABLE IF NOT EXISTS search_version (version int NOT NULL)")
    frequencies.create(cursor, collation)
    cursor.execute(f"CREATE TABLE IF NOT EXISTS search_word (word varchar(60){collation} PRIMARY KEY)")
    synonyms.create(cursor)
    engine(cursor.db).create(cursor)


def _drop(cursor):
    engine(cursor.db).drop(cursor)
    for table in ("search_edition", "search_word", "search_version", frequencies.TABLE, synonyms.TABLE):
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
