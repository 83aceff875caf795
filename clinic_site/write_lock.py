"""On SQLite one connection writes at a time. Requests wait for their turn in a way that never keeps readers waiting.

Readers need no lock, but they need a thread. So a request waits no longer than LONGEST, and one that would take the
last thread of its process no longer than a burst of short writes takes. Who gives up raises OperationalError, as where
the database is down: nothing is saved, and the page says so.
"""

import threading
import time
from contextlib import contextmanager, nullcontext

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection

LONGEST = 5  # seconds; commands and the sender of letters wait for the `timeout` of the settings
BURST = 0.5  # seconds
READING = ("SELECT", "WITH")  # how statements begin that only read; nothing here writes behind a WITH


def patience(writers, waited):
    """For how many seconds a request may wait for the lock.

    `writers`: how many other requests of this process have written or wait to. `waited`: for how many seconds the first
    of those that wait has done so.
    """
    if writers < settings.THREADS - 1:
        return LONGEST
    return max(0, BURST - waited)


class Writers:
    """The requests of this process that have written or wait to."""

    def __init__(self):
        self._lock = threading.Lock()
        self._since = {}  # {request: when it began to wait, or None where it does not any longer}

    @contextmanager
    def waiting(self, request):
        """Within, `request` waits. Gives the seconds for which it may."""
        with self._lock:
            now = time.monotonic()
            self._since.pop(request, None)
            waited = max((now - since for since in self._since.values() if since is not None), default=0)
            seconds = patience(len(self._since), waited)
            self._since[request] = now
        try:
            yield seconds
        finally:
            with self._lock:
                self._since[request] = None

    def leave(self, request):
        with self._lock:
            self._since.pop(request, None)


class WriteLockMiddleware:
    def __init__(self, get_response):
        if connection.vendor != "sqlite":
            raise MiddlewareNotUsed  # PostgreSQL locks rows
        self.get_response = get_response
        self.writers = Writers()

    def __call__(self, request):
        def execute_waiting(execute, sql, params, many, context):
            if connection.in_atomic_block or sql.lstrip().startswith(READING):
                return execute(sql, params, many, context)  # it has the lock, or needs none
            with self.writers.waiting(request) as seconds:
                _wait_at_most(seconds)
                try:
                    return execute(sql, params, many, context)
                finally:
                    _wait_at_most(LONGEST)

        try:
            with connection.execute_wrapper(execute_waiting):
                return self.get_response(request)
        finally:
            self.writers.leave(request)


@contextmanager
def hurried(seconds):
    """Within, who writes to SQLite in a request waits no longer than so many seconds: for what may be left undone."""

    def execute_hurried(execute, *arguments):
        _wait_at_most(seconds)
        return execute(*arguments)

    with connection.execute_wrapper(execute_hurried) if connection.vendor == "sqlite" else nullcontext():
        yield


def _wait_at_most(seconds):
    connection.connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
