"""Processes of their own on the test's database, let go at one word."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
SETUP = """
import json, sys
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
if connection.vendor == "sqlite":
    connection.settings_dict["OPTIONS"]["timeout"] = 120  # seconds: the machine may be busy, and this is not of waiting

def ready():
    print("ready", flush=True)
    return sys.stdin.readline().strip()
"""


@contextlib.contextmanager
def processes(code, *arguments):
    """One process of `code` for each of `arguments` (a tuple: its sys.argv from 2 on), all of them at its `ready()`."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "clinic_site.settings"}
    name = str(connection.settings_dict["NAME"])
    started = [
        subprocess.Popen(
            [sys.executable, "-c", SETUP + code, name, *map(str, own)],
            cwd=ROOT,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for own in arguments
    ]
    try:
        for process in started:
            assert process.stdout.readline() == "ready\n", process.stderr.read()
        yield started
    finally:
        for process in started:
            process.kill()
            process.communicate()


def go(process, word="go"):
    """Let a process go; `ready()` gives it the word."""
    process.stdin.write(f"{word}\n")
    process.stdin.flush()


def outputs(code, *arguments):
    """What each process of `code` prints in the end, all let go at once."""
    with processes(code, *arguments) as started:
        for process in started:
            go(process)
        printed = []
        for process in started:
            out, errors = process.communicate(timeout=300)
            assert process.returncode == 0, errors
            printed.append(out)
    return printed
