"""Clinics of the suite's own, on SQLite and on PostgreSQL: made from prepared data, served, looked into."""

import math
import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager, suppress

from tests.chaos.browsing import Browser, Unavailable
from tests.chaos.counting import compare
from tests.chaos.inside import Inside
from tests.mail.smtp import mail_server
from tests.page_cache import servers
from tests.site.processes import Site, environment

KEYS = ["MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="]
SHARED = {"SECRET_KEY": "of the chaos suite alone, on this machine", "BOOKING_KEYS": KEYS[0], "DEMO": 0}
LOOK, COMMAND = "tests.chaos.looks:{}", "django.core.management:call_command"


class Prepared:
    """What sites begin with on one kind of database: that of the demo clinic, and that of an empty one.

    `server`: the PostgreSQL server, or None for SQLite. `deadline`, on the monotonic clock: no kills are begun later.
    """

    def __init__(self, folder, prepared, server=None, deadline=math.inf):
        self.folder, self.prepared, self.server, self.deadline = folder, prepared, server, deadline
        self.count = 0
        self.kind = "PostgreSQL" if server else "SQLite"
        folder.mkdir()
        if server:
            for name in ("empty", "demo"):
                self._make_template(name)

    def _make_template(self, name):
        template = "empty" if name == "demo" else "template1"
        self.server.tell(f"CREATE DATABASE {name} OWNER {servers.OWNER} TEMPLATE {template}")
        self._put_files("demo", self.folder / name)
        values = {**SHARED, "DATABASE_URL": self.server.address(name), "DATA_DIR": self.folder / name / "data"}
        with Inside(environment(**values), self.folder / "log") as inside:
            inside.manage("migrate", verbosity=0)
            if name == "demo":
                inside.manage("load_demo")

    def _put_files(self, name, folder):
        folder.mkdir(exist_ok=True)
        (self.prepared.demo if name == "demo" else self.prepared.empty)(folder)

    @contextmanager
    def stage(self, name="demo", **values):
        """A Stage of its own, and a mail server that takes its letters."""
        self.count += 1
        folder = self.folder / f"stage{self.count}"
        self._put_files(name, folder)
        with mail_server() as post:
            stage = Stage(self, folder, post, values)
            with stage.inside:
                stage.begin_anew(name)
                yield stage
        if self.server:
            self.server.tell(f"DROP DATABASE IF EXISTS {stage.database} WITH (FORCE)")
        shutil.rmtree(folder, ignore_errors=True)


class Stage:
    """A clinic. `inside` works in its environment; `post` is its mail server."""

    def __init__(self, prepared, folder, post, values):
        self.deadline = prepared.deadline
        self.kind, self.server, self.given = prepared.kind, prepared.server, values
        self.folder, self.post = folder, post
        self.database, self.templates = folder.name, prepared.prepared.folder
        host, port = post.server_address
        self.values = {**SHARED, "EMAIL_URL": f"smtp://{host}:{port}", **values}
        if self.server:
            self.values.setdefault("DATABASE_URL", self.server.address(self.database))
        data = {"DATA_DIR": folder / "data"}
        self.inside = Inside(environment(**self.values, **data), folder / "inside.log")

    def begin_anew(self, name):
        """With the database of the `name` clinic; "none" of those that are prepared: one without tables."""
        if "DATABASE_URL" in self.given:
            self.inside.manage("migrate", verbosity=0)
            self.inside.manage("load_demo")
        elif self.server:
            template = "template1" if name == "none" else name
            self.server.tell(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")
            self.server.tell(f"CREATE DATABASE {self.database} OWNER {servers.OWNER} TEMPLATE {template}")
        else:
            for path in (self.folder / "data").glob("clinic.sqlite3*"):
                path.unlink()
            if name != "none":
                shutil.copy(self.templates / name / "data/clinic.sqlite3", self.folder / "data/clinic.sqlite3")
        if name != "none":
            self.look("prepare")

    def look(self, function, *arguments, **named):
        return self.inside.do(LOOK.format(function), *arguments, **named)

    def site(self, **values):
        return ServedSite(self.folder, **{**self.values, **values})

    def tries(self, count):
        """Numbers, so many, of tries that are begun before the deadline."""
        for number in range(count):
            if time.monotonic() > self.deadline:
                break
            yield number

    def check(self, tally, patients=None, authors=None, hours=0):
        """Hold what was acknowledged against what is there; `hours` from now is the moment to look at."""
        waiting = self.look("file_what_waits")
        tally.expect(waiting == 0, f"{waiting} requests that were sent during an outage are not filed")
        if patients:
            names = {patients.name(number) for number in patients.numbers}
            found = [pair for pair in self.look("requests") if pair[0] in names]
            compare(tally, patients.told, found)
        if authors:
            names = {authors.name(number) for number in authors.numbers}
            compare(tally, authors.told, [pair for pair in self.look("changes") if pair[0] in names])
        for fault in self.look("faults", hours):
            tally.count("wrong", fault)


class ServedSite(Site):
    """`manage.py serve`, and those of its processes that may be killed."""

    def family(self):
        """(the server that leads, [its workers], [senders of letters])."""
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
        found = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
        children = {int(pid): args for pid, parent, args in found if int(parent) == self.process.pid}
        leads = [pid for pid, args in children.items() if "gunicorn" in args]
        workers = [int(pid) for pid, parent, _ in found if int(parent) in leads]
        return leads, workers, [pid for pid, args in children.items() if "send_letters" in args]

    def answers(self):
        with suppress(Unavailable):
            return Browser(self.url).get("/healthz") == 200
        return False

    def kill(self):
        """All of it at once, as where the machine is switched off."""
        for number in self.processes:
            kill(number)
        self.process.wait()

    def start_again(self):
        """As the system does with a service that ended."""
        if self.process.poll() is None:
            self.process.wait(30)
        self.__enter__()

    def end(self):
        """Unless somebody ended it."""
        if self.process.poll() is None:
            super().end()


def kill(number):
    """Returns whether there was anything to kill."""
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)
        return True
    return False


def pause(chance, least, most):
    time.sleep(chance.uniform(least, most))
