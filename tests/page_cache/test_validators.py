"""An article's page outlives what does not concern it, and nothing that does; no table it reads is forgotten."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve

from clinic_site.directory.models import Location, Person, PhoneLine
from clinic_site.page_cache import public_version, store
from conditions.editing.restore import restore
from conditions.models import Review, Symptom
from conditions.publishing.actions import publish, withdraw
from conditions.reviews import clinical_reviews
from tests.conftest import document

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ARTICLE = "/conditions/runners-knee/"
ADDRESSES = [ARTICLE, "/conditions/runners-knee.json", "/", "/conditions/", "/conditions/a-z/k/", "/robots.txt"]
ADDRESSES += ["/symptoms/", "/symptoms/fever/", "/risk-factors/", "/risk-factors/overweight/", "/body-areas/knee/"]
ADDRESSES += ["/find/", "/find/anywhere/?symptom=fever", "/find/knee/?symptom=fever", "/search/?q=knee"]
ADDRESSES += ["/feeds/conditions.atom", "/feeds/knee.atom", "/sitemap.xml", "/sitemap-articles-1.xml"]
ADDRESSES += ["/people/", "/locations/"]
# Written with an edition, and never without one.
PART_OF_EDITIONS = {f"conditions_edition{name}" for name in ("term", "name", "combination")} | {"conditions_address"}
# An article's row says nothing to patients; it is read on the way from one edition to another.
LINKS = {"conditions_article", "pages_publicversion"}


@pytest.fixture
def put(author):
    def put(slug, **more):
        article, _ = restore(document(slug, **more), by=author)
        publish(article, by=author, change_note=str(more) or "New.")
        return article

    return put


@pytest.fixture
def related(put, client):
    """An article that the one at ARTICLE names."""
    related = put("jumpers-knee")
    put("runners-knee", related=("jumpers-knee",))
    client.get(ARTICLE)
    return related


@pytest.mark.parametrize(
    "act",
    [
        lambda put: put("frozen-shoulder"),
        lambda put: Symptom.objects.update(description="Hot all over."),
        lambda put: Person.objects.create(name="Una Reyes", slug="una"),
        lambda put: Location.objects.create(name="Harbor Street", slug="harbor-street"),
    ],
    ids=["another article", "a word", "a person", "a location"],
)
def test_it_outlives_a_change_of(related, put, is_kept, act):
    act(put)
    assert is_kept(ARTICLE)
    assert is_kept(ARTICLE)


@pytest.mark.parametrize(
    "act",
    [
        lambda put, related: put("runners-knee", title="Kneepain"),
        lambda put, related: put("jumpers-knee", title="Kneepain"),
        lambda put, related: put("jumpers-knee", summary="It hurts below the kneecap when you jump."),
        lambda put, related: withdraw(related, by=related.updated_by, reason="Old."),
        lambda put, related: PhoneLine.objects.update(number="904-555-0199"),
    ],
    ids=["its own edition", "a related title", "a related summary", "a related withdrawal", "the clinic"],
)
def test_it_does_not_outlive_a_change_of(related, put, is_kept, act):
    act(put, related)
    assert not is_kept(ARTICLE)
    assert is_kept(ARTICLE)


def test_it_does_not_outlive_a_review(related, is_kept, put, reviewer):
    article = put("runners-knee", title="Kneepain")
    assert not is_kept(ARTICLE) and is_kept(ARTICLE)
    seen = article.live_edition.fingerprint
    clinical_reviews.review(article, by=reviewer, outcome=Review.Outcome.NO_CHANGE, seen=seen)
    assert not is_kept(ARTICLE)


def test_a_proof_costs_as_much_at_forty_articles_as_at_two(related, put, client):
    def cost(slug):
        put(slug)
        with CaptureQueriesContext(connection) as queries:
            client.get(ARTICLE)
        return len(queries)

    few = cost("article-0")
    for i in range(1, 40):
        put(f"article-{i}")
    assert cost("article-40") == few < 12


def test_a_kept_page_costs_one_query(related, client):
    for address in (ARTICLE, "/", "/conditions/", "/people/"):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert [query["sql"] for query in queries] == [public_version.CURRENT], address


def test_every_table_that_a_kept_page_reads_moves_the_version(related, client, reviewer, photo):
    Person.objects.update(photo=photo)
    Location.objects.create(name="Harbor Street", slug="harbor-street")
    public = {view for view in views(get_resolver()) if getattr(view, "is_public", False)}
    assert {resolve(address.partition("?")[0]).func for address in ADDRESSES} == public, (
        "This test has no example of a public page."
    )
    read = set()
    for address in ADDRESSES:
        store.memory.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
        said = [query["sql"] for query in queries]
        assert not [sql for sql in said if re.match(r"\s*(INSERT|UPDATE|DELETE)", sql)], address
        if len(store.memory):
            read |= {table for sql in said for table in re.findall(r'(?:FROM|JOIN)\s+"?(\w+)', sql)}
    assert {"conditions_edition", "directory_person", "directory_closure", "photos_photo"} <= read
    read &= set(connection.introspection.table_names())
    assert read - public_version.watched() - PART_OF_EDITIONS - LINKS == set()


def views(resolver):
    for pattern in resolver.url_patterns:
        yield from views(pattern) if hasattr(pattern, "url_patterns") else [pattern.callback]
