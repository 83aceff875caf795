"""Restoring a backup into an empty site: everything is checked, and written aside, before anything is put in place.

The rows come as a whole database, so the guards that keep the past as it was (triggers.py) have nothing to refuse: the
file of SQLite brings its own, and pg_restore makes them after the rows.
"""

import contextlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import Error, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from clinic_site.backups import facts, photo_files, postgresql, sqlite
from clinic_site.backups.archive import BackupError
from clinic_site.backups.keys import fingerprint, present_booking_keys
from clinic_site.backups.models import BackupRun, SiteIdentity
from clinic_site.backups.photo_files import PhotoFiles
from clinic_site.backups.place import Placing
from clinic_site.checks import of_newer_releases
from clinic_site.photos.files import StorageDown

HELD = {  # a site that holds any of these is not empty
    "auth.User": "accounts",
    "directory.ClinicProfile": "clinic profiles",
    "conditions.Article": "articles",
    "appointments.BookingRequest": "booking requests",
    "photos.Photo": "photos",
}
SEALED = {  # what only the booking keys open
    ("appointments.BookingRequest", "sealed_answers"): "booking requests: who asked, and what they wrote",
    ("appointments.Note", "sealed_text"): "notes of the desk",
    ("appointments.Letter", "sealed_to"): "addresses of letters that were not sent yet",
    ("accounts.Account", "sealed_app_secret"): "authenticator apps: their owners sign in by passkey or recovery code, "
    "and the last manager by manage.py remove_second_factor",
}
OURS = ("django_", "search_", "sqlite_")  # how tables begin that belong to no app's models
ASIDE = "aside"  # the alias of SQLite's database while it lies aside
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Restored:
    """What a restore did. `migrated`: from an older release; `without_keys`: nobody can read what `unread` lists."""

    migrated: bool
    without_keys: bool
    unread: list


@dataclass(frozen=True)
class Place:
    """Where to: a database by its alias, where the files of photos lie; `secrets`: that of the keys, None for none."""

    using: str
    photos: PhotoFiles
    secrets: Path | None = None


def this_site():
    return Place("default", photo_files.of_this_site(), settings.DATA_DIR)


def check_target(backup, keys, *, other_clinic=False):
    """Raise BackupError where `backup` does not belong into this site, or this site is not empty."""
    manifest, connection = backup.manifest, connections["default"]
    if manifest.engine != connection.vendor:
        raise BackupError(
            f"This is a backup of a site on {NAMES[manifest.engine]}, and this site is on {NAMES[connection.vendor]}. "
            f"Let DATABASE_URL {_other_url(manifest.engine)}, and restore again. (Articles alone can be taken across: "
            "manage.py export_articles there, import_articles here.)"
        )
    check_release(manifest)
    if held := held_by_the_site(connection):
        raise BackupError(
            f"This site is not empty: it holds {held}. A backup is restored into an empty one: with another DATA_DIR, "
            "or another database in DATABASE_URL."
        )
    if not other_clinic:
        _check_clinic(manifest, keys, connection)
    if keys and missing(manifest, keys.booking_keys):
        raise BackupError(
            f"These keys do not belong to this backup: that was made under those in {manifest.keys_file}. Name that "
            "file, or leave out --keys."
        )
    if keys and os.environ.get("BOOKING_KEYS") and missing(manifest, settings.BOOKING_KEYS):
        raise BackupError(
            "BOOKING_KEYS in the environment names other keys than the backup was made under, and goes before them. "
            "Unset it, or put those of the file of keys into it; then restore again."
        )


def check_release(manifest):
    """Raise BackupError where a newer release made the backup."""
    unknown = of_newer_releases(map(tuple, manifest.migrations))
    if unknown:
        app, name = sorted(unknown)[0]
        raise BackupError(
            f"This backup was made by a newer release, whose changes of the database this one does not know "
            f"({app}.{name}). Install that release, or a newer one, and restore with it."
        )


def held_by_the_site(connection):
    """What the site's database holds, as "accounts: 3, articles: 1"; "" where it is empty."""
    there = set(connection.introspection.table_names())
    begins = (*OURS, *(f"{app.label}_" for app in apps.get_app_configs()))
    if strange := sorted(table for table in there if not table.startswith(begins)):
        return f"tables of another program, such as {strange[0]}"
    counts = {}
    for label, words in HELD.items():
        model = apps.get_model(label)
        if model._meta.db_table in there and (count := model.objects.using(connection.alias).count()):
            counts[words] = count
    return ", ".join(f"{words}: {count:,}" for words, count in counts.items())


def _check_clinic(manifest, keys, connection):
    known = SiteIdentity._meta.db_table in connection.introspection.table_names() and SiteIdentity.objects.first()
    of = f"{manifest.clinic or 'a clinic'} ({manifest.address})"
    if known and known.number.hex != manifest.site or _host(manifest.address) != settings.SITE_HOST:
        raise BackupError(
            f"This is a backup of another clinic: of {of}, and this site is {settings.SITE_URL}. If you mean it (the "
            "clinic has a new address, or you try a restore on another machine), say so: --other-clinic"
        )
    if keys and keys.site != manifest.site:
        raise BackupError(f"These are the keys of another clinic ({keys.address}); the backup is of {of}.")


def _host(address):
    host = urlsplit(address).hostname or ""
    return f"[{host}]" if ":" in host else host


def _other_url(engine):
    return "name an empty PostgreSQL database" if engine == "postgresql" else "be unset"


def missing(manifest, keys):
    """Whether one of the keys that the backup was made under is not among `keys`."""
    return not set(manifest.booking_keys) <= {fingerprint(key) for key in keys}


def restore(backup, place, keys=None):
    """Restore `backup` into `place`, which is empty, with `keys` if there are any; return what was Restored.

    Raises BackupError, and leaves `place` as it was: empty. (A database of PostgreSQL may have lost its empty tables, a
    bucket may hold photos without a row, which nobody sees.)
    """
    with _said_of_what_refused(place), _aside(place) as aside, Placing() as placing:
        database = aside / backup.database
        backup.extract(backup.database, database)
        engine = sqlite if backup.manifest.engine == "sqlite" else postgresql
        engine.check_file(database)
        _extract_photos(backup, aside)
        if place.secrets:
            os.sync()  # once, rather than for each of thousands of files
        engine.free(place.using)
        place.photos.take(aside, placing)
        if keys and place.secrets:
            _place_keys(keys, place.secrets, placing)
        load = _load_sqlite if engine is sqlite else _load_postgresql
        return load(backup, database, place, keys)


@contextlib.contextmanager
def _aside(place):
    """A folder beside the photos' own, so that what lies in it is moved in no time (unless that is to a bucket)."""
    place.photos.beside.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=place.photos.beside) as folder:
        yield Path(folder)


def _extract_photos(backup, aside):
    for name in backup.photos:
        path = aside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        backup.extract(name, path)


def _place_keys(keys, folder, placing):
    if not os.environ.get("SECRET_KEY"):
        placing.secret(folder / "secret_key", keys.secret_key)
    if not os.environ.get("BOOKING_KEYS"):
        placing.secret(folder / "booking_key", ",".join(keys.booking_keys))


def _load_sqlite(backup, database, place, keys):
    connections.databases[ASIDE] = connections[place.using].settings_dict | {"NAME": database}
    try:
        restored = _brought_up_to_date(backup, ASIDE, place, keys)
    finally:
        connections[ASIDE].close()
        del connections[ASIDE], connections.databases[ASIDE]
    sqlite.put(database, place.using)
    return restored


def _load_postgresql(backup, database, place, keys):
    postgresql.clear(place.using)
    postgresql.restore(database, place.using)
    try:
        return _brought_up_to_date(backup, place.using, place, keys)
    except BaseException:
        postgresql.clear(place.using)
        raise


def _brought_up_to_date(backup, using, place, keys):
    """Hold what was loaded against the manifest, and bring it from an older release to this one."""
    manifest, began = backup.manifest, timezone.now()
    with connections[using].cursor() as cursor:
        try:
            counts = facts.counted(cursor, manifest.counts)
        except (ValueError, Error) as error:
            raise BackupError(f"The database in the backup lacks what its manifest lists ({error}).") from error
        if wrong := [table for table, count in counts.items() if count != manifest.counts[table]]:
            raise BackupError(f"The database in the backup has not as many rows in {wrong[0]} as its manifest says.")
        migrated = _migrate(using)
        cursor.execute("ANALYZE")
    without_keys = missing(manifest, keys.booking_keys if keys else present_booking_keys())
    restored = Restored(migrated, without_keys, _unread(using) if without_keys else [])
    BackupRun.objects.using(using).create(
        kind=BackupRun.Kind.RESTORE,
        started_at=began,
        seconds=(timezone.now() - began).total_seconds(),
        succeeded=True,
        file=backup.path.name,
        size=backup.path.stat().st_size,
        without_keys=without_keys,
    )
    return restored


def _migrate(using):
    """Bring the database from an older release to this one; return whether it was from one."""
    executor = MigrationExecutor(connections[using])
    behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if behind:
        with _as_default(using):
            call_command("migrate", verbosity=0, interactive=False)
    return behind


@contextlib.contextmanager
def _as_default(using):
    """Within, "default" is the database of `using`: no migration, and nothing that runs after one, reaches another."""
    if using == "default":
        yield
        return
    before, connections["default"] = connections["default"], connections[using].copy("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = before


def _unread(using):
    """["12 booking requests: ...", ...]: what is sealed with keys that are not here."""
    found = []
    for (label, column), words in SEALED.items():
        sealed = apps.get_model(label).objects.using(using).exclude(**{column: ""}).count()
        if sealed:
            found.append(f"{sealed:,} {words}")
    return found


@contextlib.contextmanager
def _said_of_what_refused(place):
    try:
        yield
    except StorageDown as error:
        raise BackupError(f"Nothing was restored. {error}") from error
    except OSError as error:
        raise BackupError(
            f"Nothing more can be written into {place.photos.beside} ({error.strerror}). Nothing was restored. "
            "Make room on its disk, and see that the account of the site may write there."
        ) from error
    except (Error, sqlite.failure()) as error:
        raise BackupError(
            f"The database could not be restored ({str(error).strip()}). Nothing was restored."
        ) from error
