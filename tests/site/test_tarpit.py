"""Refused tries to sign in get their answer late, and hold up nobody else."""

import threading

import pytest
from django.test import Client

from clinic_site import tarpit
from clinic_site.tarpit import Threads

LONG = 20  # seconds, for what should happen at once


class Inner:
    """A WSGI application that counts who is in it, and keeps them until `go_on` is set."""

    def __init__(self, held):
        self.held, self.inside, self.most = held, 0, 0
        self.go_on, self.begun, self._lock = threading.Event(), threading.Semaphore(0), threading.Lock()

    def __call__(self, environ, start_response):
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.begun.release()
        assert self.go_on.wait(LONG)
        with self._lock:
            self.inside -= 1
        environ[tarpit.HELD] = self.held
        return [b"answer"]


class Clock:
    """Time stands still for who is held until `passes` is set; `held` counts them."""

    def __init__(self):
        self.passes, self.held = threading.Event(), threading.Semaphore(0)

    def sleep(self, seconds):
        assert seconds == tarpit.SECONDS
        self.held.release()
        assert self.passes.wait(LONG)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(tarpit, "time", clock)
    yield clock
    clock.passes.set()


@pytest.fixture
def site():
    """A function (working, aside, held) that gives (the application, a function that asks it, its threads)."""
    made = []

    def make(working, aside, held):
        threads, inner = Threads(working, aside), Inner(held)
        made.append(threads)
        application = tarpit.tarpit(inner, threads)
        return inner, lambda: threads.submit(application, {}, None), threads

    yield make
    for threads in made:
        threads.shutdown()


def wait_for(semaphore, times):
    for _ in range(times):
        assert semaphore.acquire(timeout=LONG)


def test_no_more_requests_are_worked_on_at_a_time_than_there_are_places(site):
    inner, ask, _ = site(working=2, aside=9, held=False)
    answers = [ask() for _ in range(6)]
    wait_for(inner.begun, 2)
    assert not inner.begun.acquire(timeout=0.2)
    inner.go_on.set()
    assert [answer.result(LONG) for answer in answers] == [[b"answer"]] * 6
    assert inner.most == 2


def test_who_is_held_keeps_nobody_else_waiting(site, clock):
    inner, ask, _ = site(working=1, aside=5, held=True)
    inner.go_on.set()
    held = [ask() for _ in range(5)]  # at once: more than there are threads
    wait_for(clock.held, 5)
    inner.held = False
    assert ask().result(LONG) == [b"answer"] and not any(one.done() for one in held)
    clock.passes.set()
    assert [answer.result(LONG) for answer in held] == [[b"answer"]] * 5


def test_without_a_place_the_answer_is_sent_at_once_and_places_are_given_back(site, clock):
    inner, ask, _ = site(working=2, aside=1, held=True)
    inner.go_on.set()
    held = ask()
    wait_for(clock.held, 1)
    assert ask().result(LONG) == [b"answer"] and not held.done()
    clock.passes.set()
    assert held.result(LONG) == [b"answer"]
    ask()
    wait_for(clock.held, 1)


def test_threads_do_not_pile_up_and_end_with_the_server(site, clock):
    before = set(threading.enumerate())
    inner, ask, threads = site(working=2, aside=8, held=True)
    inner.go_on.set()
    for _ in range(3):
        held = [ask() for _ in range(8)]
        wait_for(clock.held, 8)
        clock.passes.set()
        assert [answer.result(LONG) for answer in held] == [[b"answer"]] * 8
        clock.passes.clear()
    pause = threading.Event()
    assert any(len(set(threading.enumerate()) - before) == 2 or pause.wait(0.1) for _ in range(100))
    threads.shutdown()
    assert any(set(threading.enumerate()) <= before or pause.wait(0.1) for _ in range(100))


def test_once_nobody_is_held_no_more_are_at_work_than_before(site, clock):
    inner, ask, _ = site(working=1, aside=3, held=True)
    inner.go_on.set()
    held = [ask() for _ in range(3)]
    wait_for(clock.held, 3)
    clock.passes.set()
    assert [answer.result(LONG) for answer in held] == [[b"answer"]] * 3
    inner.held, inner.most = False, 0
    assert [answer.result(LONG) for answer in [ask() for _ in range(20)]] == [[b"answer"]] * 20
    assert inner.most == 1


def test_an_error_is_told_to_whoever_asks_and_the_thread_goes_on(site):
    _, _, threads = site(working=1, aside=0, held=False)
    with pytest.raises(ZeroDivisionError):
        threads.submit(lambda: 1 / 0).result(LONG)
    assert threads.submit(lambda: "answer").result(LONG) == "answer"


def test_the_site_holds_tries_that_failed_or_were_refused(db, monkeypatch, django_user_model):
    held = []
    monkeypatch.setattr(tarpit, "hold", lambda request: held.append(request.path))
    client, answers = Client(), []
    for _ in range(6):
        answers.append(client.post("/admin/login/", {"username": "nobody", "password": "a guess"}).status_code)
    assert answers == [200] * 5 + [429] and len(held) == 6
    client.get("/admin/login/")
    django_user_model.objects.create_user("author", password="quiet harbor lantern", is_staff=True)
    right = client.post("/admin/login/", {"username": "author", "password": "quiet harbor lantern"})
    assert right.status_code == 302 and len(held) == 6
