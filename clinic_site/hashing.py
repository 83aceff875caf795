"""How passwords are hashed: slowly for who guesses, and one at a time, so that patients who read do not wait for it."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.contrib.auth import hashers

PLACES = 2  # one that hashes and one that waits: a process has four threads
BEHIND = 10  # how far hashing stands back behind what else the machine has to do, as `nice` counts

_places = threading.BoundedSemaphore(PLACES)


def _stand_back():
    if sys.platform == "linux":  # elsewhere a thread has no priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), BEHIND)


# One thread: it keeps the memory that one hash takes, where each of a process's four would keep as much.
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hashing", initializer=_stand_back)


class Argon2PasswordHasher(hashers.Argon2PasswordHasher):
    """Argon2id with 7 MiB, as OWASP's Password Storage Cheat Sheet lists it, one hash at a time in a process.

    Django's own takes 100 MiB and eight threads. A hash that was made with other parameters is verified with those, and
    made anew when its owner signs in.
    """

    time_cost = 5
    memory_cost = 7 * 1024  # KiB
    parallelism = 1

    def encode(self, password, salt):
        return _thread.submit(super().encode, password, salt).result()

    def verify(self, password, encoded):
        return _thread.submit(super().verify, password, encoded).result()


@contextmanager
def place():
    """Whether there is a place for one more visitor whose password is to be hashed, kept until the end of the block."""
    free = _places.acquire(blocking=False)
    try:
        yield free
    finally:
        if free:
            _places.release()
