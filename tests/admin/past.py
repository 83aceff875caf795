"""Editions of days gone by, as a test needs them: publishing itself never writes into the past."""

import datetime as dt
from zoneinfo import ZoneInfo

from conditions.editing.restore import restore
from conditions.models import Withdrawal
from conditions.publishing.edition_writer import write

ZONE = ZoneInfo("America/New_York")


def clock(text):
    """A moment on the clinic's clocks: "2026-03-14 10:00"."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


def past(by, editions, until=None):
    """The article that was live in `editions` ({since: document}), each until the next one, the last until `until`."""
    for version in editions.values():
        article, _ = restore(version, by=by)
    ends = [clock(since) for since in list(editions)[1:]] + [until and clock(until)]
    for (since, version), end in zip(editions.items(), ends, strict=True):
        start = clock(since)
        window = {"live_from": start, "live_until": end, "published_at": start}
        write(article, version, by=by, change_note=f"What changed on {since}.", **window)
    return article


def withdrawn(article, at, by, **more):
    """The withdrawal of an article whose last edition ended at `at`, decided the day before."""
    at = clock(at)
    facts = {"withdrawn_by": by, "withdrawn_at": at, "decided_at": at - dt.timedelta(days=1), "reason": "Merged."}
    return Withdrawal.objects.create(article=article, **facts | more)
