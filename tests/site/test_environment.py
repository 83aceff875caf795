"""Each variable is read with its type; one that cannot work is told in a sentence, with what to do and no password."""

import os
from pathlib import Path

import pytest

from clinic_site import environment
from clinic_site.environment import BadSetting

SECRET = "kr0kodil"
READERS = {
    "boolean": lambda: environment.boolean("VALUE", True),
    "port": lambda: environment.integer("VALUE", 8000, lowest=1, highest=65_535),
    "workers": lambda: environment.integer("VALUE", 2, lowest=1, highest=1000),
    "zone": lambda: environment.time_zone("VALUE", "America/New_York"),
    "database": lambda: environment.database("VALUE"),
    "cache": lambda: environment.cache("VALUE"),
    "mail server": lambda: environment.mail_server("VALUE"),
    "mail address": lambda: environment.mail_address("VALUE", "no-reply@localhost"),
    "report address": lambda: environment.report_address("VALUE"),
    "strings": lambda: environment.strings("VALUE"),
}


@pytest.fixture
def read(monkeypatch):
    def read(kind, value):
        monkeypatch.setenv("VALUE", value)
        return READERS[kind]()

    return read


@pytest.mark.parametrize("value", ["maybe", "2", "-1", "0.0", "tru", "null", "ja"])
def test_a_word_that_is_neither_yes_nor_no_is_refused(read, value):
    with pytest.raises(BadSetting, match=f'VALUE is "{value}", which is neither yes nor no. Set it to 1 or to 0.'):
        read("boolean", value)


@pytest.mark.parametrize("value", ["1", "true", "True", "YES", "on", " 1 ", "y"])
def test_yes_is_yes(read, value):
    assert read("boolean", value) is True


@pytest.mark.parametrize("value", ["0", "false", "False", "NO", "off", " 0 ", "n"])
def test_no_is_no(read, value):
    assert read("boolean", value) is False


@pytest.mark.parametrize("value", ["0", "-1", "65536", "http", "80.0", "8_000", "٨٠", "1e3", "8000 8001", "9" * 5000])
def test_what_is_no_port_is_refused(read, value):
    with pytest.raises(BadSetting, match="VALUE is .* a whole number from 1 to 65535"):
        read("port", value)


@pytest.mark.parametrize("value", ["0", "-1", "two", "1.5", "100000"])
def test_what_is_no_number_of_processes_is_refused(read, value):
    with pytest.raises(BadSetting, match="a whole number from 1 to 1000.*then it is 2"):
        read("workers", value)


def test_the_ends_of_the_range_belong_to_it(read):
    assert (read("port", "1"), read("port", "65535"), read("workers", " 3 ")) == (1, 65_535, 3)


@pytest.mark.parametrize(
    "value", ["Mars/Base", "America", "New York", "../etc/passwd", "/etc/localtime", "UTC+5", "x" * 300, "tzdata.zi"]
)
def test_what_is_no_time_zone_is_refused(read, value):
    with pytest.raises(BadSetting, match='knows no time zone by. Set it to one such as "America/New_York"'):
        read("zone", value)


@pytest.mark.parametrize("value", ["America/Chicago", "Europe/Berlin", "UTC", "EST5EDT", "America/Indiana/Knox"])
def test_every_known_zone_is_one(read, value):
    assert read("zone", value) == value


@pytest.mark.parametrize(
    "value",
    [
        *["nonsense", "nonsense://", "://", "postgres:/db/clinic", "host:5432/clinic", "mysql://me:{}@db/clinic"],
        *["http://db.example/clinic", "oracle://me:{}@db/clinic", "postgis://me:{}@db/clinic", "{}"],
        *["postgres://", "postgres://db.example", "postgres://me:{}@db.example:5432", "postgres://me:{}@db.example/"],
        *["postgres://me:{}@db.example:port/clinic", "postgres://me:{}@db.example:99999/clinic"],
        *["postgres://me:{}/x@db.example/clinic", "postgres://me:12/{}@db.example/clinic"],
        *["postgres://me:12#{}@db.example/clinic", "postgres://me:12?{}@db.example:5432/clinic"],
        *["sqlite://", "sqlite://:memory:", "sqlite:///clinic.sqlite3", "sqlite://var/clinic.sqlite3"],
    ],
)
def test_an_address_that_leads_to_no_database_is_refused(read, value):
    with pytest.raises(BadSetting, match="VALUE .* or leave it out") as refused:
        read("database", value.format(SECRET))
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "value, name",
    [
        ("postgres://me:p%40ss@db.example:5432/clinic", "clinic"),
        ("postgresql:///clinic", "clinic"),
        ("POSTGRES://db.example/clinic?sslmode=require", "clinic"),
        ("postgres://one:5432,two:5432/clinic", "clinic"),
        ("postgres://me:p@ss@[::1]:5432/clinic", "clinic"),
        ("postgres:///?service=clinic", ""),
        ("sqlite:////srv/a@b/clinic.sqlite3", "/srv/a@b/clinic.sqlite3"),
    ],
)
def test_an_address_that_leads_to_a_database_is_taken(read, value, name):
    assert read("database", value)["NAME"] == name


@pytest.mark.parametrize(
    "value",
    [
        *["nonsense", "memcache://127.0.0.1:11211", "valkey://:{}@cache.example:6379/0", "locmemcache://", "{}"],
        *["redis://", "redis://:{}@cache.example:port/0", "redis://:{}@cache.example:99999/0"],
        *["redis://:{}@cache.example:6379/first", "redis://:12/{}@cache.example:6379/0", "redis://one:1,two:x"],
    ],
)
def test_an_address_that_leads_to_no_cache_is_refused(read, value):
    with pytest.raises(BadSetting, match="VALUE .* or leave it out") as refused:
        read("cache", value.format(SECRET))
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "value", ["redis://cache.example", "rediss://:p%40ss@cache.example:6380/2", "redis:///run/redis.sock"]
)
def test_an_address_that_leads_to_a_cache_is_taken(read, value):
    assert read("cache", value)["LOCATION"].endswith(value.partition("://")[2])


@pytest.mark.parametrize(
    "value",
    [
        *["nonsense", "mail.example.org:587", "imap://me:{}@mail.example.org", "smtp://", "smtp+tls://:587", "{}"],
        *["smtp://me:{}@mail.example.org:port", "smtp://me:{}@mail.example.org:99999"],
        *["smtp+tls://me:{}/x@mail.example.org:587", "smtp+tls://me:12/{}@mail.example.org:587"],
        *["smtp+ssl://me:12#{}@mail.example.org:465", "smtps://me:12?{}@mail.example.org:465"],
    ],
)
def test_an_address_that_leads_to_no_mail_server_is_refused(read, value):
    with pytest.raises(BadSetting, match="VALUE .* or leave it out") as refused:
        read("mail server", value.format(SECRET))
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "value", ["smtp://mail.example.org", "smtp+tls://u:p%40ss@mail.example.org:587", "consolemail://"]
)
def test_an_address_that_leads_to_a_mail_server_is_taken(read, value):
    assert read("mail server", value)["EMAIL_BACKEND"].startswith("django.core.mail.backends.")


@pytest.mark.parametrize(
    "value",
    ["office", "office@", "@example.org", "Front office", "a b@example.org", "Office <office>", "a@b\nBcc: c@d", "<>"],
)
def test_what_is_no_mail_address_is_refused(read, value):
    with pytest.raises(BadSetting, match="is no mail address. Write it as office@example.org"):
        read("mail address", value)


@pytest.mark.parametrize("value", ["office@example.org", "Office <office@example.org>", '"A, B" <a@b.example>'])
def test_a_mail_address_may_have_a_name(read, value):
    assert read("mail address", value) == value


@pytest.mark.parametrize(
    "value",
    ["x", "https://errors.example.org/1", "https://k3y@errors.example.org/", "ftp://k3y@e.org/1", "https://k3y@[/1"],
)
def test_an_address_to_which_nothing_can_be_reported_is_refused_and_not_repeated(read, value):
    with pytest.raises(environment.BadSetting, match="VALUE") as refused:
        read("report address", value)
    assert "k3y" not in str(refused.value)


def test_an_address_for_reports_is_taken(read):
    assert (
        read("report address", "https://k3y@errors.example.org/glitch/42") == "https://k3y@errors.example.org/glitch/42"
    )


def test_what_is_empty_is_not_set(read):
    assert [read(kind, " ") for kind in READERS] == [
        *[True, 8000, 2, "America/New_York", None, None, {}],
        *["no-reply@localhost", "", []],
    ]


def test_a_list_may_have_spaces(read):
    assert read("strings", "new, old ,") == ["new", "old"]


def test_a_secret_is_taken_as_it_is(monkeypatch):
    for secret in ["$ecret of all", " with spaces ", "a\\$b", "1"]:
        monkeypatch.setenv("VALUE", secret)
        assert environment.string("VALUE", "another") == secret


@pytest.mark.parametrize("place", ["file", "file/below", "circle"])
def test_a_folder_that_cannot_be_is_refused(tmp_path, monkeypatch, place):
    (tmp_path / "file").touch()
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    monkeypatch.setenv("VALUE", str(tmp_path / place))
    with pytest.raises(BadSetting, match=r"cannot be made or used \(.+\). Set VALUE to one that the account"):
        environment.folder("VALUE", "elsewhere")


def test_a_folder_that_may_not_be_made_is_refused(folder_of_others, monkeypatch, ordinary_account):
    monkeypatch.setenv("VALUE", str(folder_of_others / "new"))
    with ordinary_account(), pytest.raises(BadSetting, match="Permission denied"):
        environment.folder("VALUE", "elsewhere")


def test_a_folder_that_may_not_be_looked_into_is_refused(folder_of_others, monkeypatch, ordinary_account):
    folder_of_others.chmod(0o000)
    monkeypatch.setenv("VALUE", str(folder_of_others))
    with ordinary_account(), pytest.raises(BadSetting, match="Permission denied"):
        environment.folder("VALUE", "elsewhere")


def test_a_folder_is_made_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("VALUE", str(tmp_path / "new/folder"))
    assert environment.folder("VALUE", "elsewhere") == tmp_path / "new/folder"
    assert os.stat(tmp_path / "new/folder").st_mode & 0o777 == 0o700
    monkeypatch.setenv("VALUE", "")
    assert environment.folder("VALUE", Path(tmp_path)) == tmp_path
