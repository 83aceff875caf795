"""A tarpit: tries to sign in that are refused get their answer late, so that a program that guesses without pause does
not fill the queue in which readers wait. A request that is held keeps a thread and nothing else."""

import threading
import time

HELD = "clinic_site.tarpit.held"  # in the WSGI environment of a request whose answer may be held back
SECONDS = 1


class Tarpit:
    """The WSGI application `inner`, with `working` requests at a time in it and up to `held` answers held back.

    An answer for which there is no place is sent at once. `threads` is the server's ThreadPoolExecutor, where it has
    one: it is given a thread more for each held answer once the first is held. Readers are served faster by few.
    """

    threads = None

    def __init__(self, inner, *, working, held):
        self.inner = inner
        self._most_threads = working + held
        self._working = threading.Semaphore(working)
        self._held = threading.Semaphore(held)

    def __call__(self, environ, start_response):
        with self._working:
            answer = self.inner(environ, start_response)
        if environ.get(HELD) and self._held.acquire(blocking=False):
            if self.threads is not None:
                self.threads._max_workers = self._most_threads
            try:
                time.sleep(SECONDS)
            finally:
                self._held.release()
        return answer


def hold(request):
    """Let the answer to `request` be held back."""
    request.META[HELD] = True
