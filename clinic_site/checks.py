"""Unsafe settings, each with its remedy. `make run` runs these checks before it serves anything."""

import stat
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http.request import host_validation_re

from clinic_site import mail, sqlite

OPENS = {  # file in DATA_DIR: what others could do with it
    "secret_key": "forge sign-ins",
    "booking_key": "read who asked for a visit",
    "spool_key": "read requests that wait for the database",
}
NAMED = 5  # unknown migrations in a message
SECRET_LENGTH = 32  # characters; hexadecimal ones then hold 128 bits


@register(Tags.security)
def site_address(app_configs, **kwargs):
    if not _is_site_address(settings.SITE_URL):
        return [
            Error(
                f"SITE_URL ({settings.SITE_URL!r}) is no address of a site: https://, a host name, nothing more.",
                hint='Set it to the address patients use, such as "https://www.example.org".',
                id="clinic_site.E001",
            )
        ]
    if settings.HTTPS or settings.SITE_HOST in settings.LOCAL_HOSTS:
        return []
    return [
        Error(
            f"The site would be served to {settings.SITE_HOST} without HTTPS: passwords could be read on the way.",
            hint="Set SITE_URL to an https:// address and put Caddy or nginx in front, as the README shows.",
            id="clinic_site.E002",
        )
    ]


def _is_site_address(url):
    try:
        parts = urlsplit(url)
        _port = parts.port  # raises where it is none
    except ValueError:
        return False
    nothing_behind = not (parts.path or parts.query or parts.fragment)
    return parts.scheme in ("http", "https") and nothing_behind and host_validation_re.fullmatch(parts.netloc.lower())


@register(Tags.security)
def secret_key_is_long(app_configs, **kwargs):
    if settings.SITE_HOST in settings.LOCAL_HOSTS:
        return []
    if len(settings.SECRET_KEY) >= SECRET_LENGTH and len(set(settings.SECRET_KEY)) >= SECRET_LENGTH // 4:
        return []
    return [
        Error(
            "SECRET_KEY is so short or so even that it can be guessed, and sign-ins forged with it.",
            hint=f"Set it to at least {SECRET_LENGTH} random characters, or leave it out: then the site makes one.",
            id="clinic_site.E011",
        )
    ]


@register(Tags.security)
def debug_is_local(app_configs, **kwargs):
    if settings.DEBUG and settings.SITE_HOST not in settings.LOCAL_HOSTS:
        return [
            Error(
                "DEBUG is on for a public address: error pages would show settings and data.",
                hint="Unset DEBUG.",
                id="clinic_site.E003",
            )
        ]
    return []


@register(Tags.security)
def keys_are_private(app_configs, **kwargs):
    return [
        Warning(
            f"Others on this machine can read {path}, and with it {harm}.",
            hint=f"Run: chmod 600 {path}",
            id="clinic_site.W001",
        )
        for name, harm in OPENS.items()
        if (path := settings.DATA_DIR / name).exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]


@register(Tags.security)
def letters_reach_somebody(app_configs, **kwargs):
    if settings.SITE_HOST in settings.LOCAL_HOSTS or mail.reaches_people():
        return []
    return [
        Warning(
            f"Letters to patients are written into {settings.MAIL_FILES} and reach nobody.",
            hint="Set EMAIL_URL to your mail server, such as smtp+tls://user:password@mail.example.org:587",
            id="clinic_site.W002",
        )
    ]


@register(Tags.security)
def a_replica_has_a_primary(app_configs, **kwargs):
    if not settings.REPLICA_URL:
        return []
    engines = {database["ENGINE"] for database in settings.DATABASES.values()}
    if engines == {"django.db.backends.postgresql"}:
        return []
    return [
        Error(
            "REPLICA_URL is set, but not both databases are PostgreSQL: patients would read from another database "
            "than the one that the clinic writes to.",
            hint="Set DATABASE_URL to the primary that REPLICA_URL is a replica of, or unset REPLICA_URL.",
            id="clinic_site.E004",
        )
    ]


@register(Tags.compatibility)
def sqlite_keeps_what_it_commits(app_configs, **kwargs):
    if not sqlite.is_in(settings.DATABASES) or sqlite.journal_mode() == "WAL":
        return []
    return [
        Warning(
            f"{sqlite.description()}: several processes could lose writes of each other in WAL mode, so the site keeps "
            "a rollback journal. Nothing is lost; pages wait while something is saved.",
            hint="Run the site where the pysqlite3 of requirements.txt has a wheel (Linux on x86-64 with glibc 2.28 or "
            "newer or musl, macOS on ARM, Windows), on a system with SQLite 3.51.3 or newer, or on PostgreSQL.",
            id="clinic_site.W003",
        )
    ]


def of_newer_releases(migrations):
    """Those of `migrations`, pairs of app and name, that this release does not know."""
    ours = MigrationLoader(None).disk_migrations
    return set(migrations) - set(ours).union(*(migration.replaces for migration in ours.values()))


@register(Tags.database)
def code_is_not_older_than_the_database(app_configs, databases=None, **kwargs):
    """Run by `migrate` and `serve`: an older release would answer some pages, and fail or lose data on others."""
    if not databases:
        return []
    applied = set().union(*(MigrationRecorder(connections[alias]).applied_migrations() for alias in databases))
    if not (unknown := of_newer_releases(applied)):
        return []
    names = [f"{app}.{name}" for app, name in sorted(unknown)]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return [
        Error(
            f"The database was used by a newer release, whose changes this one does not know: "
            f"{', '.join(names[:NAMED])}{more}.",
            hint="Go back to the newer release; or restore the backup that was taken before the upgrade.",
            id="clinic_site.E010",
        )
    ]
