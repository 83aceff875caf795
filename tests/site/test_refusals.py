"""A site that cannot start says why and what to do in a sentence or two: no traceback, no password, exit status 1."""

import os
import socket
from contextlib import suppress

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError, SystemCheckError
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from clinic_site import refusals
from tests.page_cache.servers import free_port
from tests.site.processes import run

SECRET = "kr0kodil"
NOWHERE = f"postgres://me:{SECRET}@127.0.0.1:1/clinic"


@pytest.fixture
def taken():
    """A port that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def refused(tmp_path, *arguments, **values):
    """What the command says, as it has to."""
    process = run("manage.py", *arguments, **{"DATA_DIR": tmp_path / "data", "DEMO": 0, **values})
    said = process.stdout + process.stderr
    assert process.returncode == 1 and "Traceback" not in said and SECRET not in said, said
    return said


@pytest.mark.parametrize("command", ["serve", "migrate", "check"])
@pytest.mark.process
def test_a_setting_that_cannot_work(tmp_path, command):
    said = refused(tmp_path, command, DATABASE_URL=f"mysql://me:{SECRET}@127.0.0.1/clinic")
    assert said.startswith("DATABASE_URL ") and "postgres://user:password@host:5432/name" in said
    assert len(said.splitlines()) == 1


@pytest.mark.process
def test_a_data_folder_that_is_a_file(tmp_path):
    (tmp_path / "data").touch()
    assert "DATA_DIR" in refused(tmp_path, "serve")


@pytest.mark.parametrize("command", [["serve"], ["migrate"], ["check", "--database=default"]])
@pytest.mark.process
def test_a_database_that_does_not_answer(tmp_path, command):
    said = refused(tmp_path, *command, DATABASE_URL=NOWHERE, PORT=free_port())
    assert "The database does not answer: " in said and "in DATABASE_URL are right." in said
    assert not (tmp_path / "data/booking_key").exists()


@pytest.mark.process
def test_a_port_that_another_program_has(tmp_path, taken):
    said = refused(tmp_path, "serve", PORT=taken)
    assert f"port {taken} (Address already in use)" in said and "set PORT to a free port" in said
    assert not (tmp_path / "data/clinic.sqlite3").exists()


@pytest.mark.parametrize("bind", ["nonsense.invalid", "300.1.1.1", "192.0.2.1", "::zz", "127.0.0.1:80", "x" * 300])
def test_what_is_no_address_of_this_machine(settings, bind):
    settings.BIND = bind
    with pytest.raises(CommandError, match="BIND"):
        refusals.address_is_free()


@pytest.mark.parametrize("bind", ["127.0.0.1", "0.0.0.0", "localhost"])
def test_a_free_address_is_in_order(settings, bind):
    settings.BIND, settings.PORT = bind, _free_port()
    refusals.address_is_free()


def test_a_port_for_metrics_that_is_taken_or_the_site_s_own(settings, monkeypatch):
    monkeypatch.setattr(refusals, "PATIENCE", 0)
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings.METRICS_PORT = other.getsockname()[1]
        with pytest.raises(CommandError, match="METRICS_PORT"):
            refusals.metrics_port_is_free()
    refusals.metrics_port_is_free()
    settings.METRICS_PORT = settings.PORT
    with pytest.raises(CommandError, match="PORT, where the site itself listens"):
        refusals.metrics_port_is_free()


def test_a_server_that_is_just_ending_is_waited_for(settings, monkeypatch):
    ending = socket.create_server(("127.0.0.1", 0))
    settings.BIND, settings.PORT = ending.getsockname()
    monkeypatch.setattr(refusals.time, "sleep", lambda seconds: ending.close())
    refusals.address_is_free()


def test_a_data_folder_that_may_not_be_written(settings, folder_of_others, ordinary_account):
    settings.DATA_DIR = folder_of_others
    with ordinary_account(), pytest.raises(CommandError, match=r"DATA_DIR.*\(Permission denied\). Give the folder to"):
        refusals.data_folder_is_writable()


def test_a_database_in_order_has_no_fault(db):
    assert refusals.database_fault() is None
    assert refusals.sentence(OperationalError("no such table: x")) is None


def test_another_error_keeps_its_traceback():
    assert refusals.sentence(ValueError("of ours")) is None


@pytest.mark.process
def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "notes.txt").write_text("not a database " * 100)
    said = refused(tmp_path, "migrate", DATABASE_URL=f"sqlite:///{tmp_path}/notes.txt")
    assert "notes.txt cannot be opened: file is not a database. Restore it from a backup." in said


def migrate():
    call_command("migrate", verbosity=0, interactive=False, skip_checks=False)


@pytest.mark.django_db
@pytest.mark.parametrize("app", ["conditions", "auth", "an_app_to_come"])
def test_a_database_of_a_newer_release(settings, app):
    settings.SITE_HOST = "localhost"
    MigrationRecorder(connection).record_applied(app, "9998_of_a_newer_release")
    with pytest.raises(SystemCheckError, match=r"clinic_site\.E010") as told:
        migrate()
    assert f"{app}.9998_of_a_newer_release" in str(told.value) and "Go back to the newer release" in str(told.value)


@pytest.mark.django_db
def test_a_database_of_a_much_newer_release_is_told_in_few_words(settings):
    settings.SITE_HOST = "localhost"
    for number in range(9900, 9920):
        MigrationRecorder(connection).record_applied("conditions", f"{number}_more")
    with pytest.raises(SystemCheckError, match="9904_more and 15 more"):
        migrate()


def _free_port():
    """A port that no other program is given by chance: those lie above 32768 (Linux, ip_local_port_range)."""
    for port in range(20_000 + os.getpid() % 10_000, 32_000):
        with suppress(OSError), socket.create_server(("0.0.0.0", port)):
            return port
    pytest.fail("All ports are taken.")
