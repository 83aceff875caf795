"""`manage.py serve`, really started: what `make run` and a production service run."""

import os
import re
import signal
import sqlite3
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from tests.page_cache.servers import free_port
from tests.site.processes import PATIENCE, Site, run, until

pytestmark = pytest.mark.process

PASSWORD = re.compile(r"password: (\S+)")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    with Site(folder, HOME=folder) as site:
        yield site


@pytest.fixture(scope="module")
def empty(tmp_path_factory, prepared):
    with Site(prepared.empty(tmp_path_factory.mktemp("empty")), DEMO=0) as site:
        yield site


def test_patients_find_the_demo_clinic(demo):
    assert "Heron Bay Orthopedics" in demo.get("/")
    assert "/conditions/heterotopic-ossification/" in demo.get("/conditions/")
    assert "<h1>Heterotopic ossification" in demo.get("/conditions/heterotopic-ossification/")


def test_photos_and_static_files_are_served_by_the_same_process(demo):
    page = demo.get("/conditions/heterotopic-ossification/")
    addresses = re.findall(r'(?:src|href)="(/(?:media|static)/[^"]+)"', page)
    assert {address.split("/")[1] for address in addresses} == {"media", "static"}
    for address in addresses:
        with urllib.request.urlopen(demo.url + address, timeout=PATIENCE) as response:  # noqa: S310
            assert response.status == 200 and response.read(), address


def test_it_prints_where_it_is_and_who_can_sign_in(demo):
    assert f"Patients:    {demo.url}/\n" in demo.output
    assert f"Staff:       {demo.url}/admin/\n" in demo.output
    assert f"Data:        {demo.folder / 'data'}\n" in demo.output
    assert f"Database:    SQLite {sqlite3.sqlite_version} (bundled), journal mode WAL\n" in demo.output
    assert "author, reviewer, frontdesk, manager" in demo.output
    assert len(PASSWORD.search(demo.output)[1]) >= 15


def test_its_workers_and_its_sender_run_on_the_sqlite_that_comes_with_it(demo):
    loaded = [Path(f"/proc/{process}/maps").read_text() for process in demo.processes]
    assert sum("/pysqlite3/_sqlite3" in libraries for libraries in loaded) > settings.WORKERS
    assert not any("libsqlite3" in libraries for libraries in loaded)


def test_everything_it_keeps_is_in_its_data_folder(demo):
    kept = {path.name for path in (demo.folder / "data").iterdir()}
    assert {"clinic.sqlite3", "media", "static", "secret_key"} <= kept
    assert {path.name for path in demo.folder.iterdir()} == {"data", "output.txt"}


def test_a_new_demo_password_can_be_chosen_at_the_next_start(demo):
    code = "from django.contrib.auth import authenticate as a; print(bool(a(username='author', password='{}')))"
    chosen = {"DATA_DIR": demo.folder / "data", "DEMO_PASSWORD": "a password of our own"}
    assert run("manage.py", "load_demo", **chosen).returncode == 0
    signed_in = run("manage.py", "shell", "-v0", "-c", code.format("a password of our own"), **chosen)
    assert signed_in.stdout.strip() == "True"


def test_an_empty_clinic_has_a_friendly_front_page(empty):
    page = empty.get("/")
    assert "Our clinic" in page and "Where does it hurt?" in page
    assert "Heron Bay" not in page


def test_every_page_of_an_empty_clinic_answers(empty):
    for path in ["conditions", "symptoms", "risk-factors", "people", "locations", "appointments"]:
        assert "<h1>" in empty.get(f"/{path}/"), path
    assert "Log in" in empty.get("/admin/login/")


def test_an_empty_clinic_tells_how_to_make_the_first_account(empty):
    assert "make account" in empty.output
    assert "author, reviewer" not in empty.output and not PASSWORD.search(empty.output)


def test_an_error_of_the_settings_is_told_and_nothing_is_served(tmp_path):
    process = run(Path("manage.py"), "serve", DATA_DIR=tmp_path, SITE_URL="http://www.example.org")
    assert process.returncode == 1 and "clinic_site.E002" in process.stderr


def test_a_sender_that_dies_is_replaced_and_a_later_letter_is_sent(empty):
    (dead,) = empty.senders
    os.kill(dead, signal.SIGKILL)
    until(lambda: empty.senders and dead not in empty.senders)
    receive = "from tests.appointments.requests import received; print(received().reference)"
    reference = run("manage.py", "shell", "-v0", "-c", receive, DATA_DIR=empty.folder / "data").stdout.strip()
    letters = empty.folder / "data/mail"
    until(lambda: any(reference in letter.read_text() for letter in letters.glob("*.log")))
    until(empty.answers)
    assert "The sender of letters ended (signal 9). The next one starts in 1 s." in empty.output


def test_a_start_without_the_booking_key_is_stopped_and_makes_no_other(tmp_path, prepared):
    values = {"DATA_DIR": prepared.empty(tmp_path) / "data", "DEMO": 0, "PORT": free_port()}
    receive = "from tests.appointments.requests import received; received()"
    assert run("manage.py", "shell", "-v0", "-c", receive, **values).returncode == 0
    (tmp_path / "data/booking_key").unlink()
    process = run("manage.py", "serve", **values)
    assert process.returncode == 1
    assert "appointments.E002" in process.stderr and "Put the former key back" in process.stderr
    assert "The booking key is missing" in process.stderr
    assert not (tmp_path / "data/booking_key").exists()


# These two end the sites that the others look at, so they come last.


def test_a_second_start_keeps_the_data(demo):
    article = demo.get("/conditions/frozen-shoulder/")
    key = (demo.folder / "data/secret_key").read_text()
    demo.end()
    assert demo.status == 0
    with Site(demo.folder) as second:
        assert "kept as it is" in second.output and not PASSWORD.search(second.output)
        assert len(second.senders) == 1 and len(second.servers) == 3
        assert second.get("/conditions/frozen-shoulder/") == article.replace(demo.url, second.url)
    assert (demo.folder / "data/secret_key").read_text() == key
    assert second.status == 0 and not second.senders and not second.servers


def test_killed_it_leaves_no_process_behind(empty):
    empty.process.kill()
    until(lambda: not empty.senders and not empty.servers)
