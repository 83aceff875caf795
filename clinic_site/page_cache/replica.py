"""Public pages are read from a replica of the database where there is one (REPLICA_URL); all else from the primary."""

from contextvars import ContextVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections

from clinic_site.page_cache.circuit_breaker import CircuitBreaker

PRIMARY, REPLICA = "default", "replica"
REST = 10  # seconds for which a replica that failed is not asked again
DOWN = (OperationalError, InterfaceError)
TIME_IS_UP = "57014"  # PostgreSQL's query_canceled: the query took longer than it may, on any server

breaker = CircuitBreaker("The replica of REPLICA_URL")
_reading = ContextVar("reading", default=None)  # inside read(): the database that all of it is read from


class Router:
    def db_for_read(self, model, **hints):
        return _reading.get() or PRIMARY

    def db_for_write(self, model, **hints):
        return PRIMARY

    def allow_relation(self, one, other, **hints):
        return True  # they are copies of each other

    def allow_migrate(self, db, app_label, **hints):
        return False if db == REPLICA else None


def alias():
    """The database that public pages are read from at this moment."""
    return _reading.get() or (REPLICA if REPLICA in settings.DATABASES and not breaker.is_open else PRIMARY)


def read(call):
    """Return `call()`, reading from the replica, or from the primary where the replica does not answer.

    A `call` that names a database itself (for a cursor, a transaction) asks alias() for it.
    """
    using = alias()
    try:
        return _called(call, using)
    except DOWN as error:
        if using == PRIMARY or getattr(error.__cause__, "pgcode", None) == TIME_IS_UP:
            raise
        breaker.open(REST, error)
        connections[REPLICA].close()
        return _called(call, PRIMARY)


def _called(call, using):
    token = _reading.set(using)
    try:
        return call()
    finally:
        _reading.reset(token)
