import os
from pathlib import Path

from django.conf import settings
from django.db import Error, connections
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from appointments.outage import spool
from clinic_site import disk_space, heartbeat
from clinic_site.backups import runs
from clinic_site.page_cache.replica import PRIMARY, REPLICA

WORDS = {
    PRIMARY: "The database does not answer.\n",
    REPLICA: "The replica does not answer. Its pages come from the primary.\n",
}
READING = "The primary database does not answer. Public pages are read from the replica; nothing can be saved.\n"
NO_LETTERS = "Letters are not being sent: their sender does not run, or does not get on. See the log of the service.\n"
NO_BACKUPS = "The last backup failed, or is older than two days. The admin's front page says more, to managers.\n"
FULL = "The disk is full, or nearly so: soon nothing can be saved. Make room.\n"
READ_ONLY = "The disk can only be read: nothing can be saved.\n"


@require_safe
@never_cache
def healthz(request):
    """Whether the site is in order: "ok", or a line for each thing that is not.

    For load balancers: 503 only where no page can be read. A load balancer that took this server out because letters
    wait, the disk is full or one of two databases is down would take away what patients can still read.

    For monitors, which mostly look at the status alone: `/healthz?strict` is 503 for everything that is not "ok".
    """
    down = [name for name in settings.DATABASES if not _answers(name)]
    lines = [WORDS[name] for name in down]
    if down == [PRIMARY] and REPLICA in settings.DATABASES:
        lines = [READING]
    if heartbeat.is_missed():
        lines.append(NO_LETTERS)
    if PRIMARY not in down and _backups_fail():
        lines.append(NO_BACKUPS)
    lines += _of_the_disk() + _of_the_spool()
    unreadable = len(down) == len(settings.DATABASES)
    status = 503 if unreadable or lines and "strict" in request.GET else 200
    return HttpResponse("".join(lines) or "ok\n", status=status, content_type="text/plain")


def _answers(name):
    try:
        with connections[name].cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _backups_fail():
    try:
        return settings.BACKUP_DIR is not None and runs.backups_fail()
    except Error:
        return False  # that the database is wrong is said already


def _of_the_spool():
    lines = []
    if waiting := spool.waiting():
        since = f"{timezone.localtime(waiting[0].sent_at):%Y-%m-%d %H:%M}"
        lines.append(f"Requests that wait in the spool for the database: {len(waiting)}, since {since}.\n")
    if aside := spool.set_aside():
        lines.append(f"Requests in the spool that cannot be opened or filed: {len(aside)}. See the desk's page.\n")
    return lines


def _of_the_disk():
    """Return the faults of the disks of DATA_DIR and, where it is elsewhere, of a SQLite database."""
    folders = {settings.DATA_DIR, *(Path(name).parent for name in _sqlite_files())}
    try:
        disks = [os.statvfs(folder) for folder in folders]
    except OSError:
        return []  # the database is not there, which is said already
    if any(disk.f_flag & os.ST_RDONLY for disk in disks):
        return [READ_ONLY]
    return [FULL] if any(map(disk_space.is_low, disks)) else []


def _sqlite_files():
    return [database["NAME"] for database in settings.DATABASES.values() if "sqlite3" in database["ENGINE"]]
