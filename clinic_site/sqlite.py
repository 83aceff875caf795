"""Which SQLite the site runs on, and how it keeps its journal.

SQLite 3.7.0 to 3.51.2 can lose committed writes where several processes write in WAL mode (the WAL-reset bug,
sqlite.org/wal.html). The system's own is mostly one of these, so requirements.txt brings a sound one wherever that has
a wheel. Where there is none, and the system's own is not sound either, the site keeps a rollback journal, which has no
such fault; but a write that is being committed waits for readers, and readers for it.
"""

import sys


def is_sound(version):
    """Whether SQLite `version`, as (3, 51, 3), keeps in WAL mode what it has committed."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def use_bundled():
    """Put pysqlite3 in the place of sqlite3 for whoever imports it from now on, where pysqlite3 is there and sound."""
    try:
        import pysqlite3
        import pysqlite3.dbapi2
    except ImportError:
        return
    if is_sound(pysqlite3.sqlite_version_info):
        sys.modules |= {"sqlite3": pysqlite3, "sqlite3.dbapi2": pysqlite3.dbapi2}


def used():
    """The module that stands for sqlite3."""
    import sqlite3

    return sqlite3


def is_in(databases):
    """Whether one of settings.DATABASES is kept by SQLite."""
    return any(database["ENGINE"] == "django.db.backends.sqlite3" for database in databases.values())


def journal_mode():
    return "WAL" if is_sound(used().sqlite_version_info) else "DELETE"


def description():
    """Version, origin and journal mode, for people."""
    origin = "bundled" if used().__name__ == "pysqlite3" else "the system's own"
    return f"SQLite {used().sqlite_version} ({origin}), journal mode {journal_mode()}"
