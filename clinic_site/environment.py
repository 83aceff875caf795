"""The environment, each variable read with its type. One that cannot work raises BadSetting: what is wrong, what to do.

A typed variable that is empty counts as not set. Addresses hold passwords: no message repeats one.
"""

import os
import re
import zoneinfo
from datetime import time
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on", "y", "t", "ok"}, {"0", "false", "no", "off", "n", "f"}
ZONES = Path("/usr/share/zoneinfo")  # where there is such a folder, Django wants to find the zone in it
POSTGRESQL = {"postgres", "postgresql", "pgsql", "psql"}
REDIS = {"redis", "rediss", "rediscache"}
SMTP = {"smtp", "smtps", "smtp+tls", "smtp+ssl"}

A_DATABASE = (
    "Write it as postgres://user:password@host:5432/name, with special characters escaped (%40 for @, %2F for /), or "
    "leave it out: without DATABASE_URL the site keeps a SQLite database in DATA_DIR."
)
A_CACHE = "Write it as redis://:password@host:6379/0 (for Valkey, too), or leave it out."
A_MAIL_SERVER = (
    "Write it as smtp+tls://user:password@mail.example.org:587, with special characters escaped (%40 for @, %2F for "
    "/), or leave it out: then letters become files in DATA_DIR."
)
A_REPORT_ADDRESS = (
    "Copy the one that Sentry or GlitchTip shows under Client keys (DSN), such as https://key@errors.example.org/1, or "
    "leave it out: then nothing is reported."
)
A_PHOTO_STORAGE = (
    "Write it as s3://bucket or s3://bucket/folder?endpoint=https://storage.example.org&region=us-east-1, with the "
    "keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or leave it out: then photos are files in DATA_DIR."
)


class BadSetting(ImproperlyConfigured):
    """A setting that cannot work. Its text is for the person who runs the site: what is wrong, what to do."""


def string(name, default=""):
    """The variable as it is; `default` where it is not set at all."""
    return os.environ.get(name, default)


def strings(name):
    """Return the texts between its commas."""
    return [part.strip() for part in string(name).split(",") if part.strip()]


def boolean(name, default):
    value = _given(name)
    if value.lower() in TRUE | FALSE:
        return value.lower() in TRUE
    if value:
        raise BadSetting(f"{name} is {_quoted(value)}, which is neither yes nor no. Set it to 1 or to 0.")
    return default


def integer(name, default, lowest, highest):
    value = _given(name)
    if not value:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", value) or not lowest <= int(value) <= highest:
        raise BadSetting(
            f"{name} is {_quoted(value)}, but has to be a whole number from {lowest} to {highest}. Set it to one, or "
            f"leave it out: then it is {default}."
        )
    return int(value)


def folder(name, default):
    """The folder, made for its owner alone where there is none."""
    try:
        path = Path(_given(name) or default).resolve()
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.joinpath("secret_key").exists()  # raises where others may not look inside
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
        raise BadSetting(
            f"{name} is {_given(name) or default}, a folder that cannot be made or used ({reason(error)}). Set {name} "
            "to one that the account running the site may write to, or make it and give it to that account."
        ) from error
    return path


def path(name):
    """The path, which need not be there; None where none is given."""
    value = _given(name)
    return Path(value).resolve() if value else None


def time_of_day(name, default):
    value = _given(name) or default
    if not re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise BadSetting(f'{name} is {_quoted(value)}, which is no time of day. Write it as "{default}" or "14:05".')
    return time(*map(int, value.split(":")))


def time_zone(name, default):
    value = _given(name) or default
    try:
        zoneinfo.ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        known = False
    else:
        known = not ZONES.exists() or ZONES.joinpath(value).exists()
    if not known:
        raise BadSetting(
            f'{name} is {_quoted(value)}, which this machine knows no time zone by. Set it to one such as "{default}", '
            "with capital letters as here."
        )
    return value


def site_address(name, default):
    """(the address without a last slash, its parts). clinic_site.E001 says where it cannot be one."""
    address = string(name, default).strip().rstrip("/")
    try:
        return address, urlsplit(address)
    except ValueError:
        return address, SplitResult("", "", "", "", "")


def database(name):
    """Django's settings of the database at that address; None where there is none."""
    address = _given(name)
    if not address:
        return None
    scheme = _scheme(name, address, POSTGRESQL | {"sqlite"}, A_DATABASE)
    if scheme == "sqlite" and not address.partition("://")[2].startswith("//"):
        raise BadSetting(
            f"{name} names no file from the root of the disk. Write it as sqlite:////srv/clinic/clinic.sqlite3, "
            "with four slashes, or leave it out: then the file is in DATA_DIR."
        )
    config = _parsed(name, address, environ.Env.db_url_config, A_DATABASE)
    if scheme in POSTGRESQL and _is_cut(address):
        raise BadSetting(f"{name} has a special character that is not escaped. {A_DATABASE}")
    if not config["NAME"] and "service" not in config.get("OPTIONS", {}):
        raise BadSetting(f"{name} names no database. {A_DATABASE}")
    return config


def cache(name):
    """Django's settings of the cache at that address; None where there is none."""
    address = _given(name)
    if not address:
        return None
    _scheme(name, address, REDIS, A_CACHE)
    if _is_cut(address):
        raise BadSetting(f"{name} has a special character that is not escaped. {A_CACHE}")
    return _parsed(name, address, _cache_config, A_CACHE)


def mail_server(name):
    """Django's settings of the mail server at that address; {} where there is none."""
    address = _given(name)
    if not address:
        return {}
    scheme = _scheme(name, address, environ.Env.EMAIL_SCHEMES, A_MAIL_SERVER)
    config = _parsed(name, address, environ.Env.email_url_config, A_MAIL_SERVER)
    if scheme in SMTP:
        if _is_cut(address) or config["EMAIL_FILE_PATH"]:
            raise BadSetting(f"{name} has a special character that is not escaped. {A_MAIL_SERVER}")
        if not config["EMAIL_HOST"]:
            raise BadSetting(f"{name} names no mail server. {A_MAIL_SERVER}")
    return config


def photo_storage(name):
    """Django's settings of the object storage at that address; None where there is none."""
    address = _given(name)
    if not address:
        return None
    _scheme(name, address, {"s3"}, A_PHOTO_STORAGE)
    parts, asked = _parsed(name, address, lambda text: (urlsplit(text), dict(parse_qsl(urlsplit(text).query))), "")
    endpoint = asked.pop("endpoint", None)
    options = {"bucket_name": parts.netloc, "location": parts.path.strip("/"), "region_name": asked.pop("region", None)}
    if asked or not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", parts.netloc):
        raise BadSetting(f"{name} names no bucket that there can be, or asks for something unknown. {A_PHOTO_STORAGE}")
    if endpoint and not re.match("https?://[^/]", endpoint):
        raise BadSetting(f"{name} has an endpoint that is no web address. {A_PHOTO_STORAGE}")
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise BadSetting(
            f"{name} needs packages that are not installed: pip install --require-hashes -r deploy/s3.lock."
        )
    return {
        "BACKEND": "clinic_site.photos.object_storage.ObjectStorage",
        "OPTIONS": options | {"endpoint_url": endpoint},
    }


def report_address(name):
    """The address (DSN) to which faults are reported; "" where there is none."""
    value = _given(name)
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        complete = bool(parts.hostname and parts.username and re.search("/[0-9]+$", parts.path)) and parts.port != 0
    except ValueError:
        complete = False
    if not complete or parts.scheme not in ("http", "https"):
        raise BadSetting(f"{name} is no address to which faults can be reported. {A_REPORT_ADDRESS}")
    return value


def mail_address(name, default):
    value = _given(name)
    if not value:
        return default
    display, address = parseaddr(value)
    try:
        complete = value.isprintable() and bool(Address(display, addr_spec=address).domain)
    except (ValueError, IndexError, HeaderParseError):
        complete = False
    if not complete:
        raise BadSetting(
            f"{name} is {_quoted(value)}, which is no mail address. Write it as office@example.org or as "
            '"Front office" <office@example.org>.'
        )
    return value


def reason(error):
    """Why the system refused: "Permission denied"."""
    return getattr(error, "strerror", None) or str(error)


def _given(name):
    return string(name).strip()


def _quoted(value):
    return f'"{value[:60]}"'


def _scheme(name, address, known, remedy):
    scheme, mark, _rest = address.partition("://")
    if not mark or scheme.lower() not in known:
        raise BadSetting(f"{name} does not begin as an address that the site can use. {remedy}")
    return scheme.lower()


def _parsed(name, address, parse, remedy):
    try:
        return parse(address)
    except ValueError:  # whose text may quote a piece of the password
        raise BadSetting(f"{name} is no address that can be read: look at its host and its port. {remedy}") from None


def _is_cut(address):
    """Whether an unescaped "/", "?" or "#" in the password ended the host's part before its time."""
    behind = re.search("[/?#](.*)", address.partition("://")[2], re.DOTALL)
    return bool(behind) and "@" in behind[1]


def _cache_config(address):
    """Raises ValueError where a port or the number of the database is none."""
    parts = urlsplit(address)
    ports = [urlsplit(f"//{host}").port for host in parts.netloc.rpartition("@")[2].split(",")]
    if parts.netloc and not re.fullmatch("/?[0-9]*", parts.path) or not (ports and parts.netloc + parts.path):
        raise ValueError(address)
    return environ.Env.cache_url_config(address)
