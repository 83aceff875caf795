"""One backup, restore or drill at a time, on however many machines the site runs."""

import fcntl
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from clinic_site.backups.archive import BackupError

NUMBER = 0x636C696E  # of PostgreSQL's advisory lock, which ends with the connection


class Busy(BackupError):
    """Another process makes a backup, or tries one."""

    def __init__(self):
        super().__init__("A backup, a restore or a drill of this site runs already. Wait until it is done.")


@contextmanager
def alone():
    """Within, no other process makes, restores or tries a backup. Raises Busy where one does. A crash frees it."""
    with _in_the_database() if connection.vendor == "postgresql" else _in_the_folder():
        yield


@contextmanager
def _in_the_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [NUMBER])
        if not cursor.fetchone()[0]:
            raise Busy
    try:
        yield
    finally:
        if connection.connection and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [NUMBER])


@contextmanager
def _in_the_folder():
    with (settings.DATA_DIR / "backup.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield
