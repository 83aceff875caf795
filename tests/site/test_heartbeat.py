"""The sender of letters gives a sign of life where `serve` started it, and is missed without one."""

import os
import time

import pytest

from clinic_site import heartbeat
from clinic_site.management.commands import send_letters
from tests.appointments.requests import received


@pytest.fixture
def beats(tmp_path, monkeypatch):
    """The file of a sender that `serve` started just now."""
    path = tmp_path / "sender_heartbeat"
    monkeypatch.setenv(heartbeat.FILE, str(path))
    monkeypatch.setattr(heartbeat, "_last", float("-inf"))
    heartbeat.start(path)
    return path


def silent_for(path, seconds):
    moment = time.time() - seconds
    os.utime(path, (moment, moment))


def test_where_serve_started_no_sender_none_is_missed(monkeypatch):
    monkeypatch.delenv(heartbeat.FILE, raising=False)
    heartbeat.beat()
    assert not heartbeat.is_missed()


def test_a_new_sender_has_time_to_begin(beats):
    assert not heartbeat.is_missed()


def test_a_sender_that_is_silent_for_too_long_is_missed_until_it_gets_on(beats):
    silent_for(beats, heartbeat.SILENT - 10)
    assert not heartbeat.is_missed()
    silent_for(beats, heartbeat.SILENT + 1)
    assert heartbeat.is_missed()
    heartbeat.beat()
    assert not heartbeat.is_missed()


def test_a_sender_that_ended_is_missed_at_once(beats):
    heartbeat.stop(beats)
    assert heartbeat.is_missed()


def test_a_file_that_somebody_tidied_away_is_made_again(beats):
    beats.unlink()
    assert heartbeat.is_missed()
    heartbeat.beat()
    assert not heartbeat.is_missed() and beats.stat().st_mode & 0o777 == 0o600


def test_signs_of_life_are_few(beats):
    heartbeat.beat()
    silent_for(beats, 100)
    heartbeat.beat()
    assert time.time() - beats.stat().st_mtime > 90


def watch(monkeypatch, rounds):
    """Let the sender work for so many rounds."""
    command, left = send_letters.Command(), [rounds]

    def pause(seconds):
        left[0] -= 1
        if not left[0]:
            command.stop()

    monkeypatch.setattr(send_letters.time, "sleep", pause)
    monkeypatch.setattr(send_letters.signal, "signal", lambda *_: None)
    monkeypatch.setattr(send_letters, "close_old_connections", lambda: None)
    command.watch(parent=None)


@pytest.mark.django_db
def test_a_sender_that_gets_on_says_so(beats, monkeypatch):
    silent_for(beats, heartbeat.SILENT + 1)
    watch(monkeypatch, rounds=1)
    assert not heartbeat.is_missed()


@pytest.mark.django_db
def test_a_sender_that_runs_and_does_not_get_on_is_missed(beats, monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(send_letters.outbox, "from_address", breaks)
    silent_for(beats, heartbeat.SILENT + 1)
    watch(monkeypatch, rounds=3)
    assert heartbeat.is_missed()


@pytest.mark.django_db
def test_each_letter_of_a_long_batch_is_a_sign_of_life(clinic):
    for _ in range(3):
        received()
    signs = []
    send_letters.outbox.Sender().round(after_each=lambda: signs.append(1))
    assert len(signs) == 3
