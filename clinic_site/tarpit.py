"""A tarpit: tries to sign in that are refused get their answer late, so that a program that guesses without pause does
not fill the queue in which readers wait. An answer that is held back keeps a thread and nothing else."""

import threading
import time
from collections import deque
from concurrent.futures import Executor, Future
from contextlib import contextmanager

from django.conf import settings
from gunicorn.workers.gthread import ThreadWorker

HELD = "clinic_site.tarpit.held"  # in the WSGI environment of a request whose answer may be held back
SECONDS = 1


def hold(request):
    """Let the answer to `request` be held back."""
    request.META[HELD] = True


class Threads(Executor):
    """Threads, `working` of which work at a time, and one more for each that stands aside; up to `aside` of them may.

    Python's ThreadPoolExecutor cannot grow. Of those that are idle, the last one works first: what it used is near.
    """

    def __init__(self, working, aside):
        self._working, self._places = working, aside
        self._busy = self._aside = 0
        self._tasks, self._idle, self._is_shut = deque(), [], False  # idle: a Lock of each such thread
        self._lock = threading.Lock()

    def submit(self, call, /, *arguments, **named):
        future = Future()
        with self._lock:
            self._tasks.append((future, call, arguments, named))
            self._go_on()
        return future

    @contextmanager
    def aside(self):
        """Within, the calling thread is not counted among the working ones, if it gets True: there was a place."""
        with self._lock:
            free = self._aside < self._places
            self._aside += free
            self._go_on()
        try:
            yield free
        finally:
            with self._lock:
                self._aside -= free

    def shutdown(self, wait=True, *, cancel_futures=False):
        """Threads end once they have nothing to do. Waits for none: they do not keep the process alive."""
        with self._lock:
            self._is_shut = True
            while self._idle:
                self._wake()

    def _go_on(self):
        """See that somebody takes the first task, if there is one."""
        if not self._tasks or self._busy >= self._working + self._aside:
            return
        if self._idle:
            self._wake()
        else:
            self._busy += 1
            threading.Thread(target=self._work, daemon=True).start()

    def _wake(self):
        self._busy += 1
        self._idle.pop().release()

    def _work(self):
        turn = threading.Lock()  # held until it is the thread's turn
        turn.acquire()
        while task := self._next(turn):
            future, call, arguments, named = task
            try:
                future.set_result(call(*arguments, **named))
            except BaseException as error:  # whoever asks for the result is told
                future.set_exception(error)

    def _next(self, turn):
        """A task for the calling thread, once there is one; None after the end."""
        while True:
            with self._lock:
                if self._tasks and self._busy <= self._working + self._aside:
                    return self._tasks.popleft()
                self._busy -= 1
                if self._is_shut:
                    return None
                self._idle.append(turn)
            turn.acquire()


class Worker(ThreadWorker):
    """gunicorn's threaded worker, with a tarpit around the application."""

    def get_thread_pool(self):
        return Threads(self.cfg.threads, settings.HELD)

    def load_wsgi(self):
        super().load_wsgi()
        self.wsgi = tarpit(self.wsgi, self.tpool)


def tarpit(application, threads):
    """The WSGI `application`, which holds answers back in `threads` as long as those have places for it."""

    def answer(environ, start_response):
        response = application(environ, start_response)
        if environ.get(HELD):
            with threads.aside() as free:
                if free:
                    time.sleep(SECONDS)
        return response

    return answer
