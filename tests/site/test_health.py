"""What monitors and load balancers see."""

import os
from types import SimpleNamespace

import pytest

from clinic_site import disk_space, health, heartbeat
from tests.site.processes import SETUP, answer

ASK = (
    SETUP
    + """
response = Client(headers={"host": "127.0.0.1"}).get("/healthz")
print(json.dumps([response.status_code, response.content.decode()]))
"""
)


@pytest.mark.django_db
def test_a_site_in_order_says_ok(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_the_answer_is_always_fresh(client):
    assert "no-store" in client.get("/healthz").headers["Cache-Control"]


@pytest.mark.django_db
def test_only_reading_is_allowed(client):
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


@pytest.mark.parametrize("database", ["sqlite:////nowhere/at/all.sqlite3", "postgres://nobody@127.0.0.1:1/nothing"])
@pytest.mark.process
def test_a_database_that_does_not_answer_is_reported(tmp_path, database):
    status, text = answer(ASK, DATA_DIR=tmp_path, DATABASE_URL=database)
    assert (status, text) == (503, "The database does not answer.\n")


@pytest.fixture
def sender(tmp_path, monkeypatch):
    """The heartbeat of a sender that `serve` started."""
    monkeypatch.setenv(heartbeat.FILE, str(tmp_path / "sender_heartbeat"))
    heartbeat.start(tmp_path / "sender_heartbeat")
    return tmp_path / "sender_heartbeat"


def told(client):
    """What load balancers are told, and the status for monitors."""
    response, strict = client.get("/healthz"), client.get("/healthz?strict")
    assert response.content == strict.content
    return response.status_code, strict.status_code, response.text


@pytest.mark.django_db
def test_a_sender_at_work_is_in_order(client, sender):
    assert told(client) == (200, 200, "ok\n")


@pytest.mark.django_db
def test_a_sender_that_is_dead_is_told_and_the_pages_stay_in_service(client, sender):
    heartbeat.stop(sender)
    status, strict, text = told(client)
    assert (status, strict) == (200, 503)
    assert text.startswith("Letters are not being sent: ") and "ok" not in text.split()


@pytest.mark.django_db
def test_a_disk_that_is_nearly_full_is_told_and_the_pages_stay_in_service(client, monkeypatch):
    monkeypatch.setattr(disk_space, "ROOM", 2**62)
    status, strict, text = told(client)
    assert (status, strict, text.partition(":")[0]) == (200, 503, "The disk is full, or nearly so")


@pytest.mark.django_db
def test_all_that_is_wrong_is_told_at_once(client, sender, monkeypatch):
    heartbeat.stop(sender)
    monkeypatch.setattr(disk_space, "ROOM", 2**62)
    assert told(client)[2].splitlines() == [health.NO_LETTERS.strip(), health.FULL.strip()]


DISK = SimpleNamespace(f_flag=0, f_bavail=1_000_000, f_frsize=4096, f_files=1_000_000, f_favail=500_000)


@pytest.mark.parametrize(
    "disk, line",
    [
        ({}, None),
        ({"f_files": 0, "f_favail": 0}, None),  # no limit of files
        ({"f_bavail": disk_space.ROOM // 4096 - 1}, health.FULL),
        ({"f_bavail": disk_space.ROOM // 4096}, None),
        ({"f_favail": 10}, health.FULL),
        ({"f_flag": os.ST_RDONLY}, health.READ_ONLY),
    ],
)
@pytest.mark.django_db
def test_room_for_bytes_and_for_files_is_looked_at(client, monkeypatch, disk, line):
    monkeypatch.setattr(health.os, "statvfs", lambda folder: SimpleNamespace(**vars(DISK) | disk))
    assert client.get("/healthz").text == (line or "ok\n")
