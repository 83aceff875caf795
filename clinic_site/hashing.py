"""How passwords are hashed: slowly for who guesses, and one at a time, so that patients who read do not wait for it."""

from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from django.contrib.auth.hashers import Argon2PasswordHasher as DjangosArgon2PasswordHasher

_hashing = Lock()
_places = BoundedSemaphore(2)  # one that hashes and one that waits: a process has four threads


class Argon2PasswordHasher(DjangosArgon2PasswordHasher):
    """Argon2id with the parameters that OWASP's Password Storage Cheat Sheet names for 12 MiB, once at a time.

    Django's own take 100 MiB, four threads of a process four times as much. A hash that was made with others is
    verified with those, and made anew when its owner signs in.
    """

    time_cost = 3
    memory_cost = 12 * 1024  # KiB
    parallelism = 1

    def encode(self, password, salt):
        with _hashing:
            return super().encode(password, salt)

    def verify(self, password, encoded):
        with _hashing:
            return super().verify(password, encoded)


@contextmanager
def place():
    """Whether there is a place for one more visitor whose password is to be hashed, kept until the end of the block."""
    free = _places.acquire(blocking=False)
    try:
        yield free
    finally:
        if free:
            _places.release()
