"""`manage.py send_letters`, really started: it goes on through any fault, and ends when it should."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.site.processes import PATIENCE, ROOT, environment, run, running, until

pytestmark = pytest.mark.process

SENDER = [sys.executable, "manage.py", "send_letters", "--watch"]
PARENT = """
import os, subprocess, sys
subprocess.Popen([*sys.argv[1:], f"--parent={os.getpid()}"])
sys.stdin.read()
"""
RECEIVE = "from tests.appointments.requests import received; print(received().reference)"
FAULT = "Letters wait: OperationalError."


@pytest.fixture
def start(tmp_path):
    """Starts a command in a site whose database is not there yet."""
    started = []

    def start(*command):
        with (tmp_path / "log").open("w") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment(**site(tmp_path)), stdin=subprocess.PIPE, stderr=log
            )
        started.append(process)
        until(lambda: FAULT in (tmp_path / "log").read_text())
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def site(folder):
    return {"DATA_DIR": folder / "data", "DATABASE_URL": f"sqlite:///{folder}/later/clinic.sqlite3"}


def manage(folder, *arguments):
    process = run("manage.py", *arguments, **site(folder))
    assert process.returncode == 0, process.stderr
    return process.stdout


def tables_in(folder, prepared):
    """Put the database of an empty clinic into `folder`, and the keys that go with it beside; returns its file."""
    folder.mkdir()
    return (prepared.empty(folder.parent) / "data/clinic.sqlite3").rename(folder / "clinic.sqlite3")


def test_it_outlives_a_database_that_is_not_there_and_says_so_once(start, tmp_path):
    start(*SENDER)
    (tmp_path / "later").mkdir()
    manage(tmp_path, "migrate", "-v0")
    reference = manage(tmp_path, "shell", "-v0", "-c", RECEIVE).strip()
    log = tmp_path / "log"
    until(lambda: f"{reference}: received was sent" in log.read_text())
    (letter,) = (tmp_path / "data/mail").iterdir()
    assert reference in letter.read_text()
    assert letter.stat().st_mode & 0o777 == 0o600 and letter.parent.stat().st_mode & 0o777 == 0o700
    assert log.read_text().count(FAULT) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_told(start, tmp_path, number):
    sender = start(*SENDER)
    sender.send_signal(number)
    assert sender.wait(PATIENCE) == 0
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_a_closed_terminal_does_not_end_it(start):
    """The server beside it goes on then, too."""
    sender = start(*SENDER)
    sender.send_signal(signal.SIGHUP)
    sender.send_signal(signal.SIGTERM)
    assert sender.wait(PATIENCE) == 0


def test_it_ends_when_its_parent_is_killed(start):
    parent = start(sys.executable, "-c", PARENT, *SENDER)
    mark = f"--watch --parent={parent.pid}"
    assert len(running(mark)) == 1
    parent.kill()
    until(lambda: not running(mark))


def test_once_it_sends_what_is_due_and_says_how_much(prepared, tmp_path):
    tables_in(tmp_path / "later", prepared)
    assert manage(tmp_path, "send_letters") == "0 sent, 0 put off, 0 failed\n"
    manage(tmp_path, "shell", "-v0", "-c", RECEIVE)
    assert manage(tmp_path, "send_letters") == "1 sent, 0 put off, 0 failed\n"
    assert manage(tmp_path, "send_letters") == "0 sent, 0 put off, 0 failed\n"


UNSENT = """
from datetime import timedelta
from django.utils import timezone
from appointments.models import UnsentRequest
for minutes in (59, 61):
    UnsentRequest.objects.create(name_hash=minutes, saved_at=timezone.now() - timedelta(minutes=minutes))
"""


def unsent(file):
    with closing(sqlite3.connect(file)) as connection:
        return [name for (name,) in connection.execute("SELECT name_hash FROM appointments_unsentrequest")]


def test_it_destroys_answers_that_were_not_sent_within_the_hour(start, prepared, tmp_path):
    made = tables_in(tmp_path / "made", prepared)
    process = run("manage.py", "shell", "-v0", "-c", UNSENT, **site(tmp_path) | {"DATABASE_URL": f"sqlite:///{made}"})
    assert process.returncode == 0, process.stderr
    assert sorted(unsent(made)) == ["59", "61"]
    start(*SENDER)
    (tmp_path / "made").rename(tmp_path / "later")
    until(lambda: "61" not in unsent(tmp_path / "later/clinic.sqlite3"))
    assert unsent(tmp_path / "later/clinic.sqlite3") == ["59"]
