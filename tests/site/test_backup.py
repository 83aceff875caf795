"""The backup of the README, run as it stands there but for its places: night after night, restored, for nobody else."""

import os
import pwd
import re
import subprocess
import sys

import pytest

from tests.page_cache import servers
from tests.page_cache.machine import FILL
from tests.site.processes import PATIENCE, ROOT, SETUP, answer, environment, run

pytestmark = pytest.mark.process

SECTION = (ROOT / "README.md").read_text().partition("\n## Backups\n")[2].partition("\n## ")[0]
BACKUP, PG_DUMP, RESTORE, PG_RESTORE = re.findall(r"^```\n(.+?)^```", SECTION, re.MULTILINE | re.DOTALL)
PYTHON_LINES = re.compile(r"^\.venv/bin/python.*?^END\n", re.MULTILINE | re.DOTALL)
COPY_LINE = re.compile(r"^cp .*\n", re.MULTILINE)
ARTICLES = SETUP + "from conditions.models import Edition as E; print(json.dumps([e.slug for e in E.objects.all()]))"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
KEPT = ["runners-knee", "frozen-shoulder", "tennis-elbow"]


class Machine:
    """The places of the README, in `folder`."""

    def __init__(self, folder, **more):
        self.backup, self.restored = folder / "backup", folder / "restored"
        self.backup.mkdir()
        self.restored.mkdir()
        self.values = {"DATA_DIR": folder / "data", **more}
        settings = folder / "clinic.env"
        settings.write_text("".join(f"{name}={value}\n" for name, value in self.values.items()))
        self.places = {
            "/etc/clinic.env": settings,
            "/srv/clinic": ROOT,
            ".venv/bin/python": sys.executable,
            "/backup": self.backup,
            "/var/lib/clinic": self.restored,
            "chown -R clinic:": f"chown -R {pwd.getpwuid(os.getuid()).pw_name}:",
        }

    def fill(self):
        process = run("manage.py", "shell", "-v0", "-c", FILL, **self.values)
        assert process.returncode == 0, process.stderr

    def shell(self, text, **values):
        """Run `text` as a shell does, at its own places."""
        for place, own in self.places.items():
            text = text.replace(place, str(own))
        command = ["sh", "-euc", text]
        process = subprocess.run(
            command, cwd="/", env=environment(**values), capture_output=True, text=True, timeout=PATIENCE
        )
        assert process.returncode == 0, process.stderr

    def files(self):
        """{name, its day as DAY: permissions}"""
        return {DAY.sub("DAY", path.name): path.stat().st_mode & 0o777 for path in self.backup.iterdir()}

    def restore(self, text, **values):
        day = DAY.search(next(self.backup.iterdir()).name)[0]
        self.shell(DAY.sub(day, text), **values)


def test_with_sqlite(tmp_path, prepared):
    machine = Machine(prepared.empty(tmp_path))
    machine.fill()
    for _ in range(2):
        machine.shell(BACKUP)
    assert machine.files() == {"clinic-DAY.sqlite3": 0o600, "clinic-files-DAY.tar.gz": 0o600}
    machine.restore(RESTORE)
    assert sorted(answer(ARTICLES, DATA_DIR=machine.restored)) == sorted(KEPT)
    assert (machine.restored / "booking_key").read_text() == (tmp_path / "data/booking_key").read_text()


def test_with_postgresql(tmp_path):
    with servers.alone() as server:
        machine = Machine(tmp_path, DATABASE_URL=server.url)
        machine.fill()
        assert PYTHON_LINES.search(BACKUP) and COPY_LINE.search(RESTORE)
        for _ in range(2):
            machine.shell(PYTHON_LINES.sub(PG_DUMP, BACKUP))
        assert machine.files() == {"clinic-DAY.dump": 0o600, "clinic-files-DAY.tar.gz": 0o600}
        server.tell(f"CREATE DATABASE restored OWNER {servers.OWNER}")
        empty = {"DATABASE_URL": server.address("restored")}
        machine.restore(COPY_LINE.sub(PG_RESTORE, RESTORE), **empty)
        assert sorted(answer(ARTICLES, DATA_DIR=machine.restored, **empty)) == sorted(KEPT)


def test_a_wrong_place_is_no_backup(tmp_path):
    """Rather an error than the copy of a database that SQLite has just made for want of one."""
    machine = Machine(tmp_path)
    (tmp_path / "clinic.env").write_text(f"DATA_DIR={tmp_path / 'nowhere'}\n")
    with pytest.raises(AssertionError, match="unable to open database file"):
        machine.shell(BACKUP)
    assert not any(name.endswith(".sqlite3") for name in machine.files())


def test_copies_that_are_older_than_a_month_go(tmp_path):
    machine = Machine(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data/clinic.sqlite3").touch()
    old, others = machine.backup / "clinic-2020-01-01.sqlite3", machine.backup / "notes.txt"
    for path in (old, others):
        path.touch()
        os.utime(path, (0, 0))
    machine.shell(BACKUP)
    assert not old.exists() and others.exists()
