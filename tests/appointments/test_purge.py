"""Personal words of closed requests are destroyed when their time is over; the skeleton stays, and counts with it."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from appointments import desk, privacy, queue
from appointments.models import BookingRequest, Letter, Note, OnlineRequests, RateBucket
from appointments.rules import CloseReason, Outcome
from tests.appointments.requests import EMAIL, NAME, PHONE, fresh, received
from tests.conftest import user

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = timezone.now()


def closed(by, *, days=91, **more):
    """A request closed so many days ago, with a call and a note."""
    at = NOW - timedelta(days=days)
    request = received(at=at - timedelta(days=1), **more)
    desk.log_call(request, by=by, version=1, outcome=Outcome.REACHED, note="Prefers mornings.", at=at)
    desk.close(request, by=by, version=2, reason=CloseReason.DECLINED, at=at)
    return fresh(request)


def purged(request):
    return fresh(request).purged_at is not None


def test_every_field_declared_personal_is_emptied(clinic, frontdesk):
    request = closed(frontdesk)
    assert privacy.purge(at=NOW) == 1
    rows = [BookingRequest.objects.get(), Note.objects.get(), Letter.objects.get()]
    for row in rows:
        assert row.personal and [getattr(row, name) for name in row.personal] == [""] * len(row.personal)
    assert fresh(request).answers is None and rows[1].text == rows[2].to == ""


def test_the_skeleton_its_calls_and_its_events_stay(clinic, frontdesk):
    before = closed(frontdesk)
    events = list(before.events.values())
    privacy.purge(at=NOW)
    after = fresh(before)
    changed = {"purged_at", "version"} | BookingRequest.personal
    kept = {field.name for field in BookingRequest._meta.fields} - changed
    assert all(getattr(after, name) == getattr(before, name) for name in kept)
    assert after.calls.count() == after.notes.count() == 1
    assert list(after.events.values())[: len(events)] == events


def test_that_it_was_done_is_on_record_with_names_of_fields(clinic, frontdesk):
    request = closed(frontdesk)
    privacy.purge(at=NOW)
    event = request.events.last()
    assert (event.kind, event.actor, event.at) == ("purged", None, NOW)
    assert set(event.fields) == BookingRequest.personal | Note.personal | Letter.personal


def test_only_what_was_closed_for_long_enough_is_touched(clinic, frontdesk):
    OnlineRequests.objects.create(keep_days=10)
    old, young, waiting = closed(frontdesk, days=10), closed(frontdesk, days=9), received(at=NOW - timedelta(days=99))
    assert privacy.purge(at=NOW) == 1
    assert [purged(request) for request in (old, young, waiting)] == [True, False, False]


def test_a_longer_time_does_not_break_the_promise_to_those_who_asked_before(clinic, frontdesk):
    promised_90 = closed(frontdesk, days=90)
    OnlineRequests.objects.create(keep_days=365)
    promised_365 = closed(frontdesk, days=91)
    assert privacy.purge(at=NOW) == 1
    assert [purged(promised_90), purged(promised_365)] == [True, False]


def test_it_is_done_once(clinic, frontdesk):
    request = closed(frontdesk)
    assert [privacy.purge(at=NOW), privacy.purge(at=NOW + timedelta(days=1))] == [1, 0]
    assert request.events.filter(kind="purged").count() == 1


def test_a_page_of_the_desk_that_is_open_meanwhile_is_out_of_date(clinic, frontdesk):
    request = closed(frontdesk)
    privacy.purge(at=NOW)
    with pytest.raises(desk.StaleRequest):
        desk.add_note(request, by=frontdesk, version=request.version, text="Called again.")


def test_a_request_that_is_reopened_meanwhile_keeps_everything(clinic, frontdesk, manager, monkeypatch):
    """The manager is quicker: after the batch was read, before it is emptied."""
    request, other = closed(frontdesk), closed(frontdesk)
    empty = privacy.empty

    def reopened_first(*args, **more):
        if not purged(other):
            desk.reopen(request, by=manager, version=request.version, note="Pain again.")
        return empty(*args, **more)

    monkeypatch.setattr(privacy, "empty", reopened_first)
    assert privacy.purge(at=NOW) == 1
    assert (purged(request), purged(other)) == (False, True)
    assert fresh(request).answers.name == NAME and request.letters.get().to == EMAIL
    assert not request.events.filter(kind="purged").exists()


def test_a_letter_that_still_waits_is_given_up(clinic, frontdesk):
    request = closed(frontdesk)
    privacy.purge(at=NOW)
    letter = request.letters.get()
    assert (letter.state, letter.sealed_to) == ("failed", "")
    assert "letter failed" in request.events.values_list("kind", flat=True)


def test_it_goes_in_batches_and_may_stop_after_any(clinic, frontdesk, monkeypatch):
    monkeypatch.setattr(privacy, "BATCH", 2)
    requests = [closed(frontdesk, days=100 - i) for i in range(5)]
    assert privacy.purge(at=NOW, stopping=lambda: purged(requests[1])) == 2
    assert [purged(request) for request in requests] == [True, True, False, False, False]
    assert privacy.purge(at=NOW) == 3


def test_a_batch_that_fails_leaves_nothing_half_done(clinic, frontdesk, monkeypatch):
    request = closed(frontdesk)
    monkeypatch.setattr(privacy, "FIELDS", [object()])  # the last thing written, and it cannot be
    with pytest.raises(TypeError):
        privacy.purge(at=NOW)
    assert not purged(request) and fresh(request).answers.name == NAME and request.notes.get().text


def test_network_addresses_are_forgotten_after_a_day(db):
    for hours in (1, 23, 25):
        RateBucket.objects.create(address_hash="a" * 64, hour=NOW - timedelta(hours=hours))
    privacy.purge(at=NOW)
    assert RateBucket.objects.count() == 2


def test_letters_in_files_go_too(db, settings, tmp_path):
    settings.MAIL_FILES = tmp_path / "mail"
    settings.MAIL_FILES.mkdir()
    for name, days in (("old", 91), ("young", 89)):
        file = settings.MAIL_FILES / f"{name}.log"
        file.touch()
        os.utime(file, times=((NOW - timedelta(days=days)).timestamp(),) * 2)
    privacy.purge(at=NOW)
    assert [file.name for file in settings.MAIL_FILES.iterdir()] == ["young.log"]


def test_nobody_is_found_by_phone_or_name_afterwards(clinic, frontdesk):
    request = closed(frontdesk)
    assert list(queue.look_up(PHONE)) == [request]
    privacy.purge(at=NOW)
    assert [list(queue.look_up(typed)) for typed in (PHONE, NAME.split()[1], "3/14/1971")] == [[], [], []]
    assert list(queue.look_up(request.reference)) == [request]


def test_the_command_says_how_many(clinic, frontdesk, capsys):
    closed(frontdesk)
    call_command("purge_bookings")
    assert capsys.readouterr().out == "Requests whose personal details were destroyed: 1\n"


@pytest.mark.django_db(transaction=True)
def test_the_sealed_words_are_gone_from_the_database_and_from_its_log(clinic):
    """SQLite overwrites what it deletes, and the purge empties its write-ahead log."""
    request = closed(user("frontdesk"))
    tokens = [request.sealed_answers, request.notes.get().sealed_text, request.letters.get().sealed_to]
    assert all(map(held, tokens))
    privacy.purge(at=NOW)
    assert not any(map(held, tokens))


def held(text):
    """Whether `text` stands anywhere in the database: on SQLite in its files, on PostgreSQL in its rows."""
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        return any(text.encode() in Path(f"{name}{end}").read_bytes() for end in ("", "-wal"))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" AS whole WHERE whole::text LIKE %s', [f"%{text}%"])
            if cursor.fetchone()[0]:
                return True
    return False
