"""Database triggers that keep the past as it was, on SQLite and on PostgreSQL.

Model and queryset refuse too; these hold for a shell, a script and a database console alike. They are
installed after every `migrate`, because a later schema change on SQLite rebuilds a table and drops its
triggers silently.

The rules:
- addresses, edition terms and withdrawals are never changed or deleted;
- an edition is never deleted and changes in nothing but the future edge(s) of its window: an edge that has
  passed stays, and no edge may be moved into the past;
- two editions of one article never overlap;
- a vocabulary term keeps its slug, and stays as long as an edition names it.
"""

from django.db import connections, transaction

from conditions.models import (
    Address,
    BodyArea,
    DiagnosticTest,
    Edition,
    EditionTerm,
    RiskFactor,
    Symptom,
    Withdrawal,
)

APPEND_ONLY = [Address, EditionTerm, Withdrawal]
TERMS = {
    Symptom: EditionTerm.Kind.SYMPTOM,
    RiskFactor: EditionTerm.Kind.RISK_FACTOR,
    DiagnosticTest: EditionTerm.Kind.TEST,
    BodyArea: EditionTerm.Kind.BODY_AREA,
}
WINDOW = ["live_from", "live_until"]
CLOCK_TOLERANCE = "5 minutes"  # web server and database server may disagree by so much

EDITION = Edition._meta.db_table
NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "clock_timestamp()"}
SOON_PAST = {
    "sqlite": f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-{CLOCK_TOLERANCE}')",
    "postgresql": f"clock_timestamp() - interval '{CLOCK_TOLERANCE}'",
}


def rules(vendor):
    """[(name, table, event, condition or None, message)], every refusal as a row trigger."""
    now, soon_past = NOW[vendor], SOON_PAST[vendor]
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    found = []
    for model in [Edition, *APPEND_ONLY]:
        table, name = model._meta.db_table, model._meta.verbose_name
        found.append((f"{table}_keep", table, "DELETE", None, f"A saved {name} is never deleted."))
    for model in APPEND_ONLY:
        table, name = model._meta.db_table, model._meta.verbose_name
        found.append((f"{table}_fixed", table, "UPDATE", None, f"A saved {name} is never changed."))
    content = [field.column for field in Edition._meta.concrete_fields if field.name not in WINDOW]
    changed = " OR ".join(
        f"OLD.{column}::text {differs} NEW.{column}::text"
        if vendor == "postgresql"
        else f"OLD.{column} {differs} NEW.{column}"
        for column in content
    )
    found.append((f"{EDITION}_fixed", EDITION, "UPDATE", changed, "A published edition is never changed."))
    past = " OR ".join(
        f"(OLD.{edge} {differs} NEW.{edge} AND (OLD.{edge} <= {now} OR NEW.{edge} < {soon_past}))" for edge in WINDOW
    )
    found.append((f"{EDITION}_past", EDITION, "UPDATE", past, "What patients saw in the past cannot be changed."))
    overlap = (
        f"EXISTS (SELECT 1 FROM {EDITION} AS other WHERE other.article_id = NEW.article_id AND other.id <> NEW.id"
        " AND (other.live_until IS NULL OR other.live_until > NEW.live_from)"
        " AND (NEW.live_until IS NULL OR NEW.live_until > other.live_from))"
    )
    if vendor == "sqlite":  # PostgreSQL has an exclusion constraint for it, sound under concurrency
        for event in ("INSERT", "UPDATE"):
            name = f"{EDITION}_overlap_{event.lower()}"
            found.append((name, EDITION, event, overlap, "Two editions of one article cannot be live at once."))
        for model in [Edition, *APPEND_ONLY]:  # SQLite's REPLACE deletes without a DELETE trigger
            table, name = model._meta.db_table, model._meta.verbose_name
            found.append((f"{table}_replace", table, "INSERT", _twin(model), f"This {name} is saved already."))
    for model, kind in TERMS.items():
        table = model._meta.db_table
        used = f"EXISTS (SELECT 1 FROM {EditionTerm._meta.db_table} WHERE kind = '{kind}' AND slug = OLD.slug)"
        found.append((f"{table}_used", table, "DELETE", used, "This term stands in a published edition."))
        found.append((f"{table}_slug", table, "UPDATE", "OLD.slug <> NEW.slug", "A term keeps its address."))
    return found


def _twin(model):
    """SQL that finds the rows which a new one would push out."""
    keys = [[field] for field in model._meta.concrete_fields if field.unique]
    keys += [map(model._meta.get_field, constraint.fields) for constraint in model._meta.total_unique_constraints]
    same = " OR ".join(" AND ".join(f"{field.column} = NEW.{field.column}" for field in key) for key in keys)
    return f"EXISTS (SELECT 1 FROM {model._meta.db_table} WHERE {same})"


def install(using="default", **kwargs):
    """Create the guards, replacing older ones; tables of apps not migrated yet are left for later."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    if not {EDITION, EditionTerm._meta.db_table, Withdrawal._meta.db_table} <= set(tables):
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        _drop(connection, cursor)
        for rule in rules(connection.vendor):
            for statement in _create(connection.vendor, *rule):
                cursor.execute(statement)
        if connection.vendor == "postgresql":
            for model in [Edition, *APPEND_ONLY]:
                cursor.execute(
                    f"CREATE TRIGGER {model._meta.db_table}_truncate BEFORE TRUNCATE ON {model._meta.db_table}"
                    f" EXECUTE FUNCTION {model._meta.db_table}_keep()"
                )
            if f"{EDITION}_overlap" not in connection.introspection.get_constraints(cursor, EDITION):
                cursor.execute(
                    f"ALTER TABLE {EDITION} ADD CONSTRAINT {EDITION}_overlap EXCLUDE USING gist"
                    " (int8range(article_id, article_id, '[]') WITH &&, tstzrange(live_from, live_until) WITH &&)"
                )


def remove(using="default"):
    """Take the guards away. Only tests that empty the database between runs have a reason to."""
    connection = connections[using]
    with connection.cursor() as cursor:
        _drop(connection, cursor)


def _create(vendor, name, table, event, condition, message):
    message = message.replace("'", "''")
    if vendor == "sqlite":
        when = f"WHEN {condition} " if condition else ""
        return [f"CREATE TRIGGER {name} BEFORE {event} ON {table} {when}BEGIN SELECT RAISE(ABORT, '{message}'); END"]
    when = f"WHEN ({condition}) " if condition and "SELECT" not in condition else ""
    test = f"IF {condition} THEN " if condition and not when else ""
    end = " END IF;" if test else ""
    result = "OLD" if event == "DELETE" else "NEW"
    raise_it = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {test}{raise_it}{end} RETURN {result}; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when}EXECUTE FUNCTION {name}()",
    ]


def _drop(connection, cursor):
    names = [(name, table) for name, table, *_ in rules(connection.vendor)]
    if connection.vendor == "sqlite":
        for name, _table in names:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    names += [(f"{model._meta.db_table}_truncate", model._meta.db_table) for model in [Edition, *APPEND_ONLY]]
    for name, table in names:
        cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
