"""Loaded before the settings: tests never touch the data of a site that lives on this machine."""

import os
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path

import pytest

data = Path(tempfile.mkdtemp(prefix="clinic-tests-"))
(data / "static").mkdir()
os.environ |= {"DATA_DIR": str(data), "SITE_URL": "http://testserver", "DEBUG": "0"}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """With CI=true a skipped test is a failed one: nothing may go unseen there."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"


LANES = {"process", "browser"}  # of tests that may start processes


class Popen(subprocess.Popen):
    """A process that a test starts takes long, so the test says that it does."""

    allowed = True

    def __init__(self, *arguments, **named):
        if not self.allowed:
            pytest.fail("A test that starts a process is marked with pytest.mark.process: see pyproject.toml.")
        super().__init__(*arguments, **named)


subprocess.Popen = Popen


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item):
    Popen.allowed = bool(LANES & {marker.name for marker in item.iter_markers()})
    yield
    Popen.allowed = True


DATABASE = {"db", "transactional_db", "live_server"}
SERVED = ("tests/site/", "tests/browser/")  # they start a site of their own, on the database that is set
SAMPLE = 2  # tests of a module that hardly depends on the database


def pytest_collection_modifyitems(items):
    """What asks no database is the same whatever database is behind it."""
    for item in items:
        if not _asks(item) and not item.nodeid.startswith(SERVED):
            item.add_marker("looks")
    _mark_samples(items)
    for item in items:
        if _has_transactions(item):
            item.add_marker("database")
    items.sort(key=lambda item: not item.nodeid.startswith(SERVED))  # the slow ones first, or one is waited for


def _asks(item):
    return bool(DATABASE & set(item.fixturenames) or item.get_closest_marker("django_db"))


def _has_transactions(item):
    """Whether its transactions are real ones, as each database has them in its own way."""
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


def _mark_samples(items):
    """The first tests of a module that marks none as `database` run on PostgreSQL, too: each page answers there."""
    outspoken = {item.path for item in items if item.get_closest_marker("database")}
    taken = defaultdict(set)
    for item in items:
        if item.path in outspoken or not _asks(item) or LANES & {marker.name for marker in item.iter_markers()}:
            continue
        functions = taken[item.path]
        if len(functions) < SAMPLE and item.function not in functions:
            functions.add(item.function)
            item.add_marker("database")
