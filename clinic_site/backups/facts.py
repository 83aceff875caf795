"""What a database says of itself: for a manifest, and to hold a restored one against it."""

import re
from dataclasses import dataclass

from django.apps import apps

NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Facts:
    """`photos`: digests of the photos in the library; `clinic`: the clinic's name, or ""."""

    migrations: list
    counts: dict
    photos: set
    clinic: str
    version: str


def of(cursor, tables, version):
    """The Facts that `cursor` finds in a database of this release with these `tables`."""
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    migrations = sorted({(app, name) for app, name in cursor.fetchall()})
    cursor.execute("SELECT digest FROM photos_photo")
    photos = {row[0] for row in cursor.fetchall()}
    cursor.execute("SELECT name FROM directory_clinicprofile")
    names = cursor.fetchall()
    return Facts(
        [list(migration) for migration in migrations],
        counted(cursor, sorted(tables)),
        photos,
        names[0][0] if names else "",
        version,
    )


def counted(cursor, tables):
    """{table: its rows}. Raises ValueError for a name that is none of a table."""
    counts = {}
    for table in tables:
        if not NAME.fullmatch(table):
            raise ValueError(table)
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        counts[table] = cursor.fetchone()[0]
    return counts


def tables(connection):
    """The tables of this release that are in the database."""
    there = connection.introspection.table_names()
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    return ours & set(there)


def left_out(connection):
    """Tables whose rows go into no backup: what is to be gone within the hour, and what lets somebody in."""
    models = [model for model in apps.get_models() if getattr(model, "never_backed_up", False)]
    return sorted({*(model._meta.db_table for model in models), "django_session"} & tables(connection))
