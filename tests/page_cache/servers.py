"""PostgreSQL servers of a test's own: one alone, or a primary and its streaming replica. Their databases have an
ordinary owner, as in production."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from tests.site.processes import PATIENCE, until

SUPERUSER, OWNER = "postgres", "clinic"
BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
SMALL = {
    "fsync": "off",
    "shared_buffers": "16MB",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "wal_receiver_status_interval": "1s",
    "wal_retrieve_retry_interval": "200ms",
}


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def binary(name):
    """The command that runs `name`; PostgreSQL refuses to be run by root."""
    path = shutil.which(name) or BINARIES[-1] / name
    other = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    return [*other, str(path)]


def run(name, *arguments):
    command = [*binary(name), *map(str, arguments)]
    subprocess.run(command, cwd="/", check=True, capture_output=True, timeout=PATIENCE)


@contextmanager
def own_folder():
    """A folder that PostgreSQL, which root runs under another name, may write to."""
    folder = Path(tempfile.mkdtemp(prefix="clinic-postgresql-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


class Server:
    """One PostgreSQL server with its data in `folder`. `url`: the site's database."""

    def __init__(self, folder):
        self.folder, self.port, self.process = folder, free_port(), None
        self.url = self.address("clinic")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.process and self.process.poll() is None:
            self.kill()

    def address(self, database, role=OWNER):
        return f"postgres://{role}@127.0.0.1:{self.port}/{database}"

    def make(self):
        """Make its data folder and start it; it holds the site's database, with nothing in it."""
        run("initdb", "-D", self.folder, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-sync")
        self.start()
        self.tell(f"CREATE ROLE {OWNER} LOGIN CREATEDB NOSUPERUSER")
        self.tell(f"CREATE DATABASE clinic OWNER {OWNER}")

    def start(self):
        settings = [f"-c{name}={value}" for name, value in {**SMALL, "port": self.port}.items()]
        with (self.folder.parent / f"{self.folder.name}.log").open("a") as log:
            command = [*binary("postgres"), "-D", str(self.folder), *settings]
            self.process = subprocess.Popen(command, cwd="/", stdout=log, stderr=log)
        until(self.answers)

    def answers(self):
        assert self.process.poll() is None, (self.folder.parent / f"{self.folder.name}.log").read_text()
        try:
            return self.ask("SELECT 1") == 1
        except psycopg2.OperationalError:
            return False

    def wait_until_up(self):
        until(self.answers)

    def ask(self, sql, url=None):
        """The first value that `sql` finds; in the database `url`, or as the superuser."""
        with self._cursor(sql, url) as cursor:
            return cursor.fetchone()[0]

    def tell(self, sql, url=None):
        with self._cursor(sql, url):
            pass

    @contextmanager
    def _cursor(self, sql, url):
        with closing(psycopg2.connect(url or self.address("postgres", SUPERUSER))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql)
                yield cursor

    def kill(self):
        """As a machine that breaks down: nobody is told, nothing is written down."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=PATIENCE)


@dataclass(frozen=True)
class Pair:
    """A primary, and a replica that follows it."""

    primary: Server
    replica: Server


@contextmanager
def alone():
    with own_folder() as folder, Server(folder / "server") as server:
        server.make()
        yield server


@contextmanager
def pair():
    with own_folder() as folder, Server(folder / "primary") as primary, Server(folder / "replica") as replica:
        primary.make()
        copy = ["-h", "127.0.0.1", "-p", primary.port, "-U", SUPERUSER, "-D", replica.folder]
        run("pg_basebackup", *copy, "-R", "--checkpoint=fast", "--no-sync")
        replica.start()
        yield Pair(primary, replica)
