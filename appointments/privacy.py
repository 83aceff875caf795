"""How personal words end: a request closed for longer than the clinic keeps them loses every one; answers that were
not sent are gone within the hour (unsent.py).

The clinic may come to keep them for a shorter time, and that holds at once; a longer one holds for new requests alone,
since the others were promised less.

What stays is the skeleton, with its calls and events: counts that name nobody.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from appointments import audit_log, unsent
from appointments.models import BookingRequest, Letter, Note, OnlineRequests, RateBucket
from appointments.outage import spool
from appointments.rules import State
from clinic_site.accounts import links, sessions
from conditions.discovery import unanswered

BATCH = 100
ADDRESSES_KEPT = timedelta(days=1)  # keyed hashes of network addresses; the limit looks back one hour
OF_A_REQUEST = (Note, Letter)
CLOSED = BookingRequest.objects.filter(state=State.CLOSED, purged_at=None)
FIELDS = [*BookingRequest.personal, *(name for model in OF_A_REQUEST for name in model.personal)]


def purge(*, at=None, stopping=lambda: False):
    """Destroy what is due; returns how many requests lost their personal words.

    Each batch is one transaction, so it may end anywhere, and ends after a batch where `stopping()` says so. A request
    that is reopened meanwhile keeps everything.
    """
    at = at or timezone.now()
    keep_days = OnlineRequests.load().keep_days
    RateBucket.objects.filter(hour__lt=at - ADDRESSES_KEPT).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    unanswered.forget(at)
    unsent.purge(at=at)
    spool.purge(keep_days, at)
    sessions.purge(at)
    links.purge(at)
    _forget_files(at - timedelta(days=keep_days))
    doomed = due(at, keep_days)
    count = 0
    while not stopping() and (batch := list(doomed.order_by("closed_at", "pk")[:BATCH])):
        count += empty(batch, doomed, at=at)
    _forget_pages()
    return count


def due(at, keep_days):
    """The requests to lose their personal words at the moment `at`, where the clinic keeps them for `keep_days`."""
    long_enough = Q(closed_at__lte=at - timedelta(days=keep_days))
    for promised in CLOSED.filter(keep_days__lt=keep_days).order_by().values_list("keep_days", flat=True).distinct():
        long_enough |= Q(keep_days=promised, closed_at__lte=at - timedelta(days=promised))
    return CLOSED.filter(long_enough)


@transaction.atomic
def empty(batch, doomed=CLOSED, *, by=None, at):
    """Destroy the personal words of those of `batch` that are still among `doomed`; returns how many those were.

    `by`: who of the staff asked for it; None: the site, as it is due.
    """
    emptied = []
    for request in batch:
        if doomed.filter(pk=request.pk).update(purged_at=at, version=F("version") + 1, **_nothing(BookingRequest)):
            emptied.append(request)
    queued = Letter.objects.filter(request__in=emptied, state=Letter.State.QUEUED)
    for letter in queued.select_related("request"):
        audit_log.record(letter.request, audit_log.Kind.LETTER_FAILED, fields=[letter.name], at=at)
    queued.update(state=Letter.State.FAILED)
    for model in OF_A_REQUEST:
        model.objects.filter(request__in=emptied).update(**_nothing(model))
    for request in emptied:
        audit_log.record(request, audit_log.Kind.PURGED, by=by, fields=FIELDS, at=at)
    return len(emptied)


def _nothing(model):
    return dict.fromkeys(model.personal, "")


def _forget_files(limit):
    """Letters that were written into files, for want of a mail server, name their address."""
    for file in settings.MAIL_FILES.glob("*.log"):
        if datetime.fromtimestamp(file.stat().st_mtime, UTC) < limit:
            file.unlink(missing_ok=True)


def _forget_pages():
    """SQLite keeps former pages beside the database until a checkpoint; where one finds a reader, the next one does."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
