"""What is no whole backup of this site is told from one, byte by byte."""

import io
import json
import tarfile
from datetime import UTC, datetime

import pytest

from clinic_site.backups.archive import Backup, BackupError, Manifest, Writer, file_name, of_site

MOMENT = datetime(2026, 11, 29, 7, 30, tzinfo=UTC)
PHOTO = f"photos/{'0' * 64}/320.jpg"
FACTS = {
    "made_at": MOMENT.isoformat(),
    "site": "43f18a6a9bac4866bab7c338d8863688",
    "address": "https://www.example.org",
    "clinic": "Pelican Point Orthopedics",
    "engine": "sqlite",
    "engine_version": "3.51.3",
    "migrations": [["photos", "0001_initial"]],
    "counts": {"photos_photo": 1},
    "booking_keys": [],
    "keys_file": "clinic-43f18a6a-keys-8189b8ba.json",
}


def written(folder, names=("database.sqlite3", PHOTO), **facts):
    """The path of a small backup that holds `names`."""
    path, content = folder / file_name("43f18a6a", MOMENT), folder / "content"
    content.write_bytes(bytes(range(256)) * 8)
    with path.open("wb") as file:
        writer = Writer(file)
        for name in names:
            with content.open("rb") as source:
                writer.add(name, source, MOMENT.timestamp())
        writer.finish(Manifest(**{**FACTS, **facts}), MOMENT)
    return path


def verify(path):
    with Backup(path) as backup:
        backup.verify()


def test_a_whole_one_is_read(tmp_path):
    path = written(tmp_path)
    verify(path)
    with Backup(path) as backup:
        assert backup.manifest == Manifest(**FACTS) and backup.photos == [PHOTO]
        backup.extract(PHOTO, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == (tmp_path / "content").read_bytes()
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o600
    assert path.name == "clinic-43f18a6a-2026-11-29T07-30-00Z.tar"


def test_one_that_was_cut_short_anywhere_is_refused(tmp_path):
    whole = written(tmp_path).read_bytes()
    sums = whole.rindex(b"SHA256SUMS")
    path = tmp_path / "cut.tar"
    for length in [*range(0, sums + 600, 97), sums, sums + 512]:
        path.write_bytes(whole[:length])
        with pytest.raises(BackupError):
            verify(path)


def test_a_changed_byte_is_found_in_the_database_a_photo_the_manifest_the_sums_and_a_name(tmp_path):
    path = written(tmp_path)
    whole = path.read_bytes()
    first = whole.index(bytes(range(200)))
    places = [first, whole.rindex(bytes(range(200))), whole.index(b"Pelican"), whole.rindex(b"  photos/") - 3, 5]
    for place in places:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BackupError):
            verify(path)


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "photos/../evil.jpg", "photos/evil.jpg", "settings.py"])
def test_names_that_no_backup_holds_are_refused(tmp_path, name):
    with pytest.raises(BackupError, match="holds what no backup of this site holds"):
        Backup(written(tmp_path, names=["database.sqlite3", name]))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_are_refused(tmp_path, kind):
    path = tmp_path / "links.tar"
    with tarfile.open(path, "w") as tar:
        link = tarfile.TarInfo(PHOTO)
        link.type, link.linkname = kind, "/etc/passwd"
        tar.addfile(link)
        tar.addfile(tarfile.TarInfo("SHA256SUMS"), io.BytesIO())
    with pytest.raises(BackupError, match="holds what no backup of this site holds"):
        Backup(path)


def test_one_in_a_newer_form_asks_for_the_newer_release(tmp_path):
    with pytest.raises(BackupError, match="was made by a newer release"):
        Backup(written(tmp_path, format=2))


@pytest.mark.parametrize("facts", [{"engine": "oracle"}, {"counts": None}, {"format": "1"}, {"migrations": 3}])
def test_a_manifest_that_makes_no_sense_is_refused(tmp_path, facts):
    with pytest.raises(BackupError, match="manifest"):
        Backup(written(tmp_path, **facts))


def test_what_is_no_tar_at_all_is_refused(tmp_path):
    path = tmp_path / "notes.txt"
    for content in (b"", b"Dear clinic", json.dumps(FACTS).encode() * 50):
        path.write_bytes(content)
        with pytest.raises(BackupError):
            Backup(path)
    with pytest.raises(BackupError, match="There is no file"):
        Backup(tmp_path / "nothing.tar")


def test_the_backups_of_a_site_are_its_own_whole_ones_the_newest_first(tmp_path):
    ours = ["clinic-43f18a6a-2026-11-29T07-30-00Z.tar", "clinic-43f18a6a-2026-11-28T07-30-00Z.tar"]
    others = ["clinic-00000000-2026-11-29T07-30-00Z.tar", "clinic-43f18a6a-keys-8189b8ba.json", "notes.txt"]
    for name in [*ours, *others, f".{ours[0]}.part"]:
        (tmp_path / name).touch()
    assert [path.name for path in of_site(tmp_path, "43f18a6a")] == ours
