"""Nothing happens, and yet pages change: the clock passes a planned moment."""

import datetime as dt

import pytest
from django.utils import timezone

from clinic_site.directory.models import Closure
from conditions.editing.restore import restore
from conditions.publishing.actions import publish, reschedule, withdraw
from tests.conftest import document

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ARTICLE = "/conditions/runners-knee/"
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def clock(monkeypatch):
    """Sets the clock, from now on by so many days."""
    start = timezone.now()

    def set_clock(at):
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    set_clock.tomorrow = start + dt.timedelta(days=1)
    return set_clock


@pytest.fixture
def scheduled(live, author, clock):
    article, _ = restore(document(causes="<p>Hills.</p>"), by=author)
    return publish(article, by=author, change_note="Hills too.", at=clock.tomorrow)


def test_a_scheduled_edition_is_there_with_its_moment_and_not_before(client, scheduled, clock, is_kept):
    client.get(ARTICLE)
    clock(clock.tomorrow - SECOND)
    assert is_kept(ARTICLE) and "Hills." not in client.get(ARTICLE).text
    clock(clock.tomorrow)
    assert "Hills." in client.get(ARTICLE).text
    assert is_kept(ARTICLE)


def test_one_that_is_moved_comes_at_its_new_moment(client, scheduled, clock, author):
    client.get(ARTICLE)
    reschedule(scheduled, by=author, at=clock.tomorrow - 2 * SECOND, reason="Sooner.")
    assert "Hills." not in client.get(ARTICLE).text
    clock(clock.tomorrow - 2 * SECOND)
    assert "Hills." in client.get(ARTICLE).text


def test_a_planned_withdrawal_takes_the_page_away_with_its_moment(client, live, clock, author):
    withdraw(live, by=author, reason="Old.", at=clock.tomorrow)
    assert client.get(ARTICLE).status_code == 200
    clock(clock.tomorrow - SECOND)
    assert client.get(ARTICLE).status_code == 200
    clock(clock.tomorrow)
    assert client.get(ARTICLE).status_code == 410


def test_a_closure_that_is_over_goes_at_midnight(client, clinic, clock, settings):
    today = timezone.localdate()
    Closure.objects.create(day=today, reason="Founders' day")
    midnight = timezone.make_aware(dt.datetime.combine(today + dt.timedelta(days=1), dt.time.min))
    assert "Founders" in client.get("/locations/").text
    clock(midnight - SECOND)
    assert "Founders" in client.get("/locations/").text
    clock(midnight)
    assert "Founders" not in client.get("/locations/").text


def test_a_clock_that_was_set_back_shows_nothing_from_the_future(client, scheduled, clock):
    clock(clock.tomorrow)
    assert "Hills." in client.get(ARTICLE).text
    clock(clock.tomorrow - SECOND)
    assert "Hills." not in client.get(ARTICLE).text
