"""Throw-away sites with so many articles, on SQLite and on PostgreSQL, and what serves them."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from tests.bench.load import ask
from tests.site.processes import PATIENCE, ROOT, environment

WORKERS = 2
SLUGS = """
import json, django
django.setup()
from conditions.models import Edition
print(json.dumps(list(Edition.objects.live().order_by("pk").values_list("slug", flat=True))))
"""
SERVER = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"


def databases():
    """The kinds of database there are here."""
    try:
        psycopg2.connect(SERVER, connect_timeout=3).close()
    except psycopg2.OperationalError:
        print("No PostgreSQL answers: SQLite alone is measured.", flush=True)
        return ["SQLite"]
    return ["SQLite", "PostgreSQL"]


@dataclass(frozen=True)
class Tree:
    """A checkout of the product, and the Python of an environment with what that checkout requires."""

    root: Path
    python: str


HERE = Tree(ROOT, sys.executable)


class Site:
    """A demo site with `count` live articles, once it is filled. Used as a context, which clears it away in the end.

    `name` tells sites of one size apart.
    """

    def __init__(self, kind, count, folder, port, tree=HERE, name="site"):
        self.kind, self.count, self.port, self.tree = kind, count, port, tree
        self.folder = folder / f"{kind}-{count}-{name}"
        self.name = f"clinic_bench_{os.getpid()}_{count}_{name}"
        self.values = {"DATA_DIR": self.folder, "PORT": port}
        if kind == "PostgreSQL":
            self.values["DATABASE_URL"] = database_url(self.name)

    def __enter__(self):
        if self.kind == "PostgreSQL":
            on_server(f"CREATE DATABASE {self.name}")
        return self

    def __exit__(self, *error):
        if self.kind == "PostgreSQL":
            on_server(f"DROP DATABASE {self.name} WITH (FORCE)")

    def fill(self):
        self.manage("migrate")
        self.manage("load_demo")
        self.manage("collectstatic", "--no-input")
        self.add_articles()

    def add_articles(self):
        """Up to `count`, to a demo site. `filled`: how many that were, and in how many seconds."""
        added = self.count - len(self.slugs())
        start = time.perf_counter()
        self.manage("fill_articles", str(added))
        self.filled = (added, time.perf_counter() - start)
        if self.kind == "PostgreSQL":  # as its own housekeeping does, sooner or later
            on_server("VACUUM ANALYZE", self.values["DATABASE_URL"])

    def manage(self, *arguments):
        run(["manage.py", *arguments], self.values, self.tree)

    def slugs(self):
        """The addresses of its articles, in no order that means anything."""
        return json.loads(run(["-c", SLUGS], self.values, self.tree))

    def move_version(self):
        """Save the body areas as they are: no page that is kept is proven fresh any longer by the public version."""
        sql = "UPDATE conditions_bodyarea SET position = position"
        if self.kind == "PostgreSQL":
            on_server(sql, self.values["DATABASE_URL"])
            return
        connection = sqlite3.connect(self.folder / "clinic.sqlite3", timeout=20)
        with connection:
            connection.execute(sql)
        connection.close()


def run(arguments, values, tree=HERE):
    """What `python *arguments` prints in `tree`, with `values` in its environment."""
    command = [tree.python, *arguments]
    process = subprocess.run(command, cwd=tree.root, env=environment(**values), stdout=subprocess.PIPE, text=True)
    if process.returncode:
        raise RuntimeError(f"It failed: {command}")
    return process.stdout


def database_url(name):
    return f"{SERVER.rpartition('/')[0]}/{name}"


def on_server(sql, url=SERVER):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        connection.cursor().execute(sql)
    finally:
        connection.close()


def gunicorn(application, port, *options):
    """Arguments of Python that serve `application` with sync workers, unless `options` say otherwise."""
    bind = f"--bind=127.0.0.1:{port}"
    return ["-m", "gunicorn", application, f"--workers={WORKERS}", bind, "--log-level=error", *options]


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class NotStarted(Exception):
    """A server ended before it answered; the words say which."""


class Served:
    """What `python *arguments` serves at `port`, with all processes that it starts. Used as a context."""

    def __init__(self, arguments, port, values, tree=HERE):
        self.arguments, self.port, self.values, self.tree = arguments, port, values, tree

    def __enter__(self):
        self.process = subprocess.Popen(
            [self.tree.python, *self.arguments],
            cwd=self.tree.root,
            env=environment(**self.values),
            stdout=subprocess.DEVNULL,
            process_group=0,
        )
        while self.process.poll() is None and not self._answers():
            time.sleep(0.1)
        if self.process.poll() is not None:
            raise NotStarted(f"This did not start: {' '.join(map(str, self.process.args))}")
        return self

    def __exit__(self, *error):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=PATIENCE)
        finally:
            with suppress(ProcessLookupError):  # none of the processes that it had started is left
                os.killpg(self.process.pid, signal.SIGKILL)

    def _answers(self):
        try:
            return ask(self.port, "/healthz")[0] < 500
        except OSError:
            return False

    def memory(self):
        """Resident megabytes of the larger of its workers, where it is gunicorn."""
        return max(size for _, parent, _, size in _processes() if parent == self.process.pid)

    def memory_of_all(self):
        """Resident megabytes of all its processes together; what they share counts for each."""
        numbers = set(self.numbers())
        return sum(size for number, _, _, size in _processes() if number in numbers)

    def numbers(self):
        """Those of its processes: of its group, and of whatever they started."""
        found, listed = {self.process.pid}, _processes()
        while (
            more := {number for number, parent, group, _ in listed if parent in found or group == self.process.pid}
            - found
        ):
            found |= more
        return sorted(found)


def _processes():
    """(number, number of the parent, number of the group, resident megabytes) of each process."""
    command = ["ps", "-A", "-o", "pid=,ppid=,pgid=,rss="]
    listed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    return [(*numbers, rss / 1024) for *numbers, rss in (map(int, line.split()) for line in listed.splitlines())]


def processor_seconds(numbers):
    """For which a processor worked for the processes with these numbers; 0 where the system does not tell."""
    total = 0
    for number in numbers:
        for thread in Path(f"/proc/{number}/task").glob("*/schedstat"):
            with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
                total += int(thread.read_text().split()[0])
    return total / 1e9


def bare(folder, *options, tree=HERE):
    """A bare Django view, Served on the Django and gunicorn of `tree`, with its database in `folder`."""
    port = free_port()
    values = {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "tests.bench.bare"}
    arguments = gunicorn("django.core.wsgi:get_wsgi_application()", port, *options)
    return Served(arguments, port, values, Tree(ROOT, tree.python))


def hello(folder):
    """A bare WSGI reply, Served."""
    port = free_port()
    return Served(gunicorn("tests.bench.hello", port), port, {"DATA_DIR": folder})
