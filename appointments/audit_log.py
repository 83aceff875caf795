"""The one writer of booking events."""

from datetime import timedelta

from django.utils import timezone

from appointments.models import BookingEvent

Kind = BookingEvent.Kind
ONE_LOOK = timedelta(minutes=10)
QUIET = [  # these leave the request as it was
    *(Kind.VIEWED, Kind.PRINTED, Kind.EXPORTED),
    *(Kind.LETTER_QUEUED, Kind.LETTER_SENT, Kind.LETTER_FAILED),
]


def last_change(request):
    """The event of what last changed `request`."""
    return request.events.exclude(kind__in=QUIET).select_related("actor").last()


def record(request, kind, *, by=None, fields=(), at=None):
    """Write down that `by` (a user; None: patient or site) did `kind`, touching `fields` (names, never values)."""
    return BookingEvent.objects.create(
        request=request, kind=kind, actor=by, at=at or timezone.now(), fields=sorted(fields)
    )


def record_all(requests, kind, *, by, at=None):
    """The same for many requests in one write."""
    at = at or timezone.now()
    BookingEvent.objects.bulk_create(
        [BookingEvent(request=request, kind=kind, actor=by, at=at) for request in requests], batch_size=500
    )


def record_views(requests, *, by, at=None):
    """Write down that `by` looked at `requests`; going on looking within ten minutes is the same look."""
    at = at or timezone.now()
    seen = BookingEvent.objects.filter(request__in=requests, actor=by, kind=Kind.VIEWED, at__gt=at - ONE_LOOK)
    seen = set(seen.values_list("request_id", flat=True))
    record_all([request for request in requests if request.pk not in seen], Kind.VIEWED, by=by, at=at)
