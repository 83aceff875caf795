"""The site in a process of its own, with exactly the environment a test gives it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds
SETUP = "import json, django; django.setup(); from django.test import Client\n"


def environment(**values):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "DJANGO_SETTINGS_MODULE": "clinic_site.settings", **{k: str(v) for k, v in values.items()}}


def run(*arguments, folder=ROOT, **values):
    """The finished process of `python *arguments`, its output as text."""
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(
        command, cwd=folder, env=environment(**values), capture_output=True, text=True, timeout=PATIENCE
    )


def answer(code, folder=ROOT, **values):
    """What `code` prints as JSON."""
    process = run("-c", code, folder=folder, **values)
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


def running(part):
    """Numbers of the processes with `part` in their command."""
    listed = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if part in line]


def until(happened):
    """Wait until `happened()`, which it must within PATIENCE."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.1)


class Site:
    """A site of its own in `folder`, started from a folder that is not the checkout."""

    def __init__(self, folder, **values):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = environment(DATA_DIR=folder / "data", PORT=self.port, **values)
        self.command = [sys.executable, str(ROOT / "manage.py"), "serve"]
        self.folder = folder
        self.log = folder / "output.txt"

    def __enter__(self):
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            until(lambda: self.process.poll() is not None or self.answers())
            assert self.process.poll() is None, self.output
        except BaseException:
            self.process.kill()
            raise
        return self

    def __exit__(self, *error):
        self.end()

    def end(self):
        """Tell it to end, as a service does, and wait until it has."""
        self.process.send_signal(signal.SIGTERM)
        self.status = self.process.wait(timeout=PATIENCE)

    def answers(self):
        try:
            return self.get("/healthz") == "ok\n"
        except urllib.error.URLError:
            return False

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as response:  # noqa: S310
            return response.read().decode()

    @property
    def processes(self):
        """Numbers of its process and of all that it started, directly or not."""
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
        found = [self.process.pid]
        for process in found:
            found += [child for child, parent in pairs if parent == process]
        return found

    @property
    def senders(self):
        """Numbers of the processes that send this site's letters."""
        return running(f"send_letters --watch --parent={self.process.pid} ")

    @property
    def servers(self):
        """Numbers of the server's processes: one that leads, and its workers."""
        return running(
            f"gunicorn clinic_site.wsgi --config=python:clinic_site.gunicorn_hooks --bind=127.0.0.1:{self.port} "
        )

    @property
    def output(self):
        return self.log.read_text()
