"""Where the files of photos lie: in a folder or, with MEDIA_STORAGE, in a bucket. Names are as in a backup."""

import contextlib
import hashlib
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage

from clinic_site.backups.archive import PHOTO

SETTLED = timedelta(minutes=5)  # after which a file of no photo is not being written any longer


def of_this_site():
    """The PhotoFiles that visitors are shown."""
    if isinstance(default_storage, FileSystemStorage):
        return Folder(Path(settings.MEDIA_ROOT))
    return Bucket()


class PhotoFiles:
    """What is alike wherever they lie. `beside`: a folder on the disk on which they are written first."""

    def whole(self, digests, moment):
        """(name, when it was written as a Unix time) of each file that is whole at `moment`.

        The files of a photo are written before its row. So those with a row in a database that was just copied, which
        has `digests`, are whole, and a file without one is, once it has settled; a younger one belongs to the next
        backup.
        """
        settled = (moment - SETTLED).timestamp()
        for name, written in self._written():
            if PHOTO.fullmatch(name) and (name.split("/")[1] in digests or written < settled):
                yield name, written

    def sha256(self, name):
        """Raises FileNotFoundError where there is no such file."""
        with self.open(name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


class Folder(PhotoFiles):
    def __init__(self, root):
        self.root, self.beside = root, root.parent

    def open(self, name):
        return (self.root / name).open("rb")

    def take(self, aside, placing):
        """Move the photos from the folder `aside`; `placing` moves them away again where what follows fails."""
        for folder in sorted(aside.glob("photos/*")):
            placing.folder(folder, self.root / "photos" / folder.name)

    def _written(self):
        for path in sorted(self.root.glob("photos/*/*")):
            if not path.is_symlink():
                with contextlib.suppress(FileNotFoundError):  # one that was cut short is being written again
                    yield path.relative_to(self.root).as_posix(), path.stat().st_mtime


class Bucket(PhotoFiles):
    """Raises StorageDown where it does not answer, or refuses. One file at a time is in memory."""

    def __init__(self):
        self.beside = Path(settings.DATA_DIR)

    def open(self, name):
        return default_storage.open(name)

    def take(self, aside, placing):
        """Upload the photos from the folder `aside`, over those of the same name, which is that of their content.

        Where what follows fails they stay: without a row nobody sees them.
        """
        for path in sorted(aside.glob("photos/*/*")):
            with path.open("rb") as file:
                default_storage.save(path.relative_to(aside).as_posix(), File(file))

    def _written(self):
        return default_storage.written("photos/")
