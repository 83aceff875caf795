"""Leafing through many results."""

import pytest

from conditions.discovery.search import search

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(scope="module", autouse=True)
def many(say_for_module):
    """25 pages of which each has the word."""
    for i in range(25):
        say_for_module(f"Knee {'long ' * i}".strip(), slug=f"knee-{i}")


def test_pages_of_results_hold_each_hit_once():
    pages = [search("knee", page=page) for page in (1, 2, 3)]
    assert [len(page.hits) for page in pages] == [10, 10, 5]
    assert len({hit.slug for page in pages for hit in page.hits}) == 25
    assert [page.more for page in pages] == [True, True, False]
    assert [(page.first, page.total) for page in pages] == [(1, 10), (11, 20), (21, 25)]
    assert (pages[0].previous_page, pages[0].next_page) == (None, 2)
    assert (pages[2].previous_page, pages[2].next_page) == (2, None)


def test_past_the_last_page_is_the_last_page():
    last = search("knee", page=99_999)
    assert (last.page, len(last.hits)) == (3, 5)
    assert search("nothing", page=5).page == 1
    assert search("knee", page=-3).page == 1


def test_nobody_leafs_deeper_than_the_limit(monkeypatch):
    monkeypatch.setattr("conditions.discovery.search.searching.DEEPEST", 20)
    last = search("knee", page=7)
    assert (last.page, last.more, last.next_page) == (2, True, None)
