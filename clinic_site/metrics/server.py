"""The listener for Prometheus. gunicorn's leading process opens it, so that each of its workers can answer there.

Each worker counts into files of its own in one folder, which prometheus_client adds up, whichever worker is asked.
"""

import os
import shutil
import socket
import tempfile
import threading
from http.server import HTTPServer

PORT = "METRICS_PORT"
FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where prometheus_client keeps what each process counts
PATIENCE = 5  # seconds for whoever asks to say what for
_listener = None


def open_listener():
    """Called by the leading process, once, before it has workers. Nothing happens where METRICS_PORT is not set."""
    global _listener
    port = int(os.environ.get(PORT) or 0)
    if port:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="clinic-metrics-")
        _listener = socket.create_server(("127.0.0.1", port))
        _listener.setblocking(False)  # all workers wait there, and one of them gets the question


def close_listener():
    if _listener:
        shutil.rmtree(os.environ[FOLDER], ignore_errors=True)


def answer():
    """Called by each worker: a thread that answers whoever asks at the listener."""
    if _listener:
        threading.Thread(target=_serve, name="metrics", daemon=True).start()


def _serve():
    from prometheus_client import CollectorRegistry, MetricsHandler, multiprocess

    from clinic_site.metrics.gauges import Gauges  # which needs the models that the application has loaded by now

    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    registry.register(Gauges())

    class Handler(MetricsHandler.factory(registry)):
        timeout = PATIENCE

    server = HTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = _listener
    server.serve_forever()
