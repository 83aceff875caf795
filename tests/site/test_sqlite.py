"""Which SQLite a process runs on, and that it keeps no journal in which it could lose what it committed."""

import sqlite3
from urllib.request import urlopen

import pysqlite3
import pytest
from django.contrib.auth.models import Group
from django.db import connection
from packaging.requirements import Requirement

from clinic_site.sqlite import is_sound
from tests.site.processes import ROOT, SETUP, Site, answer, run

WHICH = "from django.db.backends.sqlite3.base import Database; print(json.dumps(Database.sqlite_version))"
MODE = SETUP + "from django.db import connection as c; print(json.dumps(c.cursor().execute('PRAGMA {}').fetchone()[0]))"
GROUPS = (
    SETUP + "from django.contrib.auth.models import Group; print(json.dumps([g.name for g in Group.objects.all()]))"
)
OF_THE_SYSTEM = """
import os, sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
assert database.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
database.execute("INSERT INTO auth_group (name) VALUES ('Of the system')")
os._exit(0)  # as one that was killed: what it wrote stands in the WAL alone
"""
UNSOUND = """
import sqlite3, sys
sys.modules["pysqlite3"] = None
sqlite3.sqlite_version_info, sqlite3.sqlite_version = (3, 40, 1), "3.40.1"
"""


@pytest.fixture
def unsound(tmp_path):
    """The environment of a machine for which there is no wheel, and whose own SQLite is an older one."""
    (tmp_path / "unsound").mkdir()
    (tmp_path / "unsound/sitecustomize.py").write_text(UNSOUND)
    return {"PYTHONPATH": tmp_path / "unsound", "DATA_DIR": tmp_path / "data"}


def keeps_a_wal(folder):
    """Whether the database in `folder` is in WAL mode, as its header says (sqlite.org/fileformat2.html, 1.3.3)."""
    with (folder / "clinic.sqlite3").open("rb") as file:
        return file.read(20)[18:] == b"\2\2"


@pytest.mark.parametrize("version", [(3, 44, 6), (3, 44, 9), (3, 50, 7), (3, 51, 3), (3, 52, 0), (3, 53, 4), (4, 0, 0)])
def test_a_sound_version(version):
    assert is_sound(version)


@pytest.mark.parametrize(
    "version",
    [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 46, 1), (3, 49, 9), (3, 50, 6), (3, 51, 0), (3, 51, 2)],
)
def test_a_version_that_has_the_race(version):
    assert not is_sound(version)


def test_the_one_that_comes_with_the_site_is_sound_and_these_tests_run_on_it():
    assert is_sound(pysqlite3.sqlite_version_info) and sqlite3 is pysqlite3


@pytest.mark.parametrize(
    "way",
    [
        "import django; django.setup()",
        "import clinic_site.wsgi",
        "import sqlite3, sqlite3.dbapi2, django; django.setup()",
        "import tests.bench.bare, os; os.environ |= {'DJANGO_SETTINGS_MODULE': 'tests.bench.bare'}",
    ],
)
@pytest.mark.process
def test_every_process_runs_on_it_whichever_way_it_begins(tmp_path, way):
    assert answer(f"import json\n{way}\n{WHICH}", DATA_DIR=tmp_path) == pysqlite3.sqlite_version


@pytest.mark.process
def test_the_check_names_version_and_journal_mode(tmp_path):
    said = f"Database: SQLite {pysqlite3.sqlite_version} (bundled), journal mode WAL.\n"
    assert run("manage.py", "check", DATA_DIR=tmp_path).stdout.startswith(said)


@pytest.mark.process
def test_where_there_is_no_sound_one_the_check_warns_and_says_what_to_do(unsound):
    process = run("manage.py", "check", **unsound)
    assert process.returncode == 0
    assert process.stdout.startswith("Database: SQLite 3.40.1 (the system's own), journal mode DELETE.\n")
    assert "clinic_site.W003" in process.stderr and "SQLite 3.51.3 or newer, or on PostgreSQL" in process.stderr


@pytest.mark.process
def test_a_site_on_postgresql_is_told_nothing_of_it(unsound):
    process = run("manage.py", "check", DATABASE_URL="postgres://clinic@127.0.0.1:1/clinic", **unsound)
    assert process.returncode == 0 and "SQLite" not in process.stdout + process.stderr


@pytest.mark.process
def test_what_another_sqlite_wrote_is_read(tmp_path, prepared):
    data = prepared.empty(tmp_path) / "data"
    assert run("-c", OF_THE_SYSTEM, data / "clinic.sqlite3").returncode == 0
    assert (data / "clinic.sqlite3-wal").stat().st_size > 0
    assert "Of the system" in answer(GROUPS, DATA_DIR=data)


@pytest.mark.process
def test_without_a_sound_one_a_site_goes_on_with_a_rollback_journal_and_back_when_there_is_one(
    tmp_path, prepared, unsound
):
    data = prepared.empty(tmp_path) / "data"
    assert data == unsound["DATA_DIR"]
    assert keeps_a_wal(data)
    with Site(tmp_path, DEMO=0, PYTHONPATH=unsound["PYTHONPATH"]) as site:
        assert "Database:    SQLite 3.40.1 (the system's own), journal mode DELETE\n" in site.output
        assert "clinic_site.W003" in site.output
        with urlopen(f"{site.url}/appointments/") as response:
            assert response.status == 200
        assert not keeps_a_wal(data)
    assert answer(MODE.format("synchronous"), **unsound) == 3  # EXTRA: the end of the journal is on the disk, too
    assert answer(MODE.format("journal_mode"), DATA_DIR=data) == "wal" and keeps_a_wal(data)
    assert "Front desk" in answer(GROUPS, DATA_DIR=data)


MACHINES = [
    ("linux", "x86_64", "CPython", "3.11", True),
    ("linux", "x86_64", "CPython", "3.14", True),
    ("linux", "aarch64", "CPython", "3.13", False),
    ("darwin", "arm64", "CPython", "3.12", True),
    ("darwin", "x86_64", "CPython", "3.12", False),
    ("win32", "AMD64", "CPython", "3.13", True),
    ("win32", "ARM64", "CPython", "3.13", False),
    ("linux", "x86_64", "CPython", "3.15", False),
    ("linux", "x86_64", "PyPy", "3.11", False),
]


@pytest.mark.parametrize("system, processor, python, release, wheel", MACHINES)
def test_it_is_installed_where_there_is_a_wheel_and_built_nowhere(system, processor, python, release, wheel):
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    (requirement,) = [Requirement(line) for line in lines if line.startswith("pysqlite3")]
    machine = {"sys_platform": system, "platform_machine": processor, "python_version": release}
    assert requirement.marker.evaluate(machine | {"platform_python_implementation": python}) is wheel
    assert "--only-binary pysqlite3" in lines


def test_counting_rows_keeps_no_samples_of_what_they_say(db):
    """Samples slow full-text queries down (findings/fts5_slow_after_analyze.sh) and keep what was deleted since."""
    if connection.vendor != "sqlite":
        return  # it is SQLite's own table
    Group.objects.create(name="A name")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SELECT COUNT(*) FROM sqlite_stat1")
        assert cursor.fetchone()[0]
        cursor.execute("SELECT COUNT(*) FROM sqlite_master WHERE name = 'sqlite_stat4'")
        if cursor.fetchone()[0]:
            cursor.execute("SELECT COUNT(*) FROM sqlite_stat4")
            assert cursor.fetchone()[0] == 0
