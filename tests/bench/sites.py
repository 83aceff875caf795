"""Throw-away sites with so many articles, on SQLite and on PostgreSQL, and what serves them."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

import psycopg2

from tests.bench.load import ask
from tests.site.processes import ROOT, environment, until

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


class Site:
    """A demo site with `count` live articles, once it is filled. Used as a context, which clears it away in the end."""

    def __init__(self, kind, count, folder, port):
        self.kind, self.count, self.port = kind, count, port
        self.folder = folder / f"{kind}-{count}"
        self.name = f"clinic_bench_{os.getpid()}_{count}"
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
        """`filled`: how many articles were added, and in how many seconds."""
        self.manage("migrate")
        self.manage("load_demo")
        self.manage("collectstatic", "--no-input")
        added = self.count - len(self.slugs())
        start = time.perf_counter()
        self.manage("fill_articles", str(added))
        self.filled = (added, time.perf_counter() - start)
        if self.kind == "PostgreSQL":  # as its own housekeeping does, sooner or later
            on_server("VACUUM ANALYZE", self.values["DATABASE_URL"])

    def manage(self, *arguments):
        run(["manage.py", *arguments], self.values)

    def slugs(self):
        """The addresses of its articles, in no order that means anything."""
        return json.loads(run(["-c", SLUGS], self.values))

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


def run(arguments, values):
    """What `python *arguments` prints, with `values` in its environment."""
    command = [sys.executable, *arguments]
    process = subprocess.run(command, cwd=ROOT, env=environment(**values), stdout=subprocess.PIPE, text=True)
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


class Served:
    """`application` under gunicorn with sync workers. Used as a context."""

    def __init__(self, application, port, values):
        self.application, self.port, self.values = application, port, values

    def __enter__(self):
        options = [f"--workers={WORKERS}", "--worker-class=sync", f"--bind=127.0.0.1:{self.port}", "--log-level=error"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", self.application, *options], cwd=ROOT, env=environment(**self.values)
        )
        until(lambda: self.process.poll() is not None or self._answers())
        assert self.process.poll() is None, self.application
        return self

    def __exit__(self, *error):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def _answers(self):
        try:
            return ask(self.port, "/healthz")[0] < 500
        except OSError:
            return False

    def memory(self):
        """Resident megabytes of its larger worker."""
        listed = subprocess.run(["ps", "-A", "-o", "ppid=,rss="], stdout=subprocess.PIPE, text=True, check=True).stdout
        sizes = [int(rss) for ppid, rss in map(str.split, listed.splitlines()) if int(ppid) == self.process.pid]
        return max(sizes) / 1024
