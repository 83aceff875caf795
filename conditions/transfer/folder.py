"""The folder of an export: written whole, and read with distrust."""

import hashlib
import json
import os
import re
import stat
from pathlib import Path

from conditions.document.encoding import SCHEMA

FORMAT = 1  # of the files around the documents
LIVE, ALL = "live", "all"
MANIFEST, CLINIC, VOCABULARY, PHOTOS = "manifest.json", "clinic.json", "vocabulary.json", "photos.json"
KNOWN = re.compile(r"(?:clinic|vocabulary|photos)\.json|articles/[-a-zA-Z0-9_]{1,200}\.json|photos/[0-9a-f]{64}\.jpg")
LARGEST = 64 * 1024 * 1024  # bytes of one file
AGAIN = "Copy the folder again, or export it again."


class TransferRefused(Exception):
    """Why nothing was exported or imported: `problems` are sentences for the person at the command line."""

    def __init__(self, *problems):
        super().__init__("\n".join(problems))
        self.problems = list(problems)


def article_name(slug):
    return f"articles/{slug}.json"


def photo_name(digest):
    return f"photos/{digest}.jpg"


class Writer:
    """Writes an export into `folder`, which must be empty or not there yet. Raises TransferRefused, and OSError."""

    def __init__(self, folder):
        self.folder = Path(folder)
        if self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
            raise TransferRefused(f"{folder} is not an empty folder. Nothing was written: name an empty or a new one.")
        self.folder.mkdir(parents=True, exist_ok=True)
        self._files = {}

    def write_json(self, name, data):
        self.write(name, (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode())

    def write(self, name, content):
        """Write one file; it stands there whole or not at all."""
        path = self.folder / name
        if path.exists():
            raise TransferRefused(
                f"{name} is there already: this disk takes two addresses, told apart by capitals, for one. The export "
                "was cut short. Export to a disk that does not."
            )
        path.parent.mkdir(exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        part.write_bytes(content)
        os.replace(part, path)
        self._files[name] = hashlib.sha256(content).hexdigest()

    def finish(self, editions):
        """Write the manifest: from now on the folder is an export. `editions` is LIVE or ALL."""
        files = dict(sorted(self._files.items()))
        self.write_json(MANIFEST, {"format": FORMAT, "schema": SCHEMA, "editions": editions, "files": files})


class Reader:
    """An export. Raises TransferRefused where there is none, or one of a newer release."""

    def __init__(self, folder):
        self.folder = Path(folder)
        if not (self.folder / MANIFEST).exists():
            raise TransferRefused(
                f"{folder} holds no {MANIFEST}: it is no export, or one that was cut short. Run export_articles again."
            )
        manifest = parsed(self._content(MANIFEST), MANIFEST)
        refuse_newer(manifest, MANIFEST)
        if not _is_manifest(manifest):
            raise TransferRefused(f"{MANIFEST} is not as export_articles writes it. {AGAIN}")
        self.editions, self._files = manifest["editions"], manifest["files"]
        self.slugs = [Path(name).stem for name in self._files if name.startswith("articles/")]
        self.digests = [Path(name).stem for name in self._files if name.startswith("photos/")]

    def problems(self):
        """Sentences on files that are lost, changed or too many."""
        for name in self._files:
            try:
                self.content(name)
            except TransferRefused as error:
                yield from error.problems
        for folder in ("articles", "photos"):
            there = {f"{folder}/{path.name}" for path in (self.folder / folder).glob("[!.]*")}
            for name in sorted(there - self._files.keys()):
                yield f"{name} is not listed in {MANIFEST}, so it is no part of this export. Take it out."

    def content(self, name):
        """The bytes of a listed file, as they were when the manifest was written."""
        content = self._content(name)
        if hashlib.sha256(content).hexdigest() != self._files[name]:
            raise TransferRefused(f"{name} is not as it was exported: it was changed, or damaged on the way. {AGAIN}")
        return content

    def json(self, name):
        data = parsed(self.content(name), name)
        refuse_newer(data, name)
        return data

    def _content(self, name):
        path = self.folder / name
        try:
            found = path.lstat()
            if not stat.S_ISREG(found.st_mode) or path.parent.resolve() != (self.folder.resolve() / name).parent:
                raise TransferRefused(f"{name} is a link or no plain file. Put the file itself there.")
            if found.st_size > LARGEST:
                raise TransferRefused(f"{name} is larger than {LARGEST // 1024**2} MB: no export writes such a file.")
            return path.read_bytes()
        except FileNotFoundError:
            raise TransferRefused(f"{name} is missing: the export was cut short, or files were lost. {AGAIN}") from None
        except OSError as error:
            raise TransferRefused(f"{name} could not be read: {error.strerror}.") from error


def parsed(content, name):
    """The JSON of a file. Raises TransferRefused where it is none, or says a thing twice."""
    try:
        return json.loads(content.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise TransferRefused(f"{name} is not readable as JSON ({error}). {AGAIN}") from error


def refuse_newer(data, name):
    """Raise TransferRefused where a file does not say its format, or follows one of a newer release."""
    if not isinstance(data, dict) or type(data.get("format")) is not int or data["format"] < 1:
        raise TransferRefused(f"{name} does not say which format it follows. {AGAIN}")
    for key, ours in (("format", FORMAT), ("schema", SCHEMA)):
        if type(data.get(key)) is int and data[key] > ours:
            raise TransferRefused(
                f"{name} comes from a newer release: it follows {key} {data[key]}, and this site reads up to {ours}. "
                "Upgrade this site first."
            )


def _is_manifest(data):
    files = data.get("files")
    return (
        data.keys() == {"format", "schema", "editions", "files"}
        and data["editions"] in (LIVE, ALL)
        and isinstance(files, dict)
        and files.keys() >= {CLINIC, VOCABULARY, PHOTOS}
        and all(KNOWN.fullmatch(name) and isinstance(digest, str) for name, digest in files.items())
    )


def _once(pairs):
    data = dict(pairs)
    if len(data) < len(pairs):
        raise ValueError("a name stands there twice")
    return data


def _no_number(value):
    raise ValueError(f"{value} is not a number")
