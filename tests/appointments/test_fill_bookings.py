"""Invented requests: as real ones would be, for a demo site alone, and with a queue that does not grow."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Q
from django.utils import timezone

from appointments import queue, sample_data
from appointments.models import BookingRequest, Call, Letter
from appointments.rules import State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic"), pytest.mark.database]


@pytest.fixture
def fill(settings, frontdesk, live, capsys):
    settings.DEMO = True

    def fill(number):
        call_command("fill_bookings", str(number))
        return capsys.readouterr().out

    return fill


def test_a_real_clinics_queue_takes_no_invented_patients(settings, frontdesk):
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo site alone"):
        call_command("fill_bookings", "10")
    assert not BookingRequest.objects.exists()


def test_somebody_must_have_worked_the_queue(settings, author):
    settings.DEMO = True
    with pytest.raises(CommandError, match="Nobody here works the queue"):
        call_command("fill_bookings", "10")


def test_there_are_as_many_as_asked_for_and_no_letters(fill):
    assert fill(30) == "30 invented booking requests were added, 15 of them open.\n"
    assert BookingRequest.objects.count() == 30
    assert not Letter.objects.exists()


def test_what_is_open_does_not_grow_with_what_is_closed(fill, monkeypatch):
    monkeypatch.setattr("appointments.management.commands.fill_bookings.OPEN_ONES", 8)
    monkeypatch.setattr("appointments.management.commands.fill_bookings.BATCH", 5)
    fill(60)
    assert BookingRequest.objects.open().count() == 8
    assert fill(20) == "20 invented booking requests were added, 0 of them open.\n"
    assert (BookingRequest.objects.open().count(), BookingRequest.objects.count()) == (8, 80)


def test_every_state_is_among_them_within_two_years(fill):
    fill(200)
    assert set(BookingRequest.objects.values_list("state", flat=True)) == set(State)
    now = timezone.now()
    outside = Q(submitted_at__gt=now) | Q(submitted_at__lt=now - sample_data.YEARS)
    assert not BookingRequest.objects.filter(outside).exists()
    for moment in ("first_called_at", "reached_at", "closed_at", "claimed_at", "purged_at"):
        assert not BookingRequest.objects.filter(**{f"{moment}__gt": now}).exists(), moment


def test_they_are_sealed_and_found_like_real_ones(fill):
    fill(20)
    request = BookingRequest.objects.open().first()
    answers = request.answers
    assert request.kind == answers.kind
    for typed in (answers.phone.typed, answers.last_name, f"{answers.birth_date:%m/%d/%Y}", request.reference):
        assert request in queue.look_up(typed)
    assert answers.last_name not in request.sealed_answers


def test_nobody_is_called_at_a_number_that_is_somebodys(fill):
    fill(40)
    for request in BookingRequest.objects.open():
        phone = request.answers.phone
        assert re.fullmatch(r"\([2-9]\d\d\) 555-01\d\d", phone.typed)
        assert queue.e164(phone.typed) == phone.e164


def test_of_those_closed_long_ago_the_skeleton_is_left(fill):
    fill(100)
    old = timezone.now() - timedelta(days=90)
    kept = BookingRequest.objects.filter(closed_at__lt=old, purged_at=None)
    assert BookingRequest.objects.exclude(purged_at=None).exists() and not kept.exists()
    assert not BookingRequest.objects.exclude(purged_at=None).exclude(sealed_answers="", phone_hash="").exists()


def test_each_has_the_events_and_calls_of_its_story(fill):
    fill(100)
    for request in BookingRequest.objects.prefetch_related("events", "calls"):
        kinds = [event.kind for event in request.events.all()]
        calls = [call.outcome for call in request.calls.all()]
        assert kinds[0] == "submitted" and kinds.count("called") == len(calls)
        assert bool(calls) == bool(request.first_called_at)
        assert ("reached" in calls) == bool(request.reached_at)
        assert ("scheduled" in kinds) == bool(request.scheduled_for)
        assert ("closed" in kinds) == (request.state == State.CLOSED)
        assert ("purged" in kinds) == bool(request.purged_at)
    assert Call.objects.exists()


def test_a_reference_looks_like_a_real_one_and_comes_once(fill):
    fill(60)
    references = set(BookingRequest.objects.values_list("reference", flat=True))
    assert len(references) == 60
    for reference in references:
        assert re.fullmatch(f"[{sample_data.ALPHABET}]{{4}}-[{sample_data.ALPHABET}]{{4}}", reference)


def test_no_reference_comes_twice_in_any_run():
    """The step shares no factor with the number of references, so that it visits all of them."""
    assert sample_data.STEP % 3 and len(sample_data.ALPHABET) == 27
