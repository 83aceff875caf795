"""The spool: a folder of sealed requests that were sent while the database was down, until the sender has filed them.

A file is named by a keyed hash of the submission and one of the answers: sent twice, it is one file, and with other
answers another. Before the box, its first line says which key opens it, when it was sent, for how long it may be kept
at most, and what its danger signs call for; the box opens with that line alone. The line and the name hold nothing
personal, as the columns of a request that are not sealed.
"""

import fcntl
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from appointments.outage import files, sealed_box
from clinic_site import disk_space, rate
from clinic_site.errors import DISK_FULL
from conditions.red_flags.values import Action

MOST = 2000  # requests that may wait
BYTES = 64 * 1024 * 1024  # that they may take
ENDING = ".sealed"
FORMAT, NONE = "clinic-spool-1", "none"
COUNTS = ".hour-"
HOUR = timedelta(hours=1)  # a draft that is older belongs to a process that was killed


class Full(Exception):
    """The spool, or its disk, has no room for one more."""


@dataclass(frozen=True)
class Spooled:
    """A file of the spool, as its first line tells of it. `keep_days`: None in one that is damaged. `alarm`: the Action
    that its danger signs call for, or ""."""

    path: Path
    key_id: str
    sent_at: datetime
    keep_days: int | None = None
    alarm: str = ""

    @classmethod
    def of(cls, path):
        """Raises FileNotFoundError where another sender was faster."""
        with path.open("rb") as file:
            written_at = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
            return cls(path, *(_read(file.readline(200)) or ("", written_at)))

    def content(self):
        """What is in the box. Raises sealed_box.Unopened."""
        header, _, box = self.path.read_bytes().partition(b"\n")
        return sealed_box.unseal(box, header, self.key_id)

    def ends_at(self, keep_days):
        """When it is to be destroyed, where the clinic keeps requests for so many days."""
        return self.sent_at + timedelta(days=min(self.keep_days or keep_days, keep_days))


def keep(content, *, submission, answers, sent_at, keep_days, alarm, address):
    """Seal the bytes `content` and write them down, once for one `submission` with the same `answers` (a text).

    When this returns they outlive a power cut. Raises Full, rate.TooOften, or OSError.
    """
    try:
        with _alone():
            if find(submission, answers):
                return
            _check_room()
            mark = _mark(address, sent_at)
            header = f"{FORMAT} {sealed_box.key_id()} {sent_at.isoformat()} {keep_days} {alarm or NONE}".encode()
            files.write(settings.SPOOL / _name(submission, answers), header + b"\n" + sealed_box.seal(content, header))
            _count(mark, sent_at)
    except OSError as error:
        if error.errno in DISK_FULL:
            raise Full from None
        raise


def find(submission, answers=None):
    """The Spooled of this `submission`, with these `answers` if any are given; None where it does not wait here."""
    name = _name(submission, answers or "")
    pattern = name if answers else f"{name.partition('-')[0]}-*"
    return next((spooled for folder in (settings.SPOOL, _aside()) for spooled in _in(folder, pattern)), None)


def waiting():
    """[Spooled] in the order in which they were sent."""
    return _in(settings.SPOOL)


def set_aside():
    """[Spooled] that could not be opened, or not be filed."""
    return _in(_aside())


def put_aside(spooled):
    """Keep `spooled` where nobody tries it again before `retry`."""
    _aside().mkdir(mode=0o700, exist_ok=True)
    _aside().chmod(settings.SPOOL.stat().st_mode & 0o7777)  # whatever the umask
    _rename(spooled, _aside())


def retry():
    """Let all that was set aside wait again: the key may have been put back."""
    for spooled in set_aside():
        _rename(spooled, settings.SPOOL)


def remove(spooled):
    """Take out what was filed, or is destroyed."""
    spooled.path.unlink(missing_ok=True)
    files.sync(spooled.path.parent)


def purge(keep_days, at=None):
    """Destroy what was set aside and may be kept no longer, drafts of processes that were killed, and former counts."""
    at = at or timezone.now()
    for spooled in set_aside():
        if spooled.ends_at(keep_days) <= at:
            remove(spooled)
    for path in (*settings.SPOOL.glob(f"{files.DRAFT}*"), *settings.SPOOL.glob(f"{COUNTS}*")):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < (at - HOUR).timestamp():
                path.unlink()


def _aside():
    return settings.SPOOL / "set_aside"


def _name(submission, answers):
    one, other = (_keyed(part) for part in (str(submission), f"{submission} {answers}"))
    return f"{one[:32]}-{other[:16]}{ENDING}"


def _keyed(text):
    return salted_hmac("appointments.outage.spool", text, algorithm="sha256").hexdigest()


def _read(line):
    """(key id, sent at, days to keep, alarm) of a first line; () where it is none."""
    try:
        name, key_id, sent_at, keep_days, alarm = line.decode().split()
        alarm = "" if alarm == NONE else Action(alarm).value
        facts = key_id, datetime.fromisoformat(sent_at), int(keep_days), alarm
    except ValueError:
        return ()
    return facts if name == FORMAT and facts[1].tzinfo else ()


def _in(folder, pattern=f"*{ENDING}"):
    found = []
    for path in folder.glob(pattern):
        try:
            found.append(Spooled.of(path))
        except FileNotFoundError:
            continue
    return sorted(found, key=lambda spooled: (spooled.sent_at, spooled.path.name))


def _rename(spooled, folder):
    try:
        spooled.path.replace(folder / spooled.path.name)
    except FileNotFoundError:
        return  # another sender was faster
    files.sync(settings.SPOOL)
    files.sync(_aside())


@contextmanager
def _alone():
    """Other processes and threads wait, so that bounds hold for all of them together."""
    with (files.folder() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _check_room():
    there = [path.stat().st_size for folder in (settings.SPOOL, _aside()) for path in folder.glob(f"*{ENDING}")]
    if len(there) >= MOST or sum(there) >= BYTES or disk_space.is_low(os.statvfs(settings.SPOOL)):
        raise Full


def _counts(at):
    return settings.SPOOL / f"{COUNTS}{at:%Y%m%d%H}"


def _mark(address, at):
    """What is counted for one request from the network address `address`: a keyed hash that holds for this hour alone.

    Raises rate.TooOften where it is there as often as it may be.
    """
    mark = _keyed(f"{at:%Y%m%d%H} {address}")[:16]
    counts = _counts(at)
    if counts.exists() and counts.read_text().split().count(mark) >= rate.LIMIT:
        raise rate.TooOften
    return mark


def _count(mark, at):
    counts = _counts(at)
    for other in settings.SPOOL.glob(f"{COUNTS}*"):
        if other != counts:
            other.unlink(missing_ok=True)
    with counts.open("a") as file:
        file.write(f"{mark}\n")
