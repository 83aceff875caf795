"""Gunicorn's hooks: the server ends when the process that started it (supervisor.py) is gone; metrics are served.

A worker waits at one end of a pipe, whose other end that process alone holds: there is nothing to read until the system
closes it, even after kill -9. Linux could send the server a signal then (PR_SET_PDEATHSIG); this works everywhere.
"""

import os
import signal
import threading

from clinic_site.metrics import server as metrics


def on_starting(server):
    metrics.open_listener()


def on_exit(server):
    metrics.close_listener()


def post_worker_init(worker):
    threading.Thread(target=_end_with, args=[int(os.environ["SERVE_LIFELINE"]), worker.ppid], daemon=True).start()
    metrics.answer()


def _end_with(lifeline, server):
    os.read(lifeline, 1)
    if os.getppid() == server:
        os.kill(server, signal.SIGTERM)
