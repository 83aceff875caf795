"""A tarpit: tries to sign in that failed or were refused get their answer late, so that a program that guesses without
pause does not fill the queue in which readers wait. An answer that is held back keeps a thread and nothing else."""

import queue
import threading
import time
from concurrent.futures import Executor, Future
from contextlib import contextmanager

from django.conf import settings
from django.db import connections
from gunicorn.workers.gthread import ThreadWorker

HELD = "clinic_site.tarpit.held"  # in the WSGI environment of a request whose answer may be held back
SECONDS = 1


def hold(request):
    """Let the answer to `request` be held back."""
    request.META[HELD] = True


class Threads(Executor):
    """`working` threads, and one more for each that stands aside; up to `aside` of them may.

    Python's ThreadPoolExecutor cannot grow.
    """

    def __init__(self, working, aside):
        self._places = threading.Semaphore(aside)
        self._tasks, self._here, self._most = queue.SimpleQueue(), threading.local(), working + aside
        for _ in range(working):
            self._start()

    def submit(self, call, /, *arguments, **named):
        future = Future()
        self._tasks.put((future, call, arguments, named))
        return future

    @contextmanager
    def aside(self):
        """Within, another thread works in place of the calling one, if it gets True: there was a place."""
        free = self._places.acquire(blocking=False)
        if free:
            self._here.is_replaced = True
            self._start()
        try:
            yield free
        finally:
            if free:
                self._places.release()

    def shutdown(self, wait=True, *, cancel_futures=False):
        """Threads end once they have nothing to do. Waits for none: they do not keep the process alive."""
        for _ in range(self._most):
            self._tasks.put(None)

    def _start(self):
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self):
        self._here.is_replaced = False
        while not self._here.is_replaced and (task := self._tasks.get()):
            future, call, arguments, named = task
            try:
                future.set_result(call(*arguments, **named))
            except BaseException as error:  # whoever asks for the result is told
                future.set_exception(error)
            del task, future, call, arguments, named  # an idle thread keeps no request


class Worker(ThreadWorker):
    """gunicorn's threaded worker, with a tarpit around the application, and the site's page for what it cannot read."""

    def get_thread_pool(self):
        return Threads(self.cfg.threads, settings.HELD)

    def load_wsgi(self):
        super().load_wsgi()
        self.wsgi = tarpit(self.wsgi, self.tpool)

    def handle_error(self, req, client, addr, exc):
        from clinic_site import unreadable  # which needs the models that the application has loaded by now

        if not unreadable.answer(client, exc):
            super().handle_error(req, client, addr, exc)


def tarpit(application, threads):
    """The WSGI `application`, which holds answers back in `threads` as long as those have places for it."""

    def answer(environ, start_response):
        response = application(environ, start_response)
        if environ.get(HELD):
            with threads.aside() as free:
                if free:
                    connections.close_all()  # the thread ends after this answer
                    time.sleep(SECONDS)
        return response

    return answer
