"""When a backup or a drill is due, and the process that makes it: `manage.py keep_backups`, started by the sender.

The sender of letters (send_letters --watch) runs all the time, and is replaced when it dies. So it looks once a minute
what is due, and needs no memory for what happens once a night.
"""

import datetime as dt
import logging
import subprocess
import sys
import time

from django.conf import settings
from django.db import connection
from django.utils import timezone

from clinic_site.backups import runs
from clinic_site.backups.restore import held_by_the_site

logger = logging.getLogger(__name__)
EVERY = 60  # seconds between two looks
AGAIN = {runs.Kind.BACKUP: dt.timedelta(minutes=30), runs.Kind.DRILL: dt.timedelta(hours=20)}  # after one that failed
WEEK = dt.timedelta(days=7)
GENTLE = 20  # seconds for a backup that is told to end


def last_night(now):
    """The last moment, not after `now`, at which a backup was due: BACKUP_AT on the clinic's clocks."""
    day = timezone.localdate(now)
    today = timezone.make_aware(dt.datetime.combine(day, settings.BACKUP_AT))
    if today <= now:
        return today
    return timezone.make_aware(dt.datetime.combine(day - dt.timedelta(days=1), settings.BACKUP_AT))


def backup_is_due(now=None):
    """Whether last night's backup is still to be made. An empty site needs none: there is nothing to lose."""
    now = now or timezone.now()
    return _is_due(runs.Kind.BACKUP, last_night(now), now) and bool(held_by_the_site(connection))


def drill_is_due(now=None):
    """Whether the last drill that held is a week old, and there is a backup to try."""
    now = now or timezone.now()
    _last, backup = runs.newest(runs.Kind.BACKUP)
    return backup is not None and _is_due(runs.Kind.DRILL, now - WEEK, now)


def _is_due(kind, since, now):
    last, good = runs.newest(kind)
    if good and since <= good.started_at:
        return False
    return last is None or last.succeeded or last.started_at <= now - AGAIN[kind]


class Keeper:
    """Starts what is due, one process at a time."""

    def __init__(self):
        self.process, self.next_look = None, time.monotonic()

    def look(self):
        """Call it often. Raises what the database raises."""
        if settings.BACKUP_DIR is None or self._runs() or time.monotonic() < self.next_look:
            return
        self.next_look = time.monotonic() + EVERY
        if backup_is_due() or drill_is_due():
            command = [sys.executable, "manage.py", "keep_backups"]
            self.process = subprocess.Popen(command, cwd=settings.BASE_DIR)  # noqa: S603  (ours)

    def stop(self):
        """End a backup that is being made; the next start makes it anew."""
        if self._runs():
            self.process.terminate()
            try:
                self.process.wait(GENTLE)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def _runs(self):
        if self.process is None:
            return False
        status = self.process.poll()
        if status is None:
            return True
        self.process = None
        if status:  # which it has told itself; where it could not write that down, it is not tried each minute
            self.next_look = time.monotonic() + AGAIN[runs.Kind.BACKUP].total_seconds()
        return False
