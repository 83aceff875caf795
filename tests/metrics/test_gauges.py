"""What waits, as Prometheus is told, on either database, and when that does not answer."""

import os
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from clinic_site import heartbeat
from clinic_site.backups.models import BackupRun
from clinic_site.mail.letters import Letter
from clinic_site.metrics import gauges
from tests.appointments.requests import received

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def told():
    """{(name, *label values): value}"""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in gauges.Gauges().collect()
        for sample in family.samples
    }


def test_requests_and_letters_that_wait_are_counted(clinic):
    received()
    now = timezone.now()
    Letter.objects.update(queued_at=now - timedelta(hours=3))
    letters = Letter.objects.count()
    numbers = told()
    assert letters and numbers["clinic_letters", "waiting"] == letters and numbers["clinic_letters", "failed"] == 0
    assert 3 * 3600 <= numbers["clinic_oldest_letter_seconds",] < 3 * 3600 + 120
    assert sum(number for (name, *_), number in numbers.items() if name == "clinic_requests_waiting") == 1
    Letter.objects.update(state=Letter.State.FAILED)
    numbers = told()
    assert numbers["clinic_letters", "failed"] == letters and numbers["clinic_oldest_letter_seconds",] == 0


def backups(numbers):
    return {names: value for names, value in numbers.items() if names[0].startswith("clinic_backup")}


def test_backups_and_drills_are_told_by_the_last_good_one_and_the_newest(clinic):
    assert backups(told()) == {}
    began = timezone.now()
    for days, kind, succeeded in [(3, "drill", True), (2, "backup", True), (1, "backup", False), (1, "restore", True)]:
        at = began - timedelta(days=days)
        BackupRun.objects.create(
            kind=kind, started_at=at, seconds=1, succeeded=succeeded, file="x.tar", detail="secret"
        )
    assert backups(told()) == {
        ("clinic_backup_last_success_timestamp_seconds", "backup"): (began - timedelta(days=2)).timestamp(),
        ("clinic_backup_last_success_timestamp_seconds", "drill"): (began - timedelta(days=3)).timestamp(),
        ("clinic_backup_last_run_succeeded", "backup"): 0,
        ("clinic_backup_last_run_succeeded", "drill"): 1,
    }


def test_while_the_database_is_down_the_rest_is_told(monkeypatch, tmp_path):
    def fails():
        raise OperationalError("secret")

    monkeypatch.setattr(gauges, "_of_the_database", [fails])
    beats = tmp_path / "beats"
    beats.touch()
    os.utime(beats, (500, 500))
    monkeypatch.setenv(heartbeat.FILE, str(beats))
    assert told() == {("clinic_database_up",): 0, ("clinic_sender_heartbeat_timestamp_seconds",): 500}
