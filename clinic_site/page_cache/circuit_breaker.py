"""A circuit breaker: a server that failed is not asked again for some seconds, so that visitors do not wait for it."""

import logging
import math
import time

log = logging.getLogger(__name__)

TELL = 60  # seconds between two words on it in the log


class CircuitBreaker:
    """Whether to leave one server alone, `what` in words for the log. It holds for this process."""

    def __init__(self, what):
        self.what = what
        self.close()

    @property
    def is_open(self):
        return time.monotonic() < self.until

    def open(self, seconds, error):
        """Leave it alone for so long, as it answered with `error`."""
        now = time.monotonic()
        self.until = now + seconds
        if now >= self.told + TELL:
            self.told = now
            log.warning("%s does not answer (%s): we do without it.", self.what, type(error).__name__)

    def close(self):
        self.until = self.told = -math.inf
