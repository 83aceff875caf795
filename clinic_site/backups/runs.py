"""What is written down of backups and drills, and what is said of them."""

import time
from contextlib import contextmanager
from datetime import timedelta

from django.db import Error
from django.utils import timezone

from clinic_site.backups.archive import BackupError
from clinic_site.backups.models import KEPT, BackupRun

Kind = BackupRun.Kind
STALE = {Kind.BACKUP: timedelta(days=2), Kind.DRILL: timedelta(days=30)}  # after which the last good one is too old


@contextmanager
def recorded(kind, *, using="default"):
    """Within, a BackupRun is made: the caller says of it what it knows. A failure is written down, and raised again.

    Who is told to end (SystemExit) has not failed: nothing is written down, so that it is soon done again.
    """
    run = BackupRun(kind=kind, started_at=timezone.now(), succeeded=True)
    began = time.monotonic()
    try:
        yield run
    except Exception as error:
        run.succeeded = False
        run.detail = str(error) if isinstance(error, BackupError) else f"It ended with {type(error).__name__}."
        _save(run, began, using, failing=True)
        raise
    _save(run, began, using)


def _save(run, began, using, failing=False):
    run.seconds = time.monotonic() - began
    try:
        run.save(using=using)
        BackupRun.objects.using(using).filter(started_at__lt=timezone.now() - KEPT).delete()
    except Error:
        if not failing:  # else what failed first is told
            raise


def newest(kind):
    """(the newest BackupRun of `kind`, the newest good one), each None where there is none."""
    runs = BackupRun.objects.of(kind)
    last = runs.first()
    return last, last if last is None or last.succeeded else runs.good().first()


def is_stale(kind, good, now):
    """Whether `good`, the newest good run of `kind` or None, is too old to rely on."""
    return good is None or good.started_at < now - STALE[kind]


def backups_fail(now=None):
    """Whether the last backup failed, or is too old. Where none was ever tried, nothing has failed."""
    last, good = newest(Kind.BACKUP)
    return last is not None and (last.failed or is_stale(Kind.BACKUP, good, now or timezone.now()))
