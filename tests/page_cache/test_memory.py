"""The memory of a process holds the pages that are asked for, and no more bytes than it may."""

import threading
from types import SimpleNamespace

import pytest
from django.http import HttpResponse

from clinic_site.page_cache import store
from clinic_site.page_cache.cached_page import CachedPage, Validity
from clinic_site.page_cache.store import Memory

PROMISE = Validity(version=2**80, since=1.5, until=None, validator=["article_page", ["knee", ["hip"]]], digest="1 2")


def of(size):
    return SimpleNamespace(size=size)


def page(text="<p>A page.</p>" * 100, **headers):
    return CachedPage.of(HttpResponse(text, headers=headers), PROMISE)


def test_it_holds_what_fits_and_lets_go_of_what_was_not_asked_for_longest():
    memory = Memory(most=300)
    for name in "abc":
        memory.put(name, of(100))
    assert memory.get("a")
    memory.put("d", of(100))
    assert [name for name in "abcd" if memory.get(name)] == ["a", "c", "d"] and memory.size == 300


def test_a_page_made_anew_takes_the_place_of_the_old_one():
    memory = Memory(most=300)
    for size in (100, 250, 50):
        memory.put("a", of(size))
    assert len(memory) == 1 and memory.size == 50


def test_a_page_that_is_larger_than_all_of_it_is_not_held():
    memory = Memory(most=300)
    memory.put("a", of(301))
    assert len(memory) == memory.size == 0


def test_many_threads_may_use_it_at_once():
    memory = Memory(most=1000)

    def use(name):
        for i in range(2000):
            memory.put(f"{name}{i % 20}", of(i % 90 + 1))
            memory.get(f"{name}{i % 7}")

    threads = [threading.Thread(target=use, args=[name]) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert memory.size == sum(page.size for page in memory._pages.values()) <= 1000


def test_the_size_of_a_page_is_what_it_takes():
    assert page().size > sum(map(len, page().bodies.values())) > 0
    assert store.MOST // page("x" * 30_000).size > 200


@pytest.mark.parametrize("text", ["", "short", "<p>Long ünïcode.</p>" * 999])
def test_as_bytes_and_back_it_is_the_same_page(text):
    before = page(text, Vary="Accept-Encoding", Link="</a>; rel=b")
    assert CachedPage.loads(before.dumps()) == before


def test_a_page_has_another_key_in_another_release(monkeypatch):
    before = store.key("/?")
    monkeypatch.setattr(store, "release", lambda: "another")
    assert store.key("/?") != before != store.key("/conditions/?")
