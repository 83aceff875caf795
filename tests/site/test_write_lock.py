"""Somebody writes to the SQLite database and does not stop: posts give up soon and are kept for later, and readers do
not notice."""

import html
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection

from appointments.models import BookingRequest
from clinic_site import write_lock
from tests.appointments.asking import REHAB, filled, opened, send
from tests.appointments.requests import REASON
from tests.page_cache.machine import FILL
from tests.site.processes import PATIENCE, SETUP, Site, answer, run, until

ARTICLE = "/conditions/runners-knee/"
PUBLIC = ["/", "/conditions/", "/search/?q=knee", "/symptoms/", "/appointments/", REHAB, "/healthz"]
POSTS, MAY_WAIT = 10, settings.WORKERS * (settings.THREADS - 1)
TOKENS = SETUP + f"from tests.appointments.asking import token; print(json.dumps([token() for _ in range({POSTS})]))"


@contextmanager
def locked(database):
    """Another connection writes."""
    with closing(sqlite3.connect(database, timeout=PATIENCE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.fixture(scope="module")
def site(tmp_path_factory, prepared):
    folder = prepared.empty(tmp_path_factory.mktemp("locked"))
    filled = run("manage.py", "shell", "-v0", "-c", FILL, DATA_DIR=folder / "data")
    assert filled.returncode == 0, filled.stderr
    with Site(folder, DEMO=0) as site:
        yield site


def post(site, values):
    """(status, page)"""
    body = urllib.parse.urlencode(values, doseq=True).encode()
    csrf = {"Cookie": f"csrf={values['csrfmiddlewaretoken']}"}
    request = urllib.request.Request(site.url + REHAB, body, csrf)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


@pytest.mark.process
def test_articles_are_read_while_ten_posts_wait_for_another_writer(site):
    database = site.folder / "data/clinic.sqlite3"
    tokens = answer(TOKENS, DATA_DIR=database.parent)
    forms = [filled(token=token, step="send", csrfmiddlewaretoken="x" * 32) for token in tokens]
    with ThreadPoolExecutor(POSTS) as patients, locked(database):
        posts = [patients.submit(post, site, form) for form in forms]
        until(lambda: sum(one.done() for one in posts) >= POSTS - MAY_WAIT)
        assert "Runner's knee" in html.unescape(site.get(ARTICLE))
        assert sum(not one.done() for one in posts) >= settings.THREADS - 1
        for path in PUBLIC:
            assert site.get(path)
        for status, page in [one.result() for one in posts]:  # while nobody else stops writing
            assert status == 200 and "<h1>Kept. Nobody has read it yet.</h1>" in page
    with closing(sqlite3.connect(database)) as reader:
        until(lambda: reader.execute("SELECT count(*) FROM appointments_bookingrequest").fetchone() == (POSTS,))
    assert post(site, forms[0])[0] == 200


@pytest.mark.django_db(transaction=True)
def test_a_post_that_gave_up_left_nothing_behind_and_trying_again_sends_it(client, clinic, monkeypatch):
    if connection.vendor != "sqlite":
        return  # PostgreSQL locks rows
    monkeypatch.setattr(write_lock, "LONGEST", 0.01)
    with locked(connection.settings_dict["NAME"]):
        response = send(client)
        assert response.status_code == 503 and REASON in response.text
        assert opened(client, REHAB).status_code == 200
    assert not BookingRequest.objects.exists()
    assert send(client).status_code == 303


@pytest.mark.django_db(transaction=True)
def test_only_requests_give_up_so_soon(client, clinic):
    if connection.vendor != "sqlite":
        return
    send(client)
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] == write_lock.LONGEST * 1000
    connection.close()
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] > write_lock.LONGEST * 1000


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "sql, waits",
    [
        ("SELECT 1", False),
        ("\n    SELECT 1\n", False),
        ("WITH one AS (SELECT 1) SELECT * FROM one", False),
        ("DELETE FROM django_session", True),
    ],
)
def test_only_who_writes_waits(rf, monkeypatch, sql, waits):
    if connection.vendor != "sqlite":
        return
    asked = []
    monkeypatch.setattr(write_lock, "_wait_at_most", asked.append)

    def ask(request):
        with connection.cursor() as cursor:
            cursor.execute(sql)

    write_lock.WriteLockMiddleware(ask)(rf.get("/"))
    assert bool(asked) is waits


@pytest.mark.parametrize(
    "writers, waited, seconds",
    [
        (0, 0, write_lock.LONGEST),
        (settings.THREADS - 2, 4, write_lock.LONGEST),
        (settings.THREADS - 1, 0, write_lock.BURST),
        (settings.THREADS - 1, write_lock.BURST / 2, write_lock.BURST / 2),
        (settings.THREADS - 1, write_lock.BURST, 0),
        (settings.THREADS + 3, 4, 0),
    ],
)
def test_who_would_take_the_last_thread_waits_no_longer_than_a_burst(writers, waited, seconds):
    assert write_lock.patience(writers, waited) == seconds


@pytest.mark.database
def test_postgresql_does_without():
    if connection.vendor == "postgresql":
        with pytest.raises(MiddlewareNotUsed):
            write_lock.WriteLockMiddleware(None)
