"""Loaded before the settings: tests never touch the data of a site that lives on this machine."""

import os
import tempfile
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
