"""The clinic's name and phone lines in a file beside the database, for when that is down."""

import json
import os
from dataclasses import asdict

from django.conf import settings

_remembered = None


def remember(clinic):
    """Keep `clinic` (a dataclass of plain values), where it differs from what this process kept last."""
    global _remembered
    if clinic == _remembered:
        return
    path = _path()
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(json.dumps(asdict(clinic)))
        draft.replace(path)
    except OSError:
        return  # a full disk must not stop a page that works; the next one tries again
    _remembered = clinic


def recall():
    """Return the clinic kept last, as `dataclasses.asdict` gave it. Raise OSError or ValueError where none is whole."""
    return json.loads(_path().read_text())


def _path():
    return settings.DATA_DIR / "clinic.json"
