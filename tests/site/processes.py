"""The site in a process of its own, with exactly the environment a test gives it."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETUP = "import json, django; django.setup(); from django.test import Client\n"


def environment(**values):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "DJANGO_SETTINGS_MODULE": "clinic_site.settings", **{k: str(v) for k, v in values.items()}}


def run(*arguments, folder=ROOT, **values):
    """The finished process of `python *arguments`, its output as text."""
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=folder, env=environment(**values), capture_output=True, text=True, timeout=120)


def answer(code, folder=ROOT, **values):
    """What `code` prints as JSON."""
    process = run("-c", code, folder=folder, **values)
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)
