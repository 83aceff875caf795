"""An unsafe setting is an error of `manage.py check`, and `serve` does not begin; each tells its remedy."""

import os

import pytest

from clinic_site import checks, environment
from tests.site.processes import run

PUBLIC = "https://www.example.org"


def check(data_dir, *arguments, **values):
    process = run("manage.py", *(arguments or ["check"]), DATA_DIR=data_dir, **values)
    return process.returncode, process.stdout + process.stderr


@pytest.mark.process
def test_a_site_of_this_machine_is_in_order(tmp_path):
    status, output = check(tmp_path, "check", "--fail-level=WARNING")
    assert status == 0 and output.endswith("System check identified no issues (1 silenced).\n")


@pytest.mark.process
def test_a_public_site_behind_https_is_in_order(tmp_path):
    assert check(tmp_path, SITE_URL=PUBLIC)[0] == 0


@pytest.mark.parametrize(
    "environment, code, remedy",
    [
        ({"SITE_URL": "http://www.example.org"}, "clinic_site.E002", "Set SITE_URL to an https:// address"),
        ({"SITE_URL": "www.example.org"}, "clinic_site.E001", "Set it to the address patients use"),
        ({"SITE_URL": ""}, "clinic_site.E001", "Set it to the address patients use"),
        ({"SITE_URL": PUBLIC, "DEBUG": 1}, "clinic_site.E003", "Unset DEBUG."),
        ({"REPLICA_URL": "postgres://db.example/clinic"}, "clinic_site.E004", "Set DATABASE_URL to the primary"),
    ],
)
@pytest.mark.parametrize("command", ["check", "serve"])
@pytest.mark.process
def test_an_unsafe_setting_stops_the_site(tmp_path, command, environment, code, remedy):
    status, output = check(tmp_path, command, **environment)
    assert status == 1 and code in output and remedy in output
    assert not (tmp_path / "clinic.sqlite3").exists()


@pytest.mark.parametrize(
    "address",
    [
        *["https://", "https://www.example.org/clinic", "https://www.example.org?a=b", "https://www.example.org#a"],
        *["https://me:word@www.example.org", "https://www.example.org:port", "https://www.example.org:99999"],
        *["https://exa mple.org", "https://[::1", "ftp://www.example.org", "https://www.exämple.org", "nonsense"],
    ],
)
def test_what_is_no_address_of_a_site_is_an_error(settings, monkeypatch, address):
    monkeypatch.setenv("SITE_URL", address)
    settings.SITE_URL, parts = environment.site_address("SITE_URL", "")
    settings.SITE_HOST, settings.HTTPS = parts.hostname or "", True
    assert [error.id for error in checks.site_address(None)] == ["clinic_site.E001"]


@pytest.mark.parametrize(
    "address", ["https://www.Example.org/", "https://www.example.org:8443", "http://127.0.0.1:8000", "http://[::1]:80"]
)
def test_an_address_of_a_site_is_in_order(settings, address):
    settings.SITE_URL, settings.SITE_HOST = address.rstrip("/"), "localhost"
    assert checks.site_address(None) == []


@pytest.mark.parametrize("key", ["short", "a" * 100, "0123456789abcdef0123456789abcde"])
def test_a_secret_key_that_can_be_guessed_is_an_error_of_a_public_site(settings, key):
    settings.SECRET_KEY, settings.SITE_HOST = key, "www.example.org"
    assert [error.id for error in checks.secret_key_is_long(None)] == ["clinic_site.E011"]
    settings.SITE_HOST = "localhost"
    assert checks.secret_key_is_long(None) == []


def test_a_secret_key_of_32_random_characters_is_in_order(settings):
    settings.SECRET_KEY, settings.SITE_HOST = "0f3c9a5be7d1246880fa3c9b5e7d1246", "www.example.org"
    assert checks.secret_key_is_long(None) == []


@pytest.mark.process
def test_a_public_site_without_a_mail_server_is_warned(tmp_path):
    status, output = check(tmp_path, SITE_URL=PUBLIC)
    assert status == 0 and "clinic_site.W002" in output and "Set EMAIL_URL" in output
    assert "W002" not in check(tmp_path, SITE_URL=PUBLIC, EMAIL_URL="smtp://mail.example.org:25")[1]


@pytest.mark.process
def test_debugging_on_this_machine_is_fine(tmp_path):
    assert check(tmp_path, DEBUG=1)[0] == 0


@pytest.mark.parametrize("name", ["secret_key", "booking_key"])
@pytest.mark.parametrize("mode", [0o640, 0o604])
@pytest.mark.process
def test_a_key_that_others_can_read_is_a_warning(tmp_path, name, mode):
    check(tmp_path)
    key = tmp_path / name
    key.chmod(mode)
    status, output = check(tmp_path)
    assert status == 0 and "clinic_site.W001" in output and f"chmod 600 {key}" in output
    os.chmod(key, 0o600)
    assert "W001" not in check(tmp_path)[1]


def test_only_the_editors_own_warning_is_silenced(settings):
    assert settings.SILENCED_SYSTEM_CHECKS == ["ckeditor.W001"]
