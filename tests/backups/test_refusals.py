"""What does not belong into this site is refused in a sentence, and nothing is written."""

import dataclasses
from types import SimpleNamespace

import pytest
from django.db import connection

from clinic_site.backups import restore
from clinic_site.backups.archive import BackupError, Manifest
from clinic_site.backups.keys import Keys, fingerprint
from clinic_site.backups.models import SiteIdentity
from tests.backups.test_archive import FACTS
from tests.conftest import user

pytestmark = pytest.mark.django_db
KEY, OTHER = ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="], ["ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODk="]


def check(keys=None, other_clinic=False, **facts):
    ours = {"engine": connection.vendor, "address": "http://testserver", "booking_keys": [fingerprint(KEY[0])]}
    manifest = Manifest(**{**FACTS, **ours, **facts})
    restore.check_target(SimpleNamespace(manifest=manifest), keys, other_clinic=other_clinic)


@pytest.fixture
def keys():
    return Keys(FACTS["site"], "http://testserver", "secret", KEY)


def test_a_backup_of_this_site_is_welcome_in_an_empty_one(keys):
    check()
    check(keys)


def test_a_site_that_was_started_and_never_used_is_empty():
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as each start does; SQLite keeps what it found in a table of its own
    check()


def test_a_newer_release(keys):
    with pytest.raises(BackupError, match="newer release,.*photos.0099_from_the_future"):
        check(migrations=[["photos", "0001_initial"], ["photos", "0099_from_the_future"]])


def test_another_kind_of_database():
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    with pytest.raises(BackupError, match="Let DATABASE_URL"):
        check(engine=other)


def test_a_site_that_is_in_use():
    user("somebody")
    with pytest.raises(BackupError, match="This site is not empty: it holds accounts: 1."):
        check()


def test_another_clinic_unless_it_is_meant(keys):
    for facts in ({"address": "https://www.other.example"}, {"address": "http://testserver.other.example"}):
        with pytest.raises(BackupError, match="another clinic: of Pelican Point Orthopedics .*--other-clinic"):
            check(**facts)
        check(other_clinic=True, **facts)
    SiteIdentity.of_this_site()
    with pytest.raises(BackupError, match="another clinic"):
        check()


def test_keys_of_another_clinic_and_former_ones(keys):
    with pytest.raises(BackupError, match="These are the keys of another clinic"):
        check(dataclasses.replace(keys, site="0" * 32))
    with pytest.raises(BackupError, match="These keys do not belong to this backup"):
        check(dataclasses.replace(keys, booking_keys=OTHER))


def test_keys_of_the_environment_that_go_before_those_of_the_file(keys, monkeypatch, settings):
    monkeypatch.setenv("BOOKING_KEYS", OTHER[0])
    settings.BOOKING_KEYS = OTHER
    with pytest.raises(BackupError, match="BOOKING_KEYS in the environment names other keys"):
        check(keys)
    settings.BOOKING_KEYS = OTHER + KEY
    check(keys)


def test_a_file_of_keys_that_is_none(tmp_path):
    path = tmp_path / "keys.json"
    for content in ("", "{}", '{"site": "a", "address": "b", "SECRET_KEY": "c", "BOOKING_KEYS": ["short"]}'):
        path.write_text(content)
        with pytest.raises(BackupError, match="holds no keys of a site, or is damaged"):
            Keys.read(path)
    with pytest.raises(BackupError, match="cannot be read"):
        Keys.read(tmp_path / "nowhere.json")


def test_keys_are_written_and_read_and_named_by_what_they_are(tmp_path, keys):
    path = keys.write(tmp_path)
    assert Keys.read(path) == keys and path.stat().st_mode & 0o777 == 0o600
    assert keys.file_name.startswith("clinic-43f18a6a-keys-")
    assert dataclasses.replace(keys, secret_key="another").file_name != keys.file_name
    assert KEY[0] not in fingerprint(KEY[0]) and fingerprint(KEY[0]) != fingerprint(OTHER[0])
