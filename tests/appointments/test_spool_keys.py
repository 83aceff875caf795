"""Keys of the spool: whose they are, what a wrong one does, and how what nobody can open ends."""

import os
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from appointments import outage, privacy
from appointments.models import BookingRequest, Letter
from appointments.outage import filing, sealed_box, spool
from tests.appointments.requests import received
from tests.appointments.spooling import files
from tests.appointments.test_filing import MONDAY, another_key, aside, keep, kept_in_turn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "spooling"), pytest.mark.database]


def test_under_a_wrong_key_nothing_is_deleted_and_the_key_put_back_opens_it(settings):
    kept_in_turn(2)
    former = another_key(settings)
    kept_in_turn(1, reason="Under the new key.")
    assert filing.file_waiting() == 1 and len(aside()) == 2
    with settings.SPOOL_KEY.open("a") as file:
        file.write(f"\n{former}\n")
    spool.retry()  # the next start
    assert filing.file_waiting() == 2 and aside() == [] and BookingRequest.objects.count() == 3


def test_without_the_private_key_nothing_is_touched(settings):
    kept_in_turn(2)
    settings.SPOOL_KEY.unlink()
    assert filing.file_waiting() == 0 and len(files()) == 2 and not settings.SPOOL_KEY.exists()


def test_two_machines_file_each_its_own(settings, tmp_path):
    first = settings.SPOOL, settings.SPOOL_KEY
    both = keep()
    kept_in_turn(2)
    settings.SPOOL, settings.SPOOL_KEY = tmp_path / "other", tmp_path / "other_key"
    outage.prepare()
    keep(submission=both)  # the load balancer sent the same form to both
    kept_in_turn(2)
    assert filing.file_waiting() == 3
    settings.SPOOL, settings.SPOOL_KEY = first
    assert filing.file_waiting() == 2 and BookingRequest.objects.count() == 5


def test_the_web_process_cannot_read_back_what_it_sealed(settings):
    keep()
    [spooled] = spool.waiting()
    settings.SPOOL_KEY.rename(settings.SPOOL_KEY.with_name("elsewhere"))
    with pytest.raises(OSError):
        spooled.content()


def test_what_was_set_aside_ends_as_other_requests_do(settings):
    kept_in_turn(1, keep_days=30)
    another_key(settings)
    kept_in_turn(1)
    filing.file_waiting()
    privacy.purge(at=MONDAY + timedelta(days=29))
    assert len(aside()) == 1
    privacy.purge(at=MONDAY + timedelta(days=31))
    assert aside() == [] and BookingRequest.objects.count() == 1


def test_a_damaged_one_ends_by_the_time_of_its_file():
    kept_in_turn(1)
    files()[0].write_bytes(b"")
    filing.file_waiting()
    privacy.purge(at=timezone.now() + timedelta(days=89))
    assert len(aside()) == 1
    privacy.purge(at=timezone.now() + timedelta(days=91))
    assert aside() == []


def test_what_waits_is_not_purged_and_a_draft_of_a_dead_process_is(settings):
    kept_in_turn(1)
    draft, [counts] = settings.SPOOL / ".draft-0", settings.SPOOL.glob(".hour-*")
    draft.write_text("x")
    for path in (draft, counts):
        os.utime(path, (0, 0))
    privacy.purge(at=MONDAY + timedelta(days=400))
    assert len(files()) == 1 and not draft.exists() and not counts.exists()


def test_keys_are_the_owners_alone(settings):
    assert settings.SPOOL_KEY.stat().st_mode & 0o777 == 0o600
    assert sealed_box.public_key_file().read_text() != settings.SPOOL_KEY.read_text()


def test_a_folder_that_was_opened_to_the_senders_group_gets_files_for_it(settings):
    settings.SPOOL.chmod(0o2770)
    keep()
    assert files()[0].stat().st_mode & 0o777 == 0o660


def test_letters_go_out_where_the_key_can_neither_be_read_nor_made(settings, tmp_path, caplog):
    settings.SPOOL, settings.SPOOL_KEY = tmp_path / "new", tmp_path / "nowhere" / "spool_key"
    received()
    call_command("send_letters")
    assert Letter.objects.get().state == "sent" and "no request can be kept" in caplog.text
    assert not outage.is_prepared()
