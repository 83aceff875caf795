"""Somebody publishes while a page is made: what is kept is never older than what is published."""

import datetime as dt

import pytest
from django.test.signals import template_rendered
from django.utils import timezone

from clinic_site.page_cache import middleware, public_version, store
from clinic_site.page_cache.cached_page import CachedPage
from conditions.editing.restore import restore
from conditions.publishing.actions import publish
from tests.conftest import document

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("live_for_module")]

ARTICLE, HOME = "/conditions/runners-knee/", "/conditions/"


@pytest.fixture
def meanwhile():
    """Do something once, when a page has read what it says and is being written."""
    receivers = []

    def meanwhile(act):
        def once(**kwargs):
            template_rendered.disconnect(once)
            act()

        template_rendered.connect(once)
        receivers.append(once)

    yield meanwhile
    for receiver in receivers:
        template_rendered.disconnect(receiver)


def new_words(author, words="Hills.", at=None, **more):
    article, _ = restore(document(causes=f"<p>{words}</p>", **more), by=author)
    return publish(article, by=author, change_note=words, at=at)


def test_a_page_that_was_read_before_an_edition_went_live_is_not_kept(client, live, author, meanwhile):
    meanwhile(lambda: new_words(author, title="Kneepain"))
    assert client.get(HOME).status_code == 200
    assert "Kneepain" in client.get(HOME).text
    meanwhile(lambda: new_words(author, words="Stairs."))
    assert client.get(ARTICLE).status_code == 200
    assert "Stairs." in client.get(ARTICLE).text


def test_a_page_that_nobody_could_keep_is_whole_all_the_same(client, live, author, meanwhile):
    meanwhile(lambda: new_words(author))
    response = client.get(ARTICLE, headers={"accept-encoding": "br"})
    assert response["Content-Encoding"] == "br" and response["ETag"] and len(store.memory) == 0


def test_an_edition_that_is_scheduled_while_a_page_is_made_comes_in_time(client, live, author, meanwhile, monkeypatch):
    soon = timezone.now() + dt.timedelta(hours=1)
    meanwhile(lambda: new_words(author, at=soon))
    client.get(ARTICLE)
    monkeypatch.setattr("django.utils.timezone.now", lambda: soon)
    assert "Hills." in client.get(ARTICLE).text


def test_an_edition_that_is_scheduled_between_two_questions_comes_in_time(client, live, author, monkeypatch):
    """Planned changes are asked for after the version: one that is planned in between counts."""
    soon, asked = timezone.now() + dt.timedelta(hours=1), public_version.next_change

    def next_change(at):
        found = asked(at)
        if not live.editions.filter(live_from=soon).exists():
            new_words(author, at=soon)
        return found

    monkeypatch.setattr(public_version, "next_change", next_change)
    client.get(ARTICLE)
    monkeypatch.setattr("django.utils.timezone.now", lambda: soon)
    assert "Hills." in client.get(ARTICLE).text


def test_a_moment_that_passes_while_a_page_is_made_counts(client, live, author, meanwhile, monkeypatch):
    soon = timezone.now() + dt.timedelta(hours=1)
    new_words(author, at=soon)
    meanwhile(lambda: monkeypatch.setattr("django.utils.timezone.now", lambda: soon))
    client.get(ARTICLE)
    assert "Hills." in client.get(ARTICLE).text


def test_a_page_whose_validator_is_asked_while_somebody_publishes_is_made_anew(client, live, author, monkeypatch):
    client.get(ARTICLE)
    (key,) = store.memory._pages
    page = store.memory.get(key)
    new_words(author, "Unrelated.", slug="another-one")
    digest = middleware._validators["article_page"]

    def read_then_publish(*args):
        found = digest(*args)
        new_words(author)
        return found

    monkeypatch.setitem(middleware._validators, "article_page", read_then_publish)
    assert isinstance(page, CachedPage) and middleware._proven(key, page) == (None, middleware.STALE)
