"""How many asked, how soon they were called, how many were reached: counts alone, and nobody behind them.

What the desk closed as spam or as a duplicate is counted apart and left out of everything else: it is no patient's
wait. Six queries, however long the span and however many the requests.
"""

import statistics
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from appointments.answers import Kind
from appointments.models import BookingRequest
from appointments.rules import CloseReason, State
from clinic_site.directory import opening

SPANS = {7: "7 days", 30: "30 days", 90: "90 days", 364: "52 weeks"}
BY_WEEK = 364  # days; a span this long is counted by the week, and has whole ones
SMALLEST = 3  # fewer requests than this from one article could point at a person
TIMED = 20_000  # calls looked at for the median, the latest ones
SET_ASIDE = Q(close_reason__in=[CloseReason.SPAM, CloseReason.DUPLICATE])


@dataclass(frozen=True)
class Period:
    """A day, or a week, and what came in: by kind, and what was set aside as spam or a duplicate."""

    first: date
    last: date
    new_patient: int
    rehab: int
    set_aside: int

    @property
    def asked(self):
        return self.new_patient + self.rehab


@dataclass(frozen=True)
class Numbers:
    """`hours`: the median, in opening hours, from asking to the first call; None where nobody was called.

    `articles`: [(title, number)], most first; `others`: from articles with fewer than SMALLEST each.
    """

    periods: list[Period]
    by_week: bool
    asked: int
    called: int
    waiting: int
    closed_uncalled: int
    tried: int
    reached: int
    spam: int
    duplicates: int
    hours: float | None
    articles: list[tuple[str, int]]
    others: int
    no_article: int

    @property
    def share_reached(self):
        """In percent; None where nobody was tried."""
        return round(100 * self.reached / self.tried) if self.tried else None


def count(days, at=None):
    """The Numbers of the `days` days that end with the moment `at`, by the day on which the request came in."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    first = today - timedelta(days=days - 1)
    since = datetime.combine(first, time(), tzinfo=timezone.get_default_timezone())
    requests = BookingRequest.objects.filter(submitted_at__gte=since, submitted_at__lte=at).order_by()
    patients = requests.exclude(SET_ASIDE)
    named, others, no_article = _by_article(patients)
    by_week = days >= BY_WEEK
    return Numbers(
        periods=_periods(requests, first, today, 7 if by_week else 1),
        by_week=by_week,
        hours=_median_hours(patients, first),
        articles=named,
        others=others,
        no_article=no_article,
        **_totals(requests),
    )


def _totals(requests):
    called, closed = Q(first_called_at__isnull=False), Q(state=State.CLOSED)
    wanted = {
        "asked": ~SET_ASIDE,
        "called": ~SET_ASIDE & called,
        "waiting": Q(state=State.NEW),
        "closed_uncalled": ~SET_ASIDE & closed & ~called,
        "tried": ~SET_ASIDE & (called | closed),
        "reached": ~SET_ASIDE & Q(reached_at__isnull=False),
        "spam": Q(close_reason=CloseReason.SPAM),
        "duplicates": Q(close_reason=CloseReason.DUPLICATE),
    }
    return requests.aggregate(**{name: Count("pk", filter=condition) for name, condition in wanted.items()})


def _periods(requests, first, last, length):
    days = requests.annotate(day=TruncDate("submitted_at")).values("day", "kind")
    rows = days.annotate(asked=Count("pk", filter=~SET_ASIDE), aside=Count("pk", filter=SET_ASIDE))
    found = {(row["day"], row["kind"]): (row["asked"], row["aside"]) for row in rows}
    periods = []
    while first <= last:
        end = min(first + timedelta(days=length - 1), last)
        span = [first + timedelta(days=i) for i in range((end - first).days + 1)]
        new, rehab = ([found.get((day, kind), (0, 0)) for day in span] for kind in (Kind.NEW_PATIENT, Kind.REHAB))
        periods.append(
            Period(first, end, sum(n for n, _ in new), sum(n for n, _ in rehab), sum(aside for _, aside in new + rehab))
        )
        first = end + timedelta(days=1)
    return periods


def _median_hours(patients, first):
    called = patients.filter(first_called_at__isnull=False).order_by("-submitted_at")
    moments = called.values_list("submitted_at", "first_called_at")[:TIMED]
    schedule = opening.schedule(since=first)
    waits = [schedule.between(asked, answered) / timedelta(hours=1) for asked, answered in moments.iterator()]
    return statistics.median(waits) if waits else None


def _by_article(patients):
    rows = patients.values_list("article__title").annotate(number=Count("pk"))
    from_articles = sorted(((title, n) for title, n in rows if title), key=lambda row: (-row[1], row[0]))
    named = [(title, number) for title, number in from_articles if number >= SMALLEST]
    others = sum(number for _, number in from_articles if number < SMALLEST)
    return named, others, sum(number for title, number in rows if title is None)
