"""Why the site cannot start, in a sentence or two for the person who runs it: what is wrong, what to do."""

import errno
import os
import socket
import tempfile
import time

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError, OperationalError, connections

from clinic_site.environment import BadSetting, reason

PATIENCE = 3  # seconds for which a server that is just ending may still hold the address
FAULTS = (DatabaseError, InterfaceError)


def sentence(error):
    """Return a sentence instead of the traceback of `error`; None where the site's keeper cannot mend it."""
    if isinstance(error, BadSetting):
        return str(error)
    return database_fault() if isinstance(error, FAULTS) else None


def database_fault(alias="default"):
    """Why nothing can be kept in the database, with the remedy; None where all is well."""
    connection = connections[alias]
    where = connection.settings_dict
    connection.close_if_unusable_or_obsolete()
    try:
        connection.ensure_connection()
    except FAULTS as error:
        said = str(error).strip().partition("\n")[0]
        if where["PASSWORD"]:
            said = said.replace(where["PASSWORD"], "...")
        if connection.vendor == "sqlite":
            remedy = _give(where["NAME"]) if isinstance(error, OperationalError) else "Restore it from a backup."
            return f"The database {where['NAME']} cannot be opened: {said}. {remedy}"
        return (
            f"The database does not answer: {said}. See that PostgreSQL runs and that host, port, name, user and "
            "password in DATABASE_URL are right."
        )
    if connection.vendor == "sqlite" and not os.access(where["NAME"], os.W_OK):
        return f"The database {where['NAME']} cannot be written. {_give(where['NAME'])}"
    return None


def _give(path):
    return f"See that its folder, {os.path.dirname(path)}, is there, and that both belong to the account of the site."


def data_folder_is_writable():
    """Raise CommandError where nothing can be written into DATA_DIR."""
    try:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
            file.write(bytes(64 * 1024))
    except OSError as error:
        raise CommandError(
            f"Nothing can be written into DATA_DIR, {settings.DATA_DIR} ({reason(error)}). Give the folder to the "
            "account that runs the site, and see that its disk has room."
        ) from error


def address_is_free():
    """Raise CommandError where the site cannot listen on BIND and PORT."""
    bind, port = settings.BIND, settings.PORT
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(bind.strip("[]"), port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise CommandError(
            f"BIND is {bind!r}, which is no address of this machine ({reason(error)}). Set it to 127.0.0.1 where a "
            "proxy on this machine stands in front, else to 0.0.0.0."
        ) from error
    if (error := _fault_of_listening(family, kind, address)) is not None:
        raise CommandError(
            f"The site cannot listen on {bind}, port {port} ({reason(error)}). End the other program there, or set "
            "PORT to a free port from 1024 on, and BIND to an address of this machine."
        ) from error


def metrics_port_is_free():
    """Raise CommandError where METRICS_PORT is set and nobody can listen there."""
    port = settings.METRICS_PORT
    if not port:
        return
    error = _fault_of_listening(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", port))
    if port == settings.PORT or error is not None:
        why = reason(error) if error else "it is PORT, where the site itself listens"
        raise CommandError(
            f"METRICS_PORT is {port}, where nobody can listen ({why}). Set it to a free port from 1024 on, or leave it "
            "out: then nothing is counted."
        ) from error


def _fault_of_listening(family, kind, address):
    """The OSError that listening at `address` ends with, after some patience; None where it is free."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
                probe.listen()
            return None
        except OSError as error:
            if time.monotonic() < deadline and error.errno == errno.EADDRINUSE:
                time.sleep(0.2)
                continue
            return error
