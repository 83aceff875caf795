"""What it was measured on, in words that name nobody's place."""

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path

import psycopg2

from tests.bench.sites import SERVER


def facts(kinds):
    """[(what, which)]; `kinds`: the databases."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    found = [
        ("processor", f"{_processor()}, {os.cpu_count()} cores"),
        ("memory", f"{pages * size / 2**30:.0f} GB"),
        ("system", f"{platform.system()} {platform.release().split('-')[0]}"),
        ("Python", platform.python_version()),
        *[(name, version(name)) for name in ("Django", "gunicorn")],
        ("SQLite", sqlite3.sqlite_version),
    ]
    if "PostgreSQL" in kinds:
        connection = psycopg2.connect(SERVER)
        number = connection.server_version
        connection.close()
        found.append(("PostgreSQL", f"{number // 10000}.{number % 10000}"))
    return found


def _processor():
    listed = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    names = [line.partition(":")[2].strip() for line in listed.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.processor()
