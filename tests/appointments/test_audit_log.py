"""What is written down of each act: who, when, what, which fields; a value never."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from appointments import audit_log
from appointments.audit_log import Kind
from appointments.models import BookingEvent
from tests.appointments.requests import received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


@pytest.fixture
def request_in():
    return received(email="", at=NOW - timedelta(days=1))


def views():
    return [(event.request.pk, event.actor, event.at) for event in BookingEvent.objects.filter(kind="viewed")]


def test_an_event_says_who_when_what_and_which_fields(request_in, frontdesk):
    audit_log.record(request_in, Kind.SCHEDULED, by=frontdesk, fields={"state": 1, "provider": 2}, at=NOW)
    event = request_in.events.last()
    assert (event.actor, event.kind, event.at) == (frontdesk, "scheduled", NOW)
    assert event.fields == ["provider", "state"]


def test_the_patient_and_the_site_are_nobody(request_in):
    event = request_in.events.get()
    assert (event.kind, event.actor, event.fields) == ("submitted", None, [])


def test_an_event_without_a_moment_is_of_now(request_in):
    before = datetime.now(UTC)
    assert before <= audit_log.record(request_in, Kind.PURGED).at <= datetime.now(UTC)


def test_many_are_written_in_one_go(frontdesk, django_assert_num_queries):
    requests = [received(email="", at=NOW) for _ in range(5)]
    with django_assert_num_queries(1):
        audit_log.record_all(requests, Kind.EXPORTED, by=frontdesk, at=NOW)
    events = BookingEvent.objects.filter(kind="exported", actor=frontdesk, at=NOW)
    assert {event.request for event in events} == set(requests)


def test_looking_on_is_the_same_look(request_in, frontdesk, manager):
    minute = timedelta(minutes=1)
    audit_log.record_views([request_in], by=frontdesk, at=NOW)
    audit_log.record_views([request_in], by=frontdesk, at=NOW + 9 * minute)
    assert views() == [(request_in.pk, frontdesk, NOW)]
    audit_log.record_views([request_in], by=manager, at=NOW + 9 * minute)
    audit_log.record_views([request_in], by=frontdesk, at=NOW + 10 * minute)
    assert views()[1:] == [
        (request_in.pk, manager, NOW + 9 * minute),
        (request_in.pk, frontdesk, NOW + 10 * minute),
    ]


def test_a_list_is_written_down_but_for_what_was_just_seen(frontdesk, django_assert_num_queries):
    requests = [received(email="", at=NOW) for _ in range(3)]
    audit_log.record_views(requests[:1], by=frontdesk, at=NOW)
    with django_assert_num_queries(2):
        audit_log.record_views(requests, by=frontdesk, at=NOW + timedelta(minutes=1))
    assert [pk for pk, _, _ in views()] == [request.pk for request in requests]


def test_the_last_change_is_not_a_look(request_in, frontdesk, manager):
    claimed = audit_log.record(request_in, Kind.CLAIMED, by=frontdesk, at=NOW)
    for i, kind in enumerate(audit_log.QUIET):
        audit_log.record(request_in, kind, by=manager, at=NOW + timedelta(minutes=i))
    assert audit_log.last_change(request_in) == claimed


def test_a_kind_of_its_own_invention_is_refused_by_the_database(request_in):
    with pytest.raises(IntegrityError), transaction.atomic():
        audit_log.record(request_in, "whispered")


def test_the_database_knows_every_kind(request_in):
    for kind in Kind:
        audit_log.record(request_in, kind)
