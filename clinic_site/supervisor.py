"""The process that `manage.py serve` becomes: the parent of the server and of the sender of letters.

    python -m clinic_site.supervisor ADDRESS:PORT WORKERS THREADS HEARTBEAT

It replaces a sender that died, after a growing pause, and ends with the exit status of the server. SIGTERM and SIGINT
end both gently (a second one ends the server at once), SIGHUP makes the server load its code anew. Both end when this
process is killed: the sender looks for its parent, the server's workers hold one end of a pipe (gunicorn_hooks.py).

It knows the standard library alone, so that it takes 10 MB rather than Django's 60. A supervisor from outside (honcho,
circus, supervisord) would bring more code than this, and none of them ends with one child but replaces the other.
"""

import contextlib
import logging
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from clinic_site import heartbeat

logger = logging.getLogger("clinic_site.supervisor")
PAUSES = [1, 2, 5, 10, 30, 60]  # seconds before the next sender, after the first death, the second, and so on
WELL = 5 * 60  # seconds after which a sender counts as one that lives
GENTLE = 45  # seconds for the sender to finish the letter in hand, once the server has ended; systemd gives both 90


class Supervisor:
    """Two commands, lists of arguments, and the file of the sender's heartbeat."""

    def __init__(self, server, sender, beats):
        self.commands = {"server": server, "sender": sender}
        self.beats = beats
        self.server = self.sender = None
        self.started = 0.0  # when the sender was, on the monotonic clock
        self.next_at = None  # when the next sender is due; None while one runs
        self.deaths = 0  # of senders, in a row
        self.stopping = False

    def run(self):
        """Serve until the server ends; returns the exit status."""
        signals = _signals()
        lifeline, self.held_end = os.pipe()  # closed by the system when this process ends, however it does
        os.environ |= {"SERVE_LIFELINE": str(lifeline), heartbeat.FILE: str(self.beats)}
        self.server = self._start("server", pass_fds=[lifeline])
        heartbeat.start(self.beats)
        self._start_sender()
        while self.server.poll() is None:
            for number in _caught(signals, self._wait()):
                self._obey(number)
            self._look_after_the_sender()
        self._end_the_sender()
        return self._status()

    def _start(self, name, **options):
        # A group of its own: Ctrl+C reaches this process alone, which passes it on once, gently.
        return subprocess.Popen(self.commands[name], process_group=0, **options)  # noqa: S603  (ours)

    def _start_sender(self):
        self.sender, self.started, self.next_at = self._start("sender"), time.monotonic(), None

    def _wait(self):
        """Seconds until something is due; None where only a signal is waited for."""
        return None if self.next_at is None else max(0, self.next_at - time.monotonic())

    def _obey(self, number):
        if number == signal.SIGHUP:
            self.server.send_signal(number)
        elif number in (signal.SIGTERM, signal.SIGINT):
            self.server.send_signal(signal.SIGINT if self.stopping else signal.SIGTERM)
            self.sender.send_signal(signal.SIGTERM)
            self.stopping = True

    def _look_after_the_sender(self):
        if self.stopping or self.server.poll() is not None:
            return
        if self.next_at is None and (status := self.sender.poll()) is not None:
            heartbeat.stop(self.beats)
            self.deaths = 1 if time.monotonic() - self.started > WELL else self.deaths + 1
            pause = PAUSES[min(self.deaths, len(PAUSES)) - 1]
            self.next_at = time.monotonic() + pause
            logger.error("The sender of letters ended (%s). The next one starts in %s s.", _said(status), pause)
        elif self.next_at is not None and time.monotonic() >= self.next_at:
            self._start_sender()

    def _end_the_sender(self):
        self.sender.terminate()
        try:
            self.sender.wait(GENTLE)
        except subprocess.TimeoutExpired:
            self.sender.kill()

    def _status(self):
        status = self.server.returncode
        if self.stopping and status == -signal.SIGTERM:  # it was told before it could listen
            return 0
        return status if status >= 0 else 128 - status  # as a shell tells it


def _said(status):
    return f"signal {-status}" if status < 0 else f"exit status {status}"


def _signals():
    """The readable end of a pipe into which the system writes the number of each signal that comes."""
    readable, writable = os.pipe()
    for end in (readable, writable):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, lambda *_: None)
    return readable


def _caught(signals, seconds):
    """Numbers of the signals that came, waiting for the first one up to so many seconds."""
    select.select([signals], [], [], seconds)
    with contextlib.suppress(BlockingIOError):
        return os.read(signals, 512)
    return b""


def server(address, workers, threads):
    return [
        *[sys.executable, "-m", "gunicorn", "clinic_site.wsgi"],
        "--config=python:clinic_site.gunicorn_hooks",
        f"--bind={address}",
        f"--workers={workers}",
        "--worker-class=clinic_site.tarpit.Worker",
        f"--threads={threads}",
        "--log-level=error",
        "--no-control-socket",  # nobody steers it but this process; its folder may only be read
    ]


def sender():
    return [sys.executable, "manage.py", "send_letters", "--watch", f"--parent={os.getpid()}", "--skip-checks"]


if __name__ == "__main__":
    logging.basicConfig(format="{asctime} {levelname} {name} {message}", style="{")
    address, workers, threads, beats = sys.argv[1:]
    sys.exit(Supervisor(server(address, workers, threads), sender(), Path(beats)).run())
