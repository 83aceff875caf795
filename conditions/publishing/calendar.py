"""Planned, due and recent publications and withdrawals. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from clinic_site.datetimes import midnight
from conditions.editing.audit_log import name_of
from conditions.models import Article, Edition, Withdrawal
from conditions.publishing import publish_checks

RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Entry:
    """An edition that goes live, or a page that is withdrawn, at the moment `at`.

    `edition` or `withdrawal` is set. `note` is the change note or the reason, `who` the account that decided.
    """

    at: datetime
    article: Article
    note: str
    who: str
    edition: Edition | None = None
    withdrawal: Withdrawal | None = None

    @property
    def is_to_come(self):
        return self.at > timezone.now()


def entries(since, until=None, *, article=None, newest_first=False, limit=1000):
    """[Entry] of `since` <= at < `until` (default: for ever), `limit` at most. Two queries."""
    order = "-" if newest_first else ""
    of = {"article": article} if article else {}
    editions = Edition.objects.seen().filter(live_from__gte=since, **of).defer("data").select_related("article")
    withdrawals = Withdrawal.objects.in_force().filter(withdrawn_at__gte=since, **of)
    if until:
        editions, withdrawals = editions.filter(live_from__lt=until), withdrawals.filter(withdrawn_at__lt=until)
    editions = editions.order_by(f"{order}live_from")[:limit]
    withdrawals = withdrawals.select_related("article", "withdrawn_by").order_by(f"{order}withdrawn_at")[:limit]
    found = [_edition(edition) for edition in editions] + [_withdrawal(withdrawal) for withdrawal in withdrawals]
    return sorted(found, key=lambda entry: entry.at, reverse=newest_first)[:limit]


def panel(at=None, shown=20):
    """`went_live` (last seven days), `due` (today), `coming` (after today): at most `shown` before and after now.

    `stopped`: the keys of the editions to come that the clinic's rules would stop now.
    """
    now = at or timezone.now()
    tomorrow = midnight(timezone.localdate(now) + timedelta(days=1))
    coming = entries(now, limit=shown)
    return {
        "went_live": entries(now - RECENT, now, newest_first=True, limit=shown),
        "due": [entry for entry in coming if entry.at < tomorrow],
        "coming": [entry for entry in coming if entry.at >= tomorrow],
        "stopped": _stopped(coming),
    }


def _stopped(entries):
    """The editions among `entries` that passed the publish checks when they were scheduled, and would not now."""
    editions = [entry.edition for entry in entries if entry.edition]
    if not editions:
        return set()
    editions = Edition.objects.filter(pk__in=[edition.pk for edition in editions])
    return {edition.pk for edition in publish_checks.blocked(editions)}


def _edition(edition):
    return Entry(edition.live_from, edition.article, edition.change_note, edition.publisher, edition=edition)


def _withdrawal(withdrawal):
    return Entry(
        withdrawal.withdrawn_at,
        withdrawal.article,
        withdrawal.reason,
        name_of(withdrawal.withdrawn_by),
        withdrawal=withdrawal,
    )
