"""What waits, looked up whenever somebody asks: numbers alone."""

import os

from django.db import DatabaseError, InterfaceError, connections
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily

from appointments import queue
from clinic_site import heartbeat
from clinic_site.backups import runs
from clinic_site.mail.letters import Letter

BACKUPS = (runs.Kind.BACKUP, runs.Kind.DRILL)  # of a restore nothing is known but that it succeeded
_of_the_database, _of_files = [], []


class Gauges:
    """A collector of prometheus_client. While the database does not answer, its numbers are left out."""

    def describe(self):
        return []  # nothing is looked up before somebody asks

    def collect(self):
        answers = True
        try:
            yield from [look() for look in _of_the_database]
        except (DatabaseError, InterfaceError):
            answers = False
        finally:
            connections.close_all()  # they are this thread's own, which waits for a minute now
        yield GaugeMetricFamily("clinic_database_up", "Whether the database answers.", value=answers)
        yield from filter(None, (look() for look in _of_files))


def of_the_database(look):
    """Register `look()`, which gives a metric family and may ask the database."""
    _of_the_database.append(look)
    return look


def of_files(look):
    """Register `look()`, which gives a metric family, or None where there is nothing to tell."""
    _of_files.append(look)
    return look


@of_the_database
def requests_waiting():
    waiting = GaugeMetricFamily(
        "clinic_requests_waiting",
        f"Requests for a visit on which the desk is to act, by section of its queue; {queue.COUNTED} at most.",
        labels=["section"],
    )
    for section in queue.waiting():
        waiting.add_metric([section.key], section.requests[: queue.COUNTED].count())
    return waiting


@of_the_database
def letters():
    family = GaugeMetricFamily("clinic_letters", "Letters that wait, and that were given up.", labels=["state"])
    for label, state in [("waiting", Letter.State.QUEUED), ("failed", Letter.State.FAILED)]:
        family.add_metric([label], Letter.objects.filter(state=state).count())
    return family


@of_the_database
def oldest_letter():
    queued = Letter.objects.filter(state=Letter.State.QUEUED).order_by("queued_at").values_list("queued_at", flat=True)
    oldest = queued.first()
    age = (timezone.now() - oldest).total_seconds() if oldest else 0
    return GaugeMetricFamily("clinic_oldest_letter_seconds", "Age of the oldest letter that waits.", value=age)


@of_the_database
def last_good_backups():
    words = "When the last good backup was begun, and the last drill that held; none where there was none yet."
    family = GaugeMetricFamily("clinic_backup_last_success_timestamp_seconds", words, labels=["kind"])
    for kind in BACKUPS:
        _last, good = runs.newest(kind)
        if good:
            family.add_metric([kind.value], good.started_at.timestamp())
    return family


@of_the_database
def backups_that_succeed():
    words = "Whether the newest backup was made, and the newest drill held; none where none was tried yet."
    family = GaugeMetricFamily("clinic_backup_last_run_succeeded", words, labels=["kind"])
    for kind in BACKUPS:
        last, _good = runs.newest(kind)
        if last:
            family.add_metric([kind.value], last.succeeded)
    return family


@of_files
def sender_heartbeat():
    try:
        last = os.stat(os.environ[heartbeat.FILE]).st_mtime
    except (KeyError, OSError):
        return None
    words = "When the sender of letters last got on with its work; 0 after it died."
    return GaugeMetricFamily("clinic_sender_heartbeat_timestamp_seconds", words, value=last)
