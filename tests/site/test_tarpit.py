"""Refused tries to sign in get their answer late, and hold up nobody else."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.test import Client

from clinic_site import tarpit, wsgi
from clinic_site.tarpit import Tarpit

LONG = 20  # seconds, for what should happen at once


class Inner:
    """An application that counts who is in it, and keeps them until `go_on` is set."""

    def __init__(self, held=False):
        self.held, self.inside, self.most = held, 0, 0
        self.go_on, self.full, self._lock = threading.Event(), threading.Semaphore(0), threading.Lock()

    def __call__(self, environ, start_response):
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.full.release()
        assert self.go_on.wait(LONG)
        with self._lock:
            self.inside -= 1
        if self.held:
            environ[tarpit.HELD] = True
        return [b"answer"]


@pytest.fixture
def clock(monkeypatch):
    """Time stands still for who is held, until `clock.passes` is set; `clock.held` counts them."""

    class Clock:
        passes, held = threading.Event(), threading.Semaphore(0)

        def sleep(self, seconds):
            assert seconds == tarpit.SECONDS
            self.held.release()
            assert self.passes.wait(LONG)

    clock = Clock()
    monkeypatch.setattr(tarpit, "time", clock)
    return clock


@contextmanager
def asked(application, times):
    with ThreadPoolExecutor(times) as threads:
        yield [threads.submit(application, {}, None) for _ in range(times)]


def test_no_more_requests_are_worked_on_at_a_time_than_there_are_places():
    inner = Inner()
    with asked(Tarpit(inner, working=2, held=9), 6) as answers:
        assert inner.full.acquire(timeout=LONG) and inner.full.acquire(timeout=LONG)
        assert not inner.full.acquire(timeout=0.2)
        inner.go_on.set()
        assert [answer.result(LONG) for answer in answers] == [[b"answer"]] * 6
    assert inner.most == 2


def test_who_is_held_keeps_nobody_else_waiting(clock):
    inner = Inner(held=True)
    inner.go_on.set()
    application = Tarpit(inner, working=1, held=3)
    with asked(application, 3) as held:
        for _ in range(3):
            assert clock.held.acquire(timeout=LONG)
        inner.held = False
        assert application({}, None) == [b"answer"] and not any(one.done() for one in held)
        clock.passes.set()
        assert [answer.result(LONG) for answer in held] == [[b"answer"]] * 3


def test_without_a_place_the_answer_is_sent_at_once_and_places_are_given_back(clock):
    inner = Inner(held=True)
    inner.go_on.set()
    application = Tarpit(inner, working=9, held=1)
    with asked(application, 1) as held:
        assert clock.held.acquire(timeout=LONG)
        assert application({}, None) == [b"answer"] and not held[0].done()
        clock.passes.set()
    application({}, None)
    assert clock.held.acquire(timeout=LONG)


def test_the_servers_threads_become_more_once_somebody_is_held(clock):
    inner = Inner(held=True)
    inner.go_on.set()
    application = Tarpit(inner, working=1, held=3)
    with ThreadPoolExecutor(1) as application.threads:
        held = [application.threads.submit(application, {}, None)]
        assert clock.held.acquire(timeout=LONG)
        held += [application.threads.submit(application, {}, None) for _ in range(2)]
        for _ in range(2):
            assert clock.held.acquire(timeout=LONG)
        inner.held = False
        assert application.threads.submit(application, {}, None).result(LONG) == [b"answer"]
        clock.passes.set()
        assert [answer.result(LONG) for answer in held] == [[b"answer"]] * 3


def test_the_site_holds_refused_tries_alone(db, monkeypatch, clock):
    clock.passes.set()
    held = []
    monkeypatch.setattr(tarpit, "hold", lambda request: held.append(request.path))
    client = Client()
    for _ in range(5):
        client.post("/admin/login/", {"username": "nobody", "password": "a guess"})
    client.get("/admin/login/")
    assert not held
    assert client.post("/admin/login/", {"username": "nobody", "password": "a guess"}).status_code == 429
    assert held == ["/admin/login/"]
    assert isinstance(wsgi.application, Tarpit) and settings.HELD > settings.THREADS
