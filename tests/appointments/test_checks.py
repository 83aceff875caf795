"""Booking keys that cannot work stop a start, before new requests are sealed with another."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from clinic_site import encryption
from tests.appointments.requests import received
from tests.site.processes import run

KEY, OTHER = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture(autouse=True)
def site_of_this_machine(settings):
    """Otherwise in order."""
    settings.SITE_HOST = "localhost"


def migrate():
    call_command("migrate", verbosity=0, interactive=False, skip_checks=False)


@pytest.mark.django_db
def test_a_migration_with_the_right_keys_goes_on(clinic, settings):
    settings.BOOKING_KEYS = [KEY]
    received()
    migrate()
    settings.BOOKING_KEYS = [OTHER, KEY]
    migrate()


@pytest.mark.django_db
def test_a_migration_with_another_key_stops(clinic, settings):
    settings.BOOKING_KEYS = [KEY]
    received()
    settings.BOOKING_KEYS = [OTHER]
    with pytest.raises(SystemCheckError, match=r"appointments\.E002") as refused:
        migrate()
    assert "Put the former key back" in str(refused.value) and "rotate_booking_keys" in str(refused.value)


@pytest.mark.django_db
def test_a_key_that_is_missing_stops_a_start_and_no_other_is_made(clinic, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.BOOKING_KEYS = [KEY]
    received()
    settings.BOOKING_KEYS = []
    with pytest.raises(SystemCheckError, match="The booking key is missing") as refused:
        migrate()
    assert "appointments.E002" in str(refused.value) and "Put the former key back" in str(refused.value)
    assert list(tmp_path.iterdir()) == [] and settings.BOOKING_KEYS == []


@pytest.mark.django_db
def test_without_requests_a_missing_key_is_made(settings, tmp_path):
    settings.DATA_DIR, settings.BOOKING_KEYS = tmp_path, []
    migrate()
    (made,) = settings.BOOKING_KEYS
    assert made == (tmp_path / "booking_key").read_text()


def test_without_a_key_nothing_is_sealed_opened_or_looked_for(settings, tmp_path):
    settings.DATA_DIR, settings.BOOKING_KEYS = tmp_path, []
    for act in (
        encryption.seal,
        encryption.unseal,
        encryption.is_current,
        lambda value: encryption.keyed_hash("phone", value),
    ):
        with pytest.raises(encryption.WrongKey):
            act("904-555-0101")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_without_requests_any_key_will_do(settings):
    settings.BOOKING_KEYS = [OTHER]
    migrate()


@pytest.mark.django_db
@pytest.mark.parametrize("keys", [["short"], [KEY, "not base64!" * 4], ["ключ"]])
def test_what_is_no_key_stops_a_start(clinic, settings, keys):
    settings.BOOKING_KEYS = [KEY]
    received()
    settings.BOOKING_KEYS = keys
    with pytest.raises(SystemCheckError, match=r"appointments\.E001") as refused:
        migrate()
    assert "appointments.E002" not in str(refused.value) and keys[-1] not in str(refused.value)


@pytest.mark.process
def test_the_remedy_for_a_bad_key_makes_a_good_one(tmp_path):
    process = run("manage.py", "check", DATA_DIR=tmp_path, BOOKING_KEYS="short")
    assert process.returncode == 1 and "appointments.E001" in process.stderr
    code = process.stderr.partition("python -c '")[2].partition("'")[0]
    assert run("manage.py", "check", DATA_DIR=tmp_path, BOOKING_KEYS=run("-c", code).stdout.strip()).returncode == 0
