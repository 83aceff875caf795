"""Making a backup: the database as it is at one moment, then the photos, which are only ever added."""

import contextlib
import errno
import os
import re
import secrets
import time
from datetime import UTC
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from clinic_site.backups import facts, photo_files, postgresql, runs, sqlite
from clinic_site.backups.archive import DATABASES, Backup, BackupError, Manifest, Writer, file_name, of_site
from clinic_site.backups.keys import Keys
from clinic_site.backups.models import SiteIdentity
from clinic_site.photos.files import StorageDown

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}
UNFINISHED = re.compile(rf"\.clinic-.+\.part({'|'.join(sqlite.BESIDE)})?")
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def make(folder, *, keep, new_folder=True):
    """Make a backup of the site in `folder`, delete the oldest beyond `keep`, and return the BackupRun.

    A file under its own name is whole: it was read again before it got that name. `new_folder`: whether the folder may
    be made. Raises BackupError, and leaves nothing behind but what was there before.
    """
    with runs.recorded(runs.Kind.BACKUP) as run, _said_of_what_refused(folder):
        _prepare(folder, new_folder)
        if not facts.tables(connection):
            raise BackupError("The database has no tables yet: there is nothing to keep. Start the site first.")
        identity = SiteIdentity.of_this_site()
        keys = Keys.of_this_site(identity.number.hex)
        moment, path = _named(folder, identity)
        if not _has_keys(folder, identity, keys):
            keys.write(folder)
        _write(path, moment, identity, keys)
        run.file, run.size = path.name, path.stat().st_size
        run.detail = _contents(path)
        _delete_oldest(folder, identity, keep, path)
    return run


def _named(folder, identity):
    """(the moment of the backup, its path). Names tell seconds: a second backup within one waits for the next."""
    for _ in range(20):
        moment = timezone.now().astimezone(UTC)
        path = folder / file_name(identity.short, moment)
        if not path.exists():
            break
        time.sleep(0.1)
    return moment, path


def _prepare(folder, new_folder):
    if not folder.is_dir():
        if not new_folder:
            raise BackupError(f"The folder of the backups, {folder}, is not there. Is its disk connected?")
        folder.mkdir(mode=0o700)
    for path in folder.iterdir():
        if UNFINISHED.fullmatch(path.name):  # of one that was killed
            path.unlink(missing_ok=True)


def _has_keys(folder, identity, keys):
    """Whether the file of `keys` was written into `folder` once: who has moved it does not want it there again."""
    for path in of_site(folder, identity.short)[:1]:
        with contextlib.suppress(BackupError), Backup(path) as backup:
            return backup.manifest.keys_file == keys.file_name
    return False


def _write(path, moment, identity, keys):
    token = secrets.token_hex(4)
    draft = path.with_name(f".{path.stem}-{token}.tar.part")
    database = path.with_name(f".{path.stem}-{token}.database.part")
    try:
        for place in (draft, database):
            os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        found = ENGINES[connection.vendor].dump(database)
        manifest = Manifest(
            made_at=moment.isoformat(),
            site=identity.number.hex,
            address=settings.SITE_URL,
            clinic=found.clinic,
            engine=connection.vendor,
            engine_version=found.version,
            migrations=found.migrations,
            counts=found.counts,
            booking_keys=keys.fingerprints,
            keys_file=keys.file_name,
        )
        with draft.open("wb") as file:
            writer = Writer(file)
            with database.open("rb") as source:
                writer.add(DATABASES[connection.vendor], source, moment.timestamp())
            photos = photo_files.of_this_site()
            for name, written in photos.whole(found.photos, moment):
                # One that was cut short is being written again.
                with contextlib.suppress(FileNotFoundError), photos.open(name) as source:
                    writer.add(name, source, written)
            writer.finish(manifest, moment)
            file.flush()
            os.fsync(file.fileno())
        database.unlink()
        with Backup(draft) as backup:
            backup.verify()
        draft.rename(path)
        _written_through(path.parent)
    finally:
        draft.unlink(missing_ok=True)
        for ending in ("", *sqlite.BESIDE):
            Path(f"{database}{ending}").unlink(missing_ok=True)


def _contents(path):
    with Backup(path) as backup:
        counts, files = backup.manifest.counts, len(backup.photos)
    words = {"conditions_edition": "editions", "appointments_bookingrequest": "requests", "photos_photo": "photos"}
    said = ", ".join(f"{counts.get(table, 0):,} {word}" for table, word in words.items())
    return f"{said} ({files:,} files)"


def _delete_oldest(folder, identity, keep, newest):
    """The one just made stays, even where the clock went back and its name is not the last."""
    others = [path for path in of_site(folder, identity.short) if path != newest]
    for path in others[max(0, keep - 1) :]:
        path.unlink(missing_ok=True)


def _written_through(folder):
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextlib.contextmanager
def _said_of_what_refused(folder):
    """A sentence for what the disk, the photo storage or the database refused."""
    kept = "No backup was made; the earlier ones are as they were."
    try:
        yield
    except StorageDown as error:
        raise BackupError(f"{kept} {error}") from error
    except OSError as error:
        remedy = (
            "Make room on its disk." if error.errno in FULL else "See that the account of the site may write there."
        )
        raise BackupError(f"Nothing more can be written into {folder} ({error.strerror}). {kept} {remedy}") from error
    except (Error, sqlite.failure()) as error:
        raise BackupError(f"The database could not be copied ({str(error).strip()}). {kept}") from error
