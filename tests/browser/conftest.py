"""A real browser on a real site: `manage.py serve` with the demo clinic, its own data, its own database."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from playwright.sync_api import Error, expect, sync_playwright

from tests.prepared import PASSWORD

expect.set_options(timeout=15_000)
ROOT = Path(__file__).resolve().parents[2]
# The one without windows takes half the time. None: the browser that playwright installed, if it did
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Site:
    url: str
    data: Path
    database: str | None  # its name on PostgreSQL

    def run_sql(self, statement):
        if self.database:
            _run_sql(statement, self.database)
            return
        with sqlite3.connect(self.data / "clinic.sqlite3", timeout=15) as connection:
            connection.execute(statement)
        connection.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory, prepared):
    """The demo clinic, served as `make run` serves it; what can be there already is."""
    folder = tmp_path_factory.mktemp("site")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DATA_DIR": str(folder / "data"),
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",  # passkeys want a name
        "DEMO": "1",
        "DEMO_PASSWORD": PASSWORD,
    }
    database = _own_database(environment)
    prepare = prepared.empty if database else prepared.demo
    prepare(folder)
    log = (folder / "serve.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    url = environment["SITE_URL"]
    try:
        _wait_for(url + "/healthz", process, folder / "serve.log")
        yield Site(url, folder / "data", database)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
        log.close()
        if database:
            _run_sql(f'DROP DATABASE "{database}" WITH (FORCE)')


def _own_database(environment):
    """On PostgreSQL the site gets a database of its own; returns its name."""
    if not environment.get("DATABASE_URL", "").startswith("postgres"):
        return None
    name = f"clinic_browser_{os.getpid()}"
    _run_sql(f'CREATE DATABASE "{name}"')
    environment["DATABASE_URL"] = urlsplit(environment["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    return name


def _run_sql(statement, database="postgres"):
    connection = psycopg2.connect(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl())
    connection.autocommit = True
    try:
        connection.cursor().execute(statement)
    finally:
        connection.close()


def _wait_for(url, process, log):
    for _ in range(1800):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The site did not start:\n{log.read_text()}")


@pytest.fixture(scope="module")
def browser():
    """Chromium. Closed after each module: while Playwright's event loop runs, Django takes all tests for async code."""
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        except Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"No Chromium: playwright install chromium ({error})")
        yield chromium


@pytest.fixture(scope="module", autouse=True)
def nothing_sent_this_hour(site):
    """Each module may send as many requests as one address may in an hour (clinic_site/rate.py), whatever modules
    before it sent to the same site."""
    site.run_sql("DELETE FROM appointments_ratebucket")


@pytest.fixture
def open_page(browser, site):
    """open_page(width=..., javascript=..., **context options) -> a page of a visitor of its own.

    What the browser complains about (scripts that fail, policies that forbid) fails the test.
    """
    contexts, complaints = [], []

    def open(width=1280, height=900, javascript=True, **options):
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        listen(page)
        context.on("page", listen)
        return page

    def listen(page):
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda line: line.type == "error" and complaints.append(f"{page.url}: {line.text}"))

    yield open
    for context in contexts:
        context.close()
    expected = [text for text in complaints if "status of 4" in text or "status of 503" in text]
    assert [text for text in complaints if text not in expected] == []


@pytest.fixture
def staff(open_page):
    """staff("author") -> a page signed in to the admin."""

    def sign_in(name, **options):
        page = open_page(**options)
        page.goto("/admin/")
        page.fill("#id_username", name)
        page.fill("#id_password", PASSWORD)
        page.click("[type=submit]")
        page.wait_for_selector("#user-tools")
        return page

    return sign_in
