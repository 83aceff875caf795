"""What `serve` becomes, with two small programs in the place of server and sender."""

import json
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from clinic_site import heartbeat
from tests.site.processes import PATIENCE, ROOT, environment, until

pytestmark = pytest.mark.process

# Each writes what it gets into a file: "start", then signals by name.
CHILD = """
import pathlib, signal, sys, time
notes = pathlib.Path(sys.argv[1])
def note(text):
    with notes.open("a") as file:
        file.write(text + "\\n")
def told(number, frame):
    note(signal.Signals(number).name)
    if number in ENDS:
        sys.exit(STATUS)
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, told)
note("start")
while True:
    time.sleep(0.05)
"""
SUPERVISE = """
import json, logging, pathlib, sys
from clinic_site import supervisor
logging.basicConfig(format="{message}", style="{")
server, sender, beats = json.loads(sys.argv[1])
supervisor.PAUSES = [0.1, 0.2]
sys.exit(supervisor.Supervisor(server, sender, pathlib.Path(beats)).run())
"""
GENTLY, AT_ONCE = "[signal.SIGTERM, signal.SIGINT]", "[signal.SIGINT]"


def child(notes, ends=GENTLY, status=0):
    return [sys.executable, "-c", CHILD.replace("ENDS", ends).replace("STATUS", str(status)), str(notes)]


@pytest.fixture
def start(tmp_path):
    """Starts a supervisor of such a server and a sender; `got` of the result says what signals each of them got."""
    started = []

    def start(server=None, sender=None):
        notes = {name: tmp_path / name for name in ("server", "sender")}
        server, sender = server or child(notes["server"]), sender or child(notes["sender"])
        arguments = json.dumps([server, sender, str(tmp_path / "beats")])
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISE, arguments],
            cwd=ROOT,
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return SimpleNamespace(
            process=process,
            beats=tmp_path / "beats",
            got={
                name: lambda path=path: path.read_text().split() if path.exists() else []
                for name, path in notes.items()
            },
        )

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=PATIENCE)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_both_gently(start, number):
    it = start()
    until(lambda: it.got["server"]() == it.got["sender"]() == ["start"])
    it.process.send_signal(number)
    assert it.process.wait(PATIENCE) == 0
    assert it.got["server"]()[:2] == it.got["sender"]()[:2] == ["start", "SIGTERM"]


def test_a_second_signal_ends_a_server_that_takes_its_time(start, tmp_path):
    it = start(server=child(tmp_path / "server", ends=AT_ONCE))
    until(lambda: it.got["server"]() == it.got["sender"]() == ["start"])
    it.process.send_signal(signal.SIGINT)
    until(lambda: it.got["server"]() == ["start", "SIGTERM"])
    assert it.process.poll() is None
    it.process.send_signal(signal.SIGINT)
    assert it.process.wait(PATIENCE) == 0
    assert it.got["server"]() == ["start", "SIGTERM", "SIGINT"]


def test_a_closed_terminal_is_told_to_the_server_alone(start):
    it = start()
    until(lambda: it.got["server"]() == it.got["sender"]() == ["start"])
    it.process.send_signal(signal.SIGHUP)
    until(lambda: it.got["server"]() == ["start", "SIGHUP"])
    assert it.process.poll() is None and it.got["sender"]() == ["start"]


@pytest.mark.parametrize("code, status", [("sys.exit(3)", 3), ("os.kill(os.getpid(), 9)", 137)])
def test_a_server_that_ends_ends_the_sender_and_its_status_is_told(start, tmp_path, code, status):
    wait = "import os, pathlib, sys, time\nwhile not pathlib.Path(sys.argv[1]).exists(): time.sleep(0.05)\n"
    it = start(server=[sys.executable, "-c", wait + code, str(tmp_path / "sender")])
    assert it.process.wait(PATIENCE) == status
    assert it.got["sender"]() == ["start", "SIGTERM"]


def test_a_sender_that_dies_is_missed_at_once_and_replaced_after_a_growing_pause(start, tmp_path):
    code = "import pathlib, sys; file = open(sys.argv[1], 'a'); file.write('start\\n'); file.close(); sys.exit(7)"
    it = start(sender=[sys.executable, "-c", code, str(tmp_path / "sender")])
    until(lambda: len(it.got["sender"]()) >= 4)
    assert time.time() - it.beats.stat().st_mtime > heartbeat.SILENT
    it.process.terminate()
    said = it.process.communicate(timeout=PATIENCE)[1].splitlines()
    assert said[0] == "The sender of letters ended (exit status 7). The next one starts in 0.1 s."
    assert [line.rpartition(" in ")[2] for line in said[:3]] == ["0.1 s.", "0.2 s.", "0.2 s."]
    assert it.process.returncode == 0 and it.got["server"]() == ["start", "SIGTERM"]
