"""Queries and time of pages, asked one after the other."""

import statistics
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

ROUNDS = 40
BARE = "bare view"


def measure(asks):
    """{name: (queries, median milliseconds)} of `asks`, {name: function that gets a page}.

    They take turns, so that a busy machine disturbs all alike.
    """
    queries, times = {}, {name: [] for name in asks}
    for name, ask in asks.items():
        ask()
        with CaptureQueriesContext(connection) as captured:
            response = ask()
        assert response.status_code in (200, 302) and "/login/" not in response.get("Location", ""), name
        queries[name] = len(captured)
    for _ in range(ROUNDS):
        for name, ask in asks.items():
            start = time.perf_counter()
            ask()
            times[name].append(1000 * (time.perf_counter() - start))
    return {name: (queries[name], statistics.median(times[name])) for name in asks}
