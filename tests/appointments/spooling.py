"""A site that is prepared for an outage, in tests: its spool, and a database that answers nothing."""

from contextlib import contextmanager

import pytest

from appointments import outage
from appointments.outage import spool
from appointments.views import stores
from clinic_site.directory import fallback_contact
from clinic_site.directory.clinic import Clinic
from tests.appointments.asking import opened, send
from tests.appointments.requests import NAME, REASON
from tests.appointments.test_asking_fails import database_down

SECRETS = (*NAME.split(), REASON, "555-0163", "quillon")


@pytest.fixture
def spooling(settings, tmp_path, monkeypatch):
    """The spool of a test's own, with a key pair."""
    settings.SPOOL, settings.SPOOL_KEY = tmp_path / "spool", tmp_path / "spool_key"
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(fallback_contact, "_remembered", {})
    outage.prepare()
    yield settings.SPOOL
    stores.breaker.close()


@contextmanager
def outage_of(*, error=None):
    """What the site knows is written down; then no statement reaches the database."""
    Clinic.load()
    outage.prepare()
    with database_down(error) if error else database_down():
        yield
    stores.breaker.close()  # after a moment


def kept(client, **changes):
    """The response to a form that is opened and sent while the database is down."""
    opened(client)
    return send(client, **changes)


def files():
    return [spooled.path for spooled in spool.waiting()]
