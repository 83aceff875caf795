"""What managers count: who asked, how soon they were called, how many were reached, where they came from."""

from datetime import UTC, date, datetime, timedelta

import pytest

from appointments import desk, statistics
from appointments.answers import Kind
from clinic_site.directory.models import Closure
from conditions.editing.restore import restore
from tests.appointments.requests import fresh, received
from tests.conftest import document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic"), pytest.mark.database]
NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)  # Monday, 3 p.m. in Tampa; the clinic is open from 9 to 5 on workdays


def ago(hours=0, days=0):
    return NOW - timedelta(hours=hours, days=days)


def asked(at, *, closed=None, by=None, **more):
    request = received(at=at, email="", **more)
    if closed:
        desk.close(request, by=by, version=1, reason=closed, at=NOW)
    return request


def called(request, by, at, outcome="voicemail"):
    request = fresh(request)
    desk.log_call(request, by=by, version=request.version, outcome=outcome, at=at)
    return fresh(request)


def count(days=30):
    return statistics.count(days, at=NOW)


def by_day(found):
    return {period.first: (period.new_patient, period.rehab, period.set_aside) for period in found.periods}


def test_requests_are_counted_by_day_and_kind(frontdesk):
    for hours in (1, 2, 26):
        asked(ago(hours))
    asked(ago(26), kind=Kind.REHAB)
    asked(ago(1), kind=Kind.REHAB, closed="spam", by=frontdesk)
    found = by_day(count(7))
    assert len(found) == 7 and min(found) == date(2026, 11, 17)
    assert found[date(2026, 11, 23)] == (2, 0, 1)
    assert found[date(2026, 11, 22)] == (1, 1, 0)
    assert sum(map(sum, found.values())) == 5


def test_a_day_begins_at_midnight_of_the_clinics_clock():
    midnight = datetime(2026, 11, 23, 5, tzinfo=UTC)
    asked(midnight)
    asked(midnight - timedelta(seconds=1))
    found = by_day(count(7))
    assert found[date(2026, 11, 23)] == found[date(2026, 11, 22)] == (1, 0, 0)


def test_what_came_before_the_span_is_not_counted():
    first_moment = datetime(2026, 11, 17, 5, tzinfo=UTC)
    asked(first_moment)
    asked(first_moment - timedelta(seconds=1))
    assert (count(7).asked, count(30).asked) == (1, 2)


def test_a_year_is_counted_by_whole_weeks_and_misses_no_day():
    for days in (0, 6, 7, 200, 363):
        asked(ago(days=days))
    found = count(364)
    assert [period.first for period in found.periods[1:]] == [
        period.last + timedelta(days=1) for period in found.periods[:-1]
    ]
    assert (found.periods[0].first, found.periods[-1].last) == (date(2025, 11, 25), date(2026, 11, 23))
    assert {period.last - period.first for period in found.periods} == {timedelta(days=6)}
    assert found.by_week and not count(90).by_week
    assert len(found.periods) == 52 and sum(period.asked for period in found.periods) == found.asked == 5


def test_the_wait_is_the_median_in_opening_hours(frontdesk):
    """One, three and eight hours of opening; the last over a night."""
    called(asked(ago(4)), frontdesk, ago(3))
    called(asked(ago(4)), frontdesk, ago(1))
    called(asked(ago(24 + 72)), frontdesk, ago(72))
    assert count().hours == 3


def test_a_closure_in_the_past_is_no_wait(frontdesk):
    Closure.objects.create(day=date(2026, 11, 20))
    called(asked(ago(days=4)), frontdesk, ago())  # Thursday 3 p.m. to Monday 3 p.m., closed on Friday
    assert count().hours == 2 + 6


def test_a_second_call_changes_no_wait(frontdesk):
    request = called(asked(ago(4)), frontdesk, ago(3))
    called(request, frontdesk, ago())
    assert (count().hours, count().called) == (1, 1)


def test_nobody_called_is_no_wait():
    asked(ago(1))
    found = count()
    assert (found.hours, found.called, found.waiting, found.share_reached) == (None, 0, 1, None)


def test_the_share_reached_is_of_those_called_or_closed(frontdesk):
    called(asked(ago(5)), frontdesk, ago(4), outcome="reached")
    called(asked(ago(5)), frontdesk, ago(4))
    asked(ago(5), closed="declined", by=frontdesk)
    asked(ago(5))
    found = count()
    assert (found.reached, found.tried, found.share_reached) == (1, 3, 33)
    assert (found.called, found.waiting, found.closed_uncalled) == (2, 1, 1)


def test_spam_and_duplicates_are_counted_apart_and_nowhere_else(frontdesk, draft):
    for reason in ("spam", "duplicate", "duplicate"):
        request = called(asked(ago(5), article=draft), frontdesk, ago(), outcome="reached")
        desk.close(request, by=frontdesk, version=request.version, reason=reason, at=NOW)
    found = count()
    assert (found.spam, found.duplicates) == (1, 2)
    assert (found.asked, found.called, found.tried, found.reached, found.hours) == (0, 0, 0, 0, None)
    assert (found.articles, found.others, found.no_article) == ([], 0, 0)
    assert found.periods[-1].set_aside == 3


def test_few_requests_from_one_article_are_put_with_others(author):
    articles = [restore(document(f"article-{i}"), by=author)[0] for i in range(4)]
    for article, number in zip(articles, (1, 2, 3, 4), strict=True):
        for _ in range(number):
            asked(ago(1), article=article)
    asked(ago(1))
    found = count()
    assert found.articles == [("Article 3", 4), ("Article 2", 3)]
    assert (found.others, found.no_article) == (3, 1)


def test_it_costs_the_same_for_any_span_and_many(frontdesk, draft, django_assert_num_queries):
    for days in range(12):
        called(asked(ago(days=days), article=draft), frontdesk, ago())
    for days in statistics.SPANS:
        with django_assert_num_queries(5):
            count(days)


def test_the_median_looks_at_the_latest_alone(frontdesk, monkeypatch):
    monkeypatch.setattr(statistics, "TIMED", 1)
    called(asked(ago(days=4)), frontdesk, ago())
    called(asked(ago(4)), frontdesk, ago(3))
    assert count().hours == 1
