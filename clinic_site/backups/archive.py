"""The file of a backup: a plain tar, which `tar -xf` opens and `sha256sum -c SHA256SUMS` checks.

    database.sqlite3 or database.dump    as sqlite3 or pg_restore open it
    photos/...                           the files of the photo library
    manifest.json                        what it is a backup of
    SHA256SUMS                           of all of these; it comes last, so a file that was cut short has none

Its contents are taken out by name, each of which must be one of these: nothing in a file leads elsewhere.
"""

import contextlib
import dataclasses
import hashlib
import io
import json
import os
import re
import tarfile
from dataclasses import dataclass

FORMAT = 1
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}  # by vendor, as Django names it
PHOTO = re.compile(r"photos/[0-9a-f]{64}/[0-9]{1,5}\.(jpg|webp)")
FILE = re.compile(r"clinic-([0-9a-f]{8})-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.tar")
SUM_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
SMALL = 64 * 1024 * 1024  # bytes of a manifest or a list of sums at most
CHUNK = 1024 * 1024

DAMAGED = "Take another backup; this one cannot be trusted."


class BackupError(Exception):
    """A backup, restore or drill that cannot be. Its text is for the person who runs the site."""


@dataclass(frozen=True)
class Manifest:
    """What a backup is of. `migrations`: those of its database, as [app, name]; `counts`: {table: rows}."""

    made_at: str
    site: str
    address: str
    clinic: str
    engine: str
    engine_version: str
    migrations: list
    counts: dict
    booking_keys: list  # their fingerprints (keys.py)
    keys_file: str
    format: int = FORMAT


def file_name(site, moment):
    """The name of the backup of the clinic `site` (eight digits) made at `moment`: they sort by time."""
    return f"clinic-{site}-{moment:%Y-%m-%dT%H-%M-%SZ}.tar"


def of_site(folder, site):
    """Paths of the whole backups of the clinic `site` in `folder`, the newest first."""
    found = [path for path in folder.iterdir() if (name := FILE.fullmatch(path.name)) and name[1] == site]
    return sorted(found, key=lambda path: path.name, reverse=True)


class Hashed:
    """Reads `file`, and knows the SHA-256 of what was read."""

    def __init__(self, file):
        self.file, self.sum = file, hashlib.sha256()

    def read(self, size=-1):
        content = self.file.read(size)
        self.sum.update(content)
        return content


class Writer:
    """Writes a backup into `file`, open for writing."""

    def __init__(self, file):
        self.tar = tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115  (closed by finish())
        self.sums = {}

    def add(self, name, source, written):
        """Add what `source`, an open file, holds; `written`: when it was, as a Unix time."""
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = source.seek(0, os.SEEK_END), int(written), 0o600
        source.seek(0)
        hashed = Hashed(source)
        self.tar.addfile(info, hashed)
        self.sums[name] = hashed.sum.hexdigest()

    def finish(self, manifest, moment):
        self._add_text(MANIFEST, json.dumps(dataclasses.asdict(manifest), indent=1, sort_keys=True), moment)
        self._add_text(SUMS, "".join(f"{value}  {name}\n" for name, value in self.sums.items()), moment)
        self.tar.close()

    def _add_text(self, name, text, moment):
        self.add(name, io.BytesIO(text.encode()), moment.timestamp())


class Backup:
    """The backup in `path`, open for reading; a context. Raises BackupError where it is none, or not whole."""

    def __init__(self, path):
        self.path = path
        with contextlib.ExitStack() as stack:
            try:
                self.tar = stack.enter_context(tarfile.open(path, "r:"))
                self.members = self._listed()
                self.manifest = self._manifest()
                self.sums = self._sums()
            except FileNotFoundError:
                raise BackupError(f"There is no file {path}.") from None
            except (OSError, tarfile.TarError, EOFError) as error:
                raise BackupError(f"{path} cannot be read as a backup ({error}). {DAMAGED}") from error
            self.opened = stack.pop_all()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.opened.close()

    @property
    def database(self):
        return DATABASES[self.manifest.engine]

    @property
    def photos(self):
        return [name for name in self.sums if PHOTO.fullmatch(name)]

    def _listed(self):
        members = self.tar.getmembers()
        if not members or members[-1].name != SUMS:
            raise BackupError(f"{self.path} was cut short, or is no backup of this site. {DAMAGED}")
        by_name = {member.name: member for member in members}
        if len(by_name) < len(members) or not all(member.isreg() for member in members):
            raise BackupError(f"{self.path} holds what no backup of this site holds. {DAMAGED}")
        return by_name

    def _text(self, name):
        member = self.members.get(name)
        if member is None or member.size > SMALL:
            raise BackupError(f"{self.path} has no {name} that can be read. {DAMAGED}")
        return self.tar.extractfile(member).read().decode(errors="replace")

    def _manifest(self):
        try:
            facts = json.loads(self._text(MANIFEST))
            newer = facts["format"] > FORMAT
        except (ValueError, KeyError, TypeError):
            raise BackupError(f"The manifest of {self.path} is damaged. {DAMAGED}") from None
        if newer:
            raise BackupError(
                f"{self.path} was made by a newer release, in a form that this one does not know. Install the release "
                "that made it, or a newer one, and restore with that."
            )
        try:
            manifest = Manifest(**facts)
        except TypeError:
            raise BackupError(f"The manifest of {self.path} is damaged. {DAMAGED}") from None
        fields = dataclasses.fields(manifest)
        if manifest.engine not in DATABASES or not all(isinstance(facts[field.name], field.type) for field in fields):
            raise BackupError(f"The manifest of {self.path} is damaged. {DAMAGED}")
        allowed = {MANIFEST, SUMS, DATABASES[manifest.engine]}
        if unknown := [name for name in self.members if name not in allowed and not PHOTO.fullmatch(name)]:
            raise BackupError(f"{self.path} holds what no backup of this site holds ({unknown[0]!r}). {DAMAGED}")
        return manifest

    def _sums(self):
        lines = [SUM_LINE.fullmatch(line) for line in self._text(SUMS).splitlines()]
        sums = {line[2]: line[1] for line in lines if line}
        if not all(lines) or sums.keys() != self.members.keys() - {SUMS} or self.database not in sums:
            raise BackupError(f"The list of checksums in {self.path} is damaged. {DAMAGED}")
        self._check(MANIFEST, sums[MANIFEST], hashlib.sha256(self._text(MANIFEST).encode()).hexdigest())
        return sums

    def _check(self, name, said, found):
        if said != found:
            raise BackupError(f"{name} in {self.path} is not what was saved: a checksum differs. {DAMAGED}")

    def verify(self):
        """Read all of it. Raises BackupError where a byte of it is not what was saved."""
        for name in self.sums:
            self._read(name, lambda _content: None)

    def extract(self, name, path):
        """Write what is saved under `name` into `path`, for its owner alone, checked."""
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            self._read(name, target.write)

    def _read(self, name, take):
        source = Hashed(self.tar.extractfile(self.members[name]))
        try:
            while content := source.read(CHUNK):
                take(content)
        except tarfile.TarError as error:
            raise BackupError(f"{self.path} was cut short. {DAMAGED}") from error
        self._check(name, self.sums[name], source.sum.hexdigest())
