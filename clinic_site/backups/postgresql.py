"""A database of PostgreSQL: dumped and restored by its own commands, pg_dump and pg_restore."""

import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from django.db import connections, transaction
from psycopg2.extensions import make_dsn

from clinic_site.backups import facts
from clinic_site.backups.archive import DAMAGED, BackupError

FOLDERS = "/usr/lib/postgresql"  # where Debian keeps the commands of each version
COMPRESSION = 1  # of 9: four times as fast as the usual 6, for a tenth more bytes
NOT_ALLOWED = "42501"  # PostgreSQL's insufficient_privilege
FUNCTIONS = """
SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace
AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""  # but for those of extensions
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


def dump(path):
    """Dump the site's database to `path`, as it is at one moment, and return its Facts. Nobody waits for it."""
    connection = connections["default"]
    connection.ensure_connection()
    version = connection.pg_version // 10_000
    command = _tool("pg_dump", version)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        tables, left_out = facts.tables(connection), facts.left_out(connection)
        found = facts.of(cursor, tables, str(version))
        options = [f"--snapshot={snapshot}", f"--file={path}", f"--compress={COMPRESSION}"]
        options += [f"--exclude-table-data={table}" for table in left_out]
        _run([command, "--format=custom", "--no-owner", "--no-privileges", "--no-comments", *options], connection)
    found.counts.update(dict.fromkeys(left_out, 0))
    _contents(path, version)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return found


def check_file(path):
    """Raise BackupError where the file in `path` is no dump that can be restored here."""
    connection = connections["default"]
    connection.ensure_connection()
    _contents(path, connection.pg_version // 10_000)


def restore(path, using):
    """Load the dump in `path` into the empty database of `using`: all of it, or nothing."""
    connection = connections[using]
    connection.ensure_connection()
    command = _tool("pg_restore", connection.pg_version // 10_000)
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments"]
    _run([command, *options, str(path)], connection)


def clear(using):
    """Drop what `migrate` made in the database of `using`, which holds nothing of a clinic."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'DROP TABLE IF EXISTS "{table}" CASCADE')
        cursor.execute(FUNCTIONS)
        for (function,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION IF EXISTS {function} CASCADE")


def free(using):
    """Raise BackupError where another process is connected to the database of `using`."""
    with connections[using].cursor() as cursor:
        cursor.execute(OTHERS)
        others = cursor.fetchone()[0]
    if others:
        raise BackupError(
            f"{others} other connections to this database are open. Stop the site (systemctl stop clinic) on every "
            "machine, and close other programs that look into it; then try again."
        )


@contextmanager
def scratch(name):
    """The name of an empty database beside the site's, dropped in the end.

    Raises BackupError where the site's account may make none.
    """
    connection = connections["default"]
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # left by a drill that was killed
        try:
            cursor.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
        except Exception as error:
            if getattr(error.__cause__, "pgcode", None) != NOT_ALLOWED:
                raise
            role = connection.settings_dict["USER"] or "clinic"
            raise BackupError(
                "The drill needs a database of its own for a minute, and the site's account of PostgreSQL may not make "
                f'one. As its administrator run: ALTER ROLE "{role}" CREATEDB'
            ) from error
    try:
        yield name
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _contents(path, version):
    """What pg_restore lists of the dump in `path`."""
    process = subprocess.run(  # noqa: S603  (ours)
        [_tool("pg_restore", version), "--list", str(path)], capture_output=True, text=True, errors="replace"
    )
    if process.returncode or "TABLE DATA" not in process.stdout:
        raise BackupError(f"The dump of the database cannot be read ({_last(process.stderr)}). {DAMAGED}")
    return process.stdout


def _run(command, connection):
    """Run a command of PostgreSQL on the database of `connection`. Its password stands in no list of processes."""
    values = connection.get_connection_params()
    secret = {"PGPASSWORD": values.pop("password")} if values.get("password") else {}
    address = make_dsn(**{name: value for name, value in values.items() if isinstance(value, str | int)})
    process = subprocess.run(  # noqa: S603  (ours)
        [command[0], f"--dbname={address}", *command[1:]],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        errors="replace",
    )
    if process.returncode:
        name = Path(command[0]).name
        raise BackupError(f"{name} failed: {_last(process.stderr) or f'status {process.returncode}'}")


def _last(said):
    lines = [line for line in said.strip().splitlines() if "error" in line.lower()] or said.strip().splitlines()
    return lines[0][:300] if lines else ""


def _tool(name, version):
    """The command `name` for a server of this version. Raises BackupError where there is none, or an older one only."""
    newer = sorted(Path(FOLDERS).glob(f"*/bin/{name}"), key=lambda path: path.parts[-3])
    found = [path for path in (shutil.which(name), *map(str, newer)) if path]
    versions = {path: known for path in found if (known := _version(path))}
    for path, known in versions.items():
        if known >= version:
            return path
    remedy = f"Install it: apt install postgresql-client-{version}"
    if not versions:
        raise BackupError(f"{name}, a command of PostgreSQL, is not installed on this machine. {remedy}")
    raise BackupError(f"{name} here is of PostgreSQL {max(versions.values())}, the server is {version}. {remedy}")


def _version(path):
    said = subprocess.run([path, "--version"], capture_output=True, text=True).stdout  # noqa: S603  (ours)
    number = re.search(r"\) (\d+)", said)
    return int(number[1]) if number else None
