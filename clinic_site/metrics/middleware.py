"""Counts requests, by what was asked for and how it was answered, and their time. It comes before all others."""

import os
import time

from django.core.exceptions import MiddlewareNotUsed

from clinic_site.metrics.server import FOLDER

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
PREFIXES = {"/admin/": "admin", "/static/": "file", "/media/": "file", "/healthz": "health"}
ELSEWHERE = tuple(PREFIXES)


class MetricsMiddleware:
    """Not there unless the server counts (server.py)."""

    def __init__(self, get_response):
        if FOLDER not in os.environ:
            raise MiddlewareNotUsed
        from prometheus_client import Counter, Histogram  # which looks for FOLDER when it is imported

        self.get_response = get_response
        self.durations = Histogram(
            "clinic_request_seconds",
            "Time that requests took, but for their waiting for a thread, by kind and class of status.",
            ["kind", "status"],
            buckets=SECONDS,
            registry=None,  # whoever asks reads the files
        )
        self.pages = Counter(
            "clinic_page_cache",
            "Public pages by how they were found (RFC 9211): hit, revalidated, unproven, miss, stale, bypass.",
            ["result"],
            registry=None,
        )
        self._children = {}

    def __call__(self, request):
        begun = time.perf_counter()
        response = self.get_response(request)
        took = time.perf_counter() - begun
        self._child(self.durations, _kind(request), f"{response.status_code // 100}xx").observe(took)
        if found := getattr(request, "page_cache_result", None):
            self._child(self.pages, found).inc()
        return response

    def _child(self, metric, *labels):
        """`metric.labels(*labels)`, which would take a lock and check the labels each time."""
        try:
            return self._children[labels]
        except KeyError:
            return self._children.setdefault(labels, metric.labels(*labels))


def _kind(request):
    """admin, file, health, form (something was sent) or page: never an address."""
    path = request.path_info
    if path.startswith(ELSEWHERE):
        return next(kind for prefix, kind in PREFIXES.items() if path.startswith(prefix))
    return "page" if request.method in ("GET", "HEAD") else "form"
