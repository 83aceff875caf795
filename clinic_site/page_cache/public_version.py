"""The version of all that public pages show: while it stands still, and no planned moment passes, they say the same.

Triggers move it within the transaction that changes something, so that an edit from the admin, a shell or a database
console is seen by every process with its next request. Every `migrate` moves it, too.
"""

from functools import partial

from django.db import connections, transaction
from django.db.models.signals import post_migrate, pre_migrate

from clinic_site.page_cache.models import PublicVersion

TABLE = PublicVersion._meta.db_table
APP = PublicVersion._meta.app_label
CURRENT = f"SELECT SUM(number) FROM {TABLE}"
# Steps are random: a database that was restored from a backup does not count up to a version it once had.
MOVE = {
    # One writes at a time. (No upsert: in a trigger, the "OR IGNORE" of the outer statement would hold for it, too.)
    "sqlite": f"INSERT INTO {TABLE} (number) SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM {TABLE}); "
    f"UPDATE {TABLE} SET number = number + 1 + abs(random() % 4294967296) WHERE id = (SELECT MIN(id) FROM {TABLE});",
    # Many write at once: each takes a row that nobody else holds, or adds one. So nobody waits, nor waits in a circle.
    "postgresql": f"UPDATE {TABLE} SET number = number + 1 + floor(random() * 4294967296)::bigint "
    f"WHERE id = (SELECT id FROM {TABLE} ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED); "
    f"IF NOT FOUND THEN INSERT INTO {TABLE} (number) VALUES (floor(random() * 4294967296)::bigint); END IF;",
}
EVENTS = ["INSERT", "UPDATE", "DELETE"]

_watched = []  # models
_planned = []  # functions (at) -> the next moment at which pages change by the clock alone, or None


def current(using):
    """The version as the database `using` knows it."""
    with connections[using].cursor() as cursor:
        cursor.execute(CURRENT)
        return int(cursor.fetchone()[0] or 0)


def next_change(at):
    """The first moment after `at` at which a page may change though nobody changes anything, or None."""
    return min(filter(None, (planned(at) for planned in _planned)), default=None)


def changes_by_the_clock(planned):
    """Let the function `planned` say when: `planned(at)` is the next such moment after `at`, or None."""
    _planned.append(planned)
    return planned


def watch(app_config, *models):
    """Every change of rows of `models` moves the version. Called once, when the app is ready."""
    _watched.extend(models)
    name = f"{app_config.label}.version"
    post_migrate.connect(partial(_install, models), sender=app_config, weak=False, dispatch_uid=name)
    pre_migrate.connect(partial(_lift, models), sender=app_config, weak=False, dispatch_uid=name)


def watched():
    """The tables of which every change moves the version."""
    return {model._meta.db_table for model in _watched}


def _install(models, using="default", **kwargs):
    """Create the triggers, replacing older ones; tables that are not there yet are left for later."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if TABLE not in tables:
        return
    for model in models:
        if model._meta.db_table in tables:
            with transaction.atomic(using=using), connection.cursor() as cursor:
                _run(cursor, _triggers(model._meta.db_table, connection.vendor))
    with transaction.atomic(using=using), connection.cursor() as cursor:
        _run(cursor, _moves(connection.vendor))


def _lift(models, using="default", plan=(), **kwargs):
    """Before `migrate`: take the triggers away where it is going to change the table that they write."""
    if not any(migration.app_label == APP for migration, _backwards in plan):
        return
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in models:
            if model._meta.db_table in tables:
                _run(cursor, _dropped(model._meta.db_table, connection.vendor))


def _run(cursor, statements):
    for statement in statements:
        cursor.execute(statement)


def _moves(vendor):
    """Statements that move the version."""
    if vendor == "sqlite":
        return MOVE[vendor].split("; ")
    return [f"DO $$ BEGIN {MOVE[vendor]} END $$"]


def _triggers(table, vendor):
    if vendor == "sqlite":
        create = [
            f"CREATE TRIGGER {_name(table, event)} AFTER {event} ON {table} BEGIN {MOVE[vendor]} END"
            for event in EVENTS
        ]
        return [*_dropped(table, vendor), *create]
    return [
        f"CREATE OR REPLACE FUNCTION {TABLE}_moves() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {MOVE[vendor]} RETURN NULL; END $$",
        f"CREATE OR REPLACE TRIGGER {table}_public AFTER {' OR '.join(EVENTS)} OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_moves()",
    ]


def _dropped(table, vendor):
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {_name(table, event)}" for event in EVENTS]
    return [f"DROP TRIGGER IF EXISTS {table}_public ON {table}"]


def _name(table, event):
    return f"{table}_public_{event.lower()}"
