"""The windows of editions: an edge that has passed stays, and no two editions of an article are live at once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from conditions.models import Edition
from conditions.publishing.actions import publish
from tests.conditions.test_append_only import refused, sql

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_window_that_has_begun_or_ended_stays_where_it_is(withdrawn):
    table, later = Edition._meta.db_table, timezone.now() + dt.timedelta(days=1)
    for column in ("live_from", "live_until"):
        assert "in the past" in refused(f"UPDATE {table} SET {column} = %s", later)
    assert "in the past" in refused(f"UPDATE {table} SET live_until = NULL")


def test_an_open_window_closes_in_the_future_and_not_in_the_past(live):
    edition, now = live.editions.get(), timezone.now()
    with pytest.raises(IntegrityError, match="in the past"), transaction.atomic():
        live.editions.all()._move(live_until=now - dt.timedelta(minutes=6))
    live.editions.all()._move(live_until=now + dt.timedelta(days=1))
    edition.refresh_from_db()
    assert edition.live_until == now + dt.timedelta(days=1)


def test_a_window_of_the_future_may_still_move(draft, author):
    now = timezone.now()
    publish(draft, by=author, change_note="From tomorrow.", at=now + dt.timedelta(days=1))
    table = Edition._meta.db_table
    sql(f"UPDATE {table} SET live_from = %s", now + dt.timedelta(days=2))
    assert draft.editions.get().live_from == now + dt.timedelta(days=2)
    assert "in the past" in refused(f"UPDATE {table} SET live_from = %s", now - dt.timedelta(days=1))


def new_edition(edition, **changes):
    values = {
        field.attname: getattr(edition, field.attname) for field in Edition._meta.concrete_fields if field.name != "id"
    }
    with transaction.atomic():
        return Edition.objects.create(**values | {"number": 2} | changes)


def test_two_editions_of_one_article_never_overlap(live):
    edition, day = live.editions.get(), dt.timedelta(days=1)
    edition_from = edition.live_from
    with pytest.raises(IntegrityError):
        new_edition(edition, live_from=edition_from - day, live_until=edition_from + day)
    with pytest.raises(IntegrityError):
        new_edition(edition, live_from=edition_from + day, live_until=edition_from + 2 * day)
    before = new_edition(edition, live_from=edition_from - day, live_until=edition_from)
    assert Edition.objects.live(edition_from - day).get() == before
    assert Edition.objects.live(edition_from).get() == edition


def test_a_second_open_edition_is_refused(live):
    edition = live.editions.get()
    with pytest.raises(IntegrityError):
        new_edition(edition, live_from=edition.live_from + dt.timedelta(days=1))


def test_a_window_runs_forward(live):
    edition = live.editions.get()
    moment = edition.live_from - dt.timedelta(days=1)
    with pytest.raises(IntegrityError):
        new_edition(edition, live_from=moment, live_until=moment - dt.timedelta(seconds=1))


def test_an_empty_window_overlaps_nothing_and_is_never_live(live):
    edition = live.editions.get()
    for i, at in enumerate([edition.live_from, edition.live_from + dt.timedelta(days=1)], start=2):
        new_edition(edition, number=i, live_from=at, live_until=at)
        assert Edition.objects.live(at).get() == live.editions.seen().get() == edition


def test_a_number_is_given_once(live):
    edition, day = live.editions.get(), dt.timedelta(days=1)
    with pytest.raises(IntegrityError):
        new_edition(edition, number=1, live_from=edition.live_from - day, live_until=edition.live_from)
