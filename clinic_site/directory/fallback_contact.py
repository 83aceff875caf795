"""The clinic's phone lines and usual hours in files beside the database, for when that is down."""

import json
import os

from django.conf import settings

_remembered = {}


def remember(name, facts):
    """Keep `facts`, plain values, under `name`, where they differ from what this process kept last."""
    if name in _remembered and _remembered[name] == facts:
        return
    path = _path(name)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(json.dumps(facts))
        draft.replace(path)
    except OSError:
        return  # a full disk must not stop a page that works; the next one tries again
    _remembered[name] = facts


def recall(name):
    """Return the facts kept last under `name`. Raise OSError or ValueError where none are whole."""
    return json.loads(_path(name).read_text())


def _path(name):
    return settings.DATA_DIR / f"{name}.json"
