"""The sign of life of the sender of letters: a file in DATA_DIR, whose time of change the sender moves on.

`manage.py serve` names the file to both its children (FILE). Where nobody did, as with `make dev`, no sender is meant
to run, and none is missed. It costs no write into the database.
"""

import contextlib
import os
import time
from pathlib import Path

FILE = "SENDER_HEARTBEAT"  # the variable by which `serve` names the file
EVERY = 10  # seconds between two signs of life
SILENT = 5 * 60  # seconds; talking to a slow mail server about one letter takes up to some 200 (EMAIL_TIMEOUT)

_last = float("-inf")  # on the monotonic clock


def start(path):
    """A sender is about to begin: from now on it is missed."""
    path.touch(mode=0o600)


def beat():
    """The sender got on with its work."""
    global _last
    if FILE in os.environ and time.monotonic() - _last >= EVERY:
        _last = time.monotonic()
        with contextlib.suppress(OSError):
            Path(os.environ[FILE]).touch(mode=0o600)


def stop(path):
    """The sender ended: it is missed at once, until another one has got on with its work."""
    with contextlib.suppress(OSError):
        os.utime(path, (0, 0))


def is_missed():
    """Whether a sender ought to run, and none has got on with its work for SILENT seconds."""
    if FILE not in os.environ:
        return False
    try:
        return time.time() - os.stat(os.environ[FILE]).st_mtime > SILENT
    except OSError:
        return True
