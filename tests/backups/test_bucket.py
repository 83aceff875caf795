"""A site whose photos lie in a bucket of a real S3 server on this machine."""

from datetime import UTC, datetime, timedelta

import pytest

from clinic_site import environment
from clinic_site.backups import photo_files
from tests.backups.machines import Machine
from tests.photos import buckets

pytestmark = pytest.mark.process
PHOTO, UNOWNED = (f"photos/{digit * 64}/320.jpg" for digit in "ab")
STORE = """
from clinic_site.photos.models import Photo
from tests.photos.pictures import jpeg
Photo.objects.store(jpeg(), title="Shoulder")
"""
NOBODY = "http://127.0.0.1:1"


@pytest.fixture(scope="module")
def s3():
    with buckets.s3_server() as server:
        yield server


@pytest.fixture(scope="module")
def client(s3):
    return buckets.made(s3)


def machine(folder, storage):
    return Machine(folder, **buckets.ACCOUNT, MEDIA_STORAGE=storage)


@pytest.fixture(scope="module")
def site(tmp_path_factory, prepared, s3, client):
    """A clinic with one photo, and its backup."""
    site = machine(prepared.empty(tmp_path_factory.mktemp("site")), buckets.storage(s3))
    site.shell(STORE)
    site.said = site.done("backup", site.backups)
    return site


def test_a_backup_holds_the_photos_of_the_bucket_and_a_restore_uploads_them(site, s3, client, tmp_path):
    here = buckets.contents(client, "site/")
    assert f"1 photos ({len(here)} files)" in site.said and len(here) == 4
    client.put_object(Bucket=buckets.BUCKET, Key=min(here).replace("site/", "restored/"), Body=b"cut")
    restored = machine(tmp_path, buckets.storage(s3, folder="restored"))
    restored.done("restore", site.files[0], "--keys", site.keys)
    there = buckets.contents(client, "restored/")
    assert there == {key.replace("site/", "restored/"): content for key, content in here.items()}
    assert not (tmp_path / "data/media").exists() and restored.digests() == site.digests()


def test_a_drill_holds_the_backup_against_the_bucket(site, client):
    assert "4 files of photos" in site.done("drill", site.backups)
    (key, content), *_ = buckets.contents(client, "site/").items()
    name = key.removeprefix("site/")
    client.delete_object(Bucket=buckets.BUCKET, Key=key)
    assert f"file {name} is in the backup, and not on the site." in site.refused("drill", site.backups)
    client.put_object(Bucket=buckets.BUCKET, Key=key, Body=content[::-1])
    assert f"file {name} is not the same on the site" in site.refused("drill", site.backups)
    client.put_object(Bucket=buckets.BUCKET, Key=key, Body=content)


def test_while_the_bucket_does_not_answer_nothing_is_made_restored_or_held(site, s3, tmp_path):
    gone, before = {"MEDIA_STORAGE": buckets.storage(NOBODY)}, set(site.backups.iterdir())
    why = "The photo storage does not answer. Try again in a minute."
    said = site.refused("backup", site.backups, **gone)
    assert f"No backup was made; the earlier ones are as they were. {why}" in said
    assert f"could not be held against the site. {why}" in site.refused("drill", site.backups, **gone)
    assert set(site.backups.iterdir()) == before
    empty = machine(tmp_path, gone["MEDIA_STORAGE"])
    assert f"Nothing was restored. {why}" in empty.refused("restore", site.files[0], "--keys", site.keys)
    assert not list((tmp_path / "data").glob(".restoring-*"))
    empty.done("restore", site.files[0], "--keys", site.keys, MEDIA_STORAGE=buckets.storage(s3, folder="again"))


def test_a_file_without_a_row_is_whole_once_it_has_settled(client, s3, monkeypatch, settings):
    """An old edition shows a photo that has left the library."""
    for name, value in buckets.ACCOUNT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MEDIA_STORAGE", buckets.storage(s3, folder="library"))
    settings.STORAGES = settings.STORAGES | {"default": environment.photo_storage("MEDIA_STORAGE")}
    for name in (PHOTO, UNOWNED, "photos/notes.txt", "other/file.jpg"):
        client.put_object(Bucket=buckets.BUCKET, Key=f"library/{name}", Body=b"a picture")
    now, photos = datetime.now(UTC), photo_files.of_this_site()
    for moment, names in [(now, [PHOTO]), (now + timedelta(minutes=6), [PHOTO, UNOWNED])]:
        assert [name for name, _written in photos.whole({"a" * 64}, moment)] == names
