"""PostgreSQL servers of a test's own: a primary and its streaming replica."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg2

from tests.site.processes import PATIENCE, until

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


class Server:
    """One PostgreSQL server with its data in `folder`."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"

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

    def ask(self, sql):
        connection = psycopg2.connect(self.url)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchone()[0]
        finally:
            connection.close()

    def kill(self):
        """As a machine that breaks down: nobody is told, nothing is written down."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=PATIENCE)


class Pair:
    """A primary and a replica that follows it."""

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="clinic-postgresql-"))
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.primary, self.replica = Server(self.folder / "primary"), Server(self.folder / "replica")
        self._run("initdb", "-D", self.primary.folder, "-U", "postgres", "--auth=trust", "--no-sync")
        self.primary.start()
        copy = ["-h", "127.0.0.1", "-p", self.primary.port, "-U", "postgres", "-D", self.replica.folder]
        self._run("pg_basebackup", *copy, "-R", "--checkpoint=fast", "--no-sync")
        self.replica.start()
        return self

    def __exit__(self, *error):
        for server in (self.replica, self.primary):
            if server.process.poll() is None:
                server.kill()
        shutil.rmtree(self.folder)

    def _run(self, name, *arguments):
        command = [*binary(name), *map(str, arguments)]
        subprocess.run(command, cwd="/", check=True, capture_output=True, timeout=PATIENCE)
