"""A database of SQLite: copied while it is written to, and put in the place of another.

Always through the SQLite that the site runs on (clinic_site/sqlite.py): another one beside it could lose writes.
"""

import shutil
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from django.db import connections

from clinic_site import sqlite
from clinic_site.backups import facts
from clinic_site.backups.archive import DAMAGED, BackupError

BESIDE = ("-wal", "-shm", "-journal")  # files that SQLite keeps beside a database


def failure():
    """What SQLite raises."""
    return sqlite.used().Error


def dump(path):
    """Copy the site's database to `path`, as it is at one moment, and return its Facts.

    In WAL mode nobody waits for it. With a rollback journal, who writes waits while the file is copied, about a second
    for 500 MB.
    """
    connection = connections["default"]
    module = sqlite.used()
    with (
        closing(module.connect(_address(connection.settings_dict["NAME"], "rw"), uri=True)) as site,
        closing(module.connect(path)) as copy,
    ):
        copy.execute("PRAGMA synchronous=OFF")  # it is written through below
        site.backup(copy)
    with closing(module.connect(path, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")  # one file that needs none beside it
        copy.execute("PRAGMA secure_delete=ON")
        for table in facts.left_out(connection):
            copy.execute(f'DELETE FROM "{table}"')
        check(copy)
        return facts.of(copy.cursor(), facts.tables(connection), module.sqlite_version)


def check(database):
    """Raise BackupError where the open `database` is damaged."""
    found = database.execute("PRAGMA integrity_check(1)").fetchall()
    if found != [("ok",)]:
        raise BackupError(f"The database is damaged: SQLite says {found[0][0]!r}. Restore a backup made before.")


def check_file(path):
    """Raise BackupError where the file in `path` is no sound database."""
    module = sqlite.used()
    try:
        with closing(module.connect(_address(path, "ro"), uri=True)) as database:
            check(database)
    except module.DatabaseError as error:
        raise BackupError(f"The database in the backup cannot be opened ({error}). {DAMAGED}") from error


def free(using):
    """Make the database file of `using` one that nobody has open. Raises BackupError where the site runs on it."""
    connection = connections[using]
    connection.close()
    path = Path(connection.settings_dict["NAME"])
    if not path.exists():
        return
    module = sqlite.used()
    try:
        with closing(module.connect(path, timeout=0)) as database:
            found = database.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except module.OperationalError:
        found = "locked"
    if found != "delete":
        raise BackupError(
            f"Another process has {path} open. Stop the site (systemctl stop clinic) and what else reads its database, "
            "then try again."
        )


def put(path, using):
    """Put the database file in `path` in the place of that of `using`, at once and whole."""
    target = Path(connections[using].settings_dict["NAME"])
    for ending in BESIDE:
        Path(f"{target}{ending}").unlink(missing_ok=True)
    draft = target.with_name(f".{target.name}.part")
    shutil.move(path, draft)  # which copies it where the database is on another disk than the photos
    draft.replace(target)


def _address(path, mode):
    return f"file:{quote(str(path))}?mode={mode}"
