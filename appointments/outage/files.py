"""Files of the spool: whole or not there at all, whatever is killed or unplugged."""

import os
import secrets

from django.conf import settings

DRAFT = ".draft-"


def folder():
    """The spool, made for its owner alone where there is none."""
    settings.SPOOL.mkdir(mode=0o700, parents=True, exist_ok=True)
    return settings.SPOOL


def write(path, content):
    """Write the bytes `content` to `path`; when this returns, they outlive a power cut."""
    draft = path.with_name(DRAFT + secrets.token_hex(8))
    # Its owner alone reads it, unless the administrator opened the folder to a group: the sender's (README.md).
    mode = 0o660 if path.parent.stat().st_mode & 0o020 else 0o600
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync(folder):
    """Write through to the disk which files there are in `folder`."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
