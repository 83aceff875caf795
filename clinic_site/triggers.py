"""Refusals as database triggers, in the words of SQLite and of PostgreSQL."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connections, transaction

CLOCK_TOLERANCE = "5 minutes"  # web server and database server may disagree by so much

NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "clock_timestamp()"}
SOON_PAST = {
    "sqlite": f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-{CLOCK_TOLERANCE}')",
    "postgresql": f"clock_timestamp() - interval '{CLOCK_TOLERANCE}'",
}
DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


@dataclass(frozen=True)
class Refusal:
    """Refuses `event` (INSERT, UPDATE or DELETE) on rows of `table` where the SQL `condition`, if any, holds."""

    name: str
    table: str
    event: str
    message: str
    condition: str = ""


def kept(model):
    """The refusals that keep every row of `model`: no DELETE."""
    table, name = model._meta.db_table, model._meta.verbose_name
    return [Refusal(f"{table}_keep", table, "DELETE", f"A saved {name} is never deleted.")]


def fixed(model, vendor, *, but=()):
    """The refusals that keep the content of every row of `model`: no UPDATE, except of the fields named in `but`."""
    table, name = model._meta.db_table, model._meta.verbose_name
    cast = "::text" if vendor == "postgresql" else ""
    columns = [field.column for field in model._meta.concrete_fields if field.name not in but]
    changed = " OR ".join(f"OLD.{column}{cast} {DIFFERS[vendor]} NEW.{column}{cast}" for column in columns)
    found = [Refusal(f"{table}_fixed", table, "UPDATE", f"A saved {name} is never changed.", changed if but else "")]
    if vendor == "sqlite":  # its REPLACE deletes without a DELETE trigger
        found.append(Refusal(f"{table}_replace", table, "INSERT", f"This {name} is saved already.", _twin(model)))
    return found


def _twin(model):
    """SQL that finds the rows which a new one would push out."""
    keys = [[field] for field in model._meta.concrete_fields if field.unique]
    keys += [map(model._meta.get_field, constraint.fields) for constraint in model._meta.total_unique_constraints]
    same = " OR ".join(" AND ".join(f"{field.column} = NEW.{field.column}" for field in key) for key in keys)
    return f"EXISTS (SELECT 1 FROM {model._meta.db_table} WHERE {same})"


def create(refusals, using="default"):
    """Create the triggers, replacing older ones, without a moment in between."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        _drop(refusals, connection.vendor, cursor)
        for refusal in refusals:
            for statement in _create(refusal, connection.vendor):
                cursor.execute(statement)


def drop(refusals, using="default"):
    connection = connections[using]
    with connection.cursor() as cursor:
        _drop(refusals, connection.vendor, cursor)


def _create(refusal, vendor):
    name, table, event, condition = refusal.name, refusal.table, refusal.event, refusal.condition
    message = refusal.message.replace("'", "''")
    if vendor == "sqlite":
        when = f"WHEN {condition} " if condition else ""
        return [f"CREATE TRIGGER {name} BEFORE {event} ON {table} {when}BEGIN SELECT RAISE(ABORT, '{message}'); END"]
    when = f"IF {condition} THEN " if condition else ""
    end = " END IF;" if condition else ""
    row = "OLD" if event == "DELETE" else "NEW"
    statements = [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {when}"
        f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';{end} RETURN {row}; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
    if event == "DELETE" and not condition:
        statements.append(f"CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {name}()")
    return statements


def _drop(refusals, vendor, cursor):
    for refusal in refusals:
        if vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER IF EXISTS {refusal.name}")
        else:
            cursor.execute(f"DROP TRIGGER IF EXISTS {refusal.name} ON {refusal.table}")
            cursor.execute(f"DROP TRIGGER IF EXISTS {refusal.name}_all ON {refusal.table}")


@dataclass(frozen=True)
class AppTriggers:
    """The triggers of the app `label` on the tables of `models`; `rules(vendor)` gives its Refusals.

    They are made after every `migrate`, and dropped before one that changes the app's tables: they would forbid it, or
    it would drop them silently (SQLite rebuilds tables).
    """

    label: str
    models: list
    rules: Callable

    def create(self, using="default", **kwargs):
        """Create them on the tables that are there, replacing older ones, and return True.

        While a table of `models` is not there yet, leave it for later.
        """
        connection = connections[using]
        tables = set(connection.introspection.table_names())
        there = {model._meta.db_table for model in self.models} <= tables
        if there:
            create([refusal for refusal in self.rules(connection.vendor) if refusal.table in tables], using)
        return there

    def drop_before_migration(self, using="default", plan=(), **kwargs):
        """Drop them where the `plan` of `migrate` changes this app's tables."""
        if any(migration.app_label == self.label for migration, _backwards in plan):
            self.drop(using)

    def drop(self, using="default"):
        """Drop them. Besides migrations, only tests that empty the database have a reason to."""
        drop(self.rules(connections[using].vendor), using)
