"""One settings file, decided by the environment. Each test is a process that reads it afresh."""

import shutil

import pytest

from tests.site.processes import ROOT, SETUP, answer

pytestmark = pytest.mark.process

SHOW = """
import json
from clinic_site import settings
values = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
print(json.dumps(values, default=str))
"""
LOCAL = ["127.0.0.1", "localhost", "[::1]"]


@pytest.fixture
def read(tmp_path):
    """The settings as that environment makes them."""
    return lambda **values: answer(SHOW, **{"DATA_DIR": tmp_path / "data", **values})


@pytest.fixture
def untouched(tmp_path):
    """A checkout of its own, so that the default data folder is not that of this machine's site."""
    shutil.copytree(ROOT / "clinic_site", tmp_path / "checkout/clinic_site")
    return tmp_path / "checkout"


@pytest.mark.parametrize("data_dir", [{}, {"DATA_DIR": ""}])
def test_nothing_needs_to_be_set(untouched, data_dir):
    settings = answer(SHOW, folder=untouched, **data_dir)
    assert settings["SITE_URL"] == "http://127.0.0.1:8000"
    assert settings["ALLOWED_HOSTS"] == LOCAL
    assert settings["DEBUG"] is settings["HTTPS"] is settings["SECURE_SSL_REDIRECT"] is False
    assert settings["SECURE_PROXY_SSL_HEADER"] is None
    assert settings["BIND"] == "127.0.0.1" and settings["DEMO"] is True
    assert settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert settings["DATABASES"]["default"]["NAME"] == str(untouched / "var/clinic.sqlite3")
    assert (untouched / "var/secret_key").is_file() and list(untouched.glob("*")) == [
        untouched / "clinic_site",
        untouched / "var",
    ]


def test_everything_that_must_be_kept_lives_in_the_data_folder(tmp_path, read):
    home = tmp_path / "a clinic, 100% #1?"
    settings = read(DATA_DIR=home)
    assert settings["DATABASES"]["default"]["NAME"] == str(home / "clinic.sqlite3")
    assert settings["MEDIA_ROOT"] == str(home / "media")
    assert settings["STATIC_ROOT"] == str(home / "static")
    assert (home / "secret_key").read_text() == settings["SECRET_KEY"]


def test_the_data_folder_is_made_for_its_owner_alone(tmp_path, read):
    read(DATA_DIR=tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_the_port_is_part_of_the_address(read):
    settings = read(PORT=8123)
    assert settings["PORT"] == 8123 and settings["SITE_URL"] == "http://127.0.0.1:8123"
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["http://127.0.0.1:8123"]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_an_address_of_this_machine_needs_no_https(read, host):
    settings = read(SITE_URL=f"http://{host}:9000/")
    assert settings["SITE_URL"] == f"http://{host}:9000"
    assert settings["SITE_HOST"] == host and settings["ALLOWED_HOSTS"] == LOCAL
    assert settings["SESSION_COOKIE_NAME"] == "session" and settings["CSRF_COOKIE_NAME"] == "csrf"
    assert settings["SESSION_COOKIE_SECURE"] is settings["CSRF_COOKIE_SECURE"] is False
    assert settings["SECURE_HSTS_SECONDS"] == 0 and settings["DEMO"] is True


def test_a_public_address_decides_hosts_cookies_and_https(read):
    settings = read(SITE_URL="https://www.Example.org/")
    assert settings["ALLOWED_HOSTS"] == ["www.example.org"]
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://www.Example.org"]
    assert settings["SESSION_COOKIE_NAME"] == "__Host-session" and settings["CSRF_COOKIE_NAME"] == "__Host-csrf"
    assert settings["SESSION_COOKIE_SECURE"] is settings["CSRF_COOKIE_SECURE"] is True
    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SECURE_HSTS_SECONDS"] == 31_536_000 and settings["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is False
    assert settings["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_a_public_site_never_loads_the_demo_clinic_unasked(read):
    assert read(SITE_URL="https://www.example.org")["DEMO"] is False
    assert read(SITE_URL="https://www.example.org", DEMO=1)["DEMO"] is True
    assert read(DEMO=0)["DEMO"] is False


def test_subdomains_are_held_to_https_only_where_asked(read):
    assert read(SITE_URL="https://example.org", HSTS_INCLUDE_SUBDOMAINS=1)["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True
    assert read(HSTS_INCLUDE_SUBDOMAINS=1)["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is False


def test_a_secret_key_of_the_environment_counts_and_is_not_written(tmp_path, read):
    assert read(SECRET_KEY="from the environment")["SECRET_KEY"] == "from the environment"
    assert not (tmp_path / "data/secret_key").exists()


def test_booking_keys_of_the_environment_count_and_are_not_written(tmp_path, read):
    assert read(BOOKING_KEYS="new,old")["BOOKING_KEYS"] == ["new", "old"]
    assert not (tmp_path / "data/booking_key").exists()


@pytest.mark.parametrize("keys", [{}, {"BOOKING_KEYS": ""}])
def test_without_them_a_booking_key_is_made(tmp_path, read, keys):
    assert read(**keys)["BOOKING_KEYS"] == [(tmp_path / "data/booking_key").read_text()]


def test_a_mail_address_leads_to_a_mail_server(read):
    settings = read(EMAIL_URL="smtp+tls://us%40er:p%40ss@mail.example.org:587")
    found = {name: settings[f"EMAIL_{name}"] for name in ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS")}
    assert found == {
        "HOST": "mail.example.org",
        "PORT": 587,
        "HOST_USER": "us@er",
        "HOST_PASSWORD": "p@ss",
        "USE_TLS": True,
    }
    assert settings["EMAIL_BACKEND"].endswith("smtp.EmailBackend") and settings["EMAIL_TIMEOUT"] == 20


@pytest.mark.parametrize("url", [{}, {"EMAIL_URL": ""}])
def test_without_a_mail_server_letters_are_files_of_the_data_folder(tmp_path, read, url):
    settings = read(**url)
    assert settings["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert settings["EMAIL_FILE_PATH"] == settings["MAIL_FILES"] == str(tmp_path / "data/mail")


def test_letters_come_from_the_site_unless_told_otherwise(read):
    assert read()["DEFAULT_FROM_EMAIL"] == "no-reply@localhost"
    assert read(SITE_URL="https://www.example.org")["DEFAULT_FROM_EMAIL"] == "no-reply@www.example.org"
    assert read(MAIL_FROM="Office <office@example.org>")["DEFAULT_FROM_EMAIL"] == "Office <office@example.org>"


def test_a_database_address_leads_to_postgresql(read):
    database = read(DATABASE_URL="postgres://clinic:p%40ss@db.example:5433/site")["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    found = {name: database[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")}
    assert found == {"USER": "clinic", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": 5433, "NAME": "site"}
    assert database["CONN_HEALTH_CHECKS"] is True and database["CONN_MAX_AGE"] == 60
    assert database["OPTIONS"] == {"connect_timeout": 3, "tcp_user_timeout": 10_000}


def test_what_a_database_address_says_goes_before(read):
    url = "postgres://clinic@db.example/site?sslmode=verify-full&connect_timeout=9"
    databases = read(DATABASE_URL=url, REPLICA_URL=url)["DATABASES"]
    for database in databases.values():
        assert database["OPTIONS"]["sslmode"] == "verify-full" and int(database["OPTIONS"]["connect_timeout"]) == 9


def test_a_replica_is_only_read(read):
    replica = "postgres://clinic@replica.example/site"
    databases = read(DATABASE_URL="postgres://clinic@db.example/site", REPLICA_URL=replica)["DATABASES"]
    assert (databases["default"]["HOST"], databases["replica"]["HOST"]) == ("db.example", "replica.example")
    assert databases["replica"]["OPTIONS"]["options"] == "-c default_transaction_read_only=on"
    assert "options" not in databases["default"]["OPTIONS"] and databases["replica"]["CONN_HEALTH_CHECKS"] is True


@pytest.mark.parametrize("nothing", [{}, {"REPLICA_URL": "", "CACHE_URL": ""}])
def test_without_them_there_is_neither_replica_nor_shared_cache(read, nothing):
    settings = read(**nothing)
    assert set(settings["DATABASES"]) == set(settings["CACHES"]) == {"default"}


def test_a_cache_address_leads_to_a_cache_of_bytes_for_pages(read):
    cache = read(CACHE_URL="rediss://:p%40ss@cache.example:6380/2")["CACHES"]["pages"]
    assert cache["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
    assert cache["LOCATION"] == "rediss://:p%40ss@cache.example:6380/2"
    assert cache["OPTIONS"]["serializer"] == "clinic_site.page_cache.store.AsBytes"
    assert cache["OPTIONS"]["socket_timeout"] == cache["OPTIONS"]["socket_connect_timeout"] == 0.5


def test_an_empty_database_address_means_sqlite(read):
    assert read(DATABASE_URL="")["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"


def test_sqlite_keeps_what_it_acknowledged_and_overwrites_what_it_deletes(tmp_path):
    pragmas = """
from django.db import connection
names = ["journal_mode", "synchronous", "busy_timeout", "foreign_keys", "secure_delete"]
with connection.cursor() as cursor:
    print(json.dumps({name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names}))
"""
    found = answer(SETUP + pragmas, DATA_DIR=tmp_path)
    durable = {"journal_mode": "wal", "synchronous": 3, "busy_timeout": 20_000, "foreign_keys": 1}
    assert found == {**durable, "secure_delete": 1}


def test_a_transaction_on_sqlite_holds_the_write_lock_from_its_start(tmp_path):
    locked = """
import sqlite3
from django.conf import settings
from django.db import transaction
def refused():
    other = sqlite3.connect(settings.DATABASES["default"]["NAME"], timeout=0)
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return str(error)
    finally:
        other.close()
before = refused()
with transaction.atomic():
    print(json.dumps([before, refused()]))
"""
    assert answer(SETUP + locked, DATA_DIR=tmp_path) == [None, "database is locked"]


def test_a_public_site_answers_by_https_alone(prepared, tmp_path):
    ask = """
client = Client(headers={"host": "www.example.org"})
plain, secure = client.get("/healthz"), client.get("/healthz", headers={"x-forwarded-proto": "https"})
other = client.get("/healthz", headers={"host": "127.0.0.1", "x-forwarded-proto": "https"})
print(json.dumps([[r.status_code, dict(r.headers)] for r in (plain, secure, other)]))
"""
    data = prepared.empty(tmp_path) / "data"
    found = answer(SETUP + ask, DATA_DIR=data, SITE_URL="https://www.example.org")
    (plain, redirect), (secure, headers), (other, _) = found
    assert (plain, redirect["Location"]) == (301, "https://www.example.org/healthz")
    assert (secure, headers["Strict-Transport-Security"]) == (200, "max-age=31536000")
    assert other == 400


def test_under_https_the_csrf_cookie_can_come_from_this_host_only(tmp_path):
    ask = """
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.test import RequestFactory
def form(request):
    get_token(request)
    return HttpResponse()
response = CsrfViewMiddleware(form)(RequestFactory().get("/", secure=True))
(name, cookie), = response.cookies.items()
print(json.dumps([name, dict(cookie)]))
"""
    name, cookie = answer(SETUP + ask, DATA_DIR=tmp_path, SITE_URL="https://www.example.org")
    assert name == "__Host-csrf"
    assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Strict"
    assert cookie["path"] == "/" and cookie["domain"] == ""
