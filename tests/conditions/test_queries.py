"""Pages cost as many queries at forty articles as at one, and one where they are kept; visitors get no cookie."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic_site.directory.models import Location, Person
from clinic_site.page_cache import store
from conditions.editing.restore import restore
from conditions.publishing.actions import publish, withdraw
from tests.conftest import document, symptom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic"), pytest.mark.database]

# Of the first reader. Four of them are for keeping the page: the public version before and after it is made, when an
# edition begins next, and when one ends; the article asks five more for its proof.
LIMITS = {"/conditions/article-0/": 14, "/conditions/": 7, "/conditions/a-z/a/": 8, "/symptoms/fever/": 13}
KEPT = [
    *LIMITS,
    "/",
    "/symptoms/",
    "/risk-factors/",
    "/risk-factors/overweight/",
    "/body-areas/knee/",
    "/people/",
    "/locations/",
]
PUBLIC = [*KEPT, "/conditions/never/", "/healthz"]


@pytest.fixture
def put(author):
    """Publish articles by number, each related to the first ones."""

    def put(*numbers):
        Person.objects.bulk_create(Person(name=f"P{i}", slug=f"p{i}") for i in numbers)
        Location.objects.bulk_create(Location(name=f"L{i}", slug=f"l{i}") for i in numbers)
        for i in numbers:
            related = tuple(f"article-{n}" for n in range(min(i, 3)))
            more = (symptom(f"s-{i}", f"S {i}", detail="It hurts."), *document().symptoms)
            article, _ = restore(document(f"article-{i}", related=related, symptoms=more), by=author)
            publish(article, by=author, change_note="First published.")
        return article

    return put


def first(client, path):
    store.memory.clear()
    return count(client, path)


def count(client, path):
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


@pytest.mark.parametrize("path", LIMITS)
def test_the_most_read_pages_need_few_queries(put, client, path, django_assert_max_num_queries):
    put(0, 1, 2)
    article, _ = restore(document("article-0", related=("article-1", "article-2")), by=None)
    publish(article, by=article.editions.get().published_by, change_note="Related.")
    with django_assert_max_num_queries(LIMITS[path]):
        assert client.get(path).status_code == 200


def test_forty_articles_cost_as_many_queries_as_one(put, client):
    put(0)
    one = {path: first(client, path) for path in PUBLIC}
    put(*range(1, 40))
    assert {path: first(client, path) for path in PUBLIC} == one
    assert max(one.values()) <= 15


@pytest.mark.parametrize("path", KEPT)
def test_the_second_reader_of_a_page_costs_one_query(put, client, path):
    put(0)
    page = client.get(path).content
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).content == page
    assert len(queries) == 1


@pytest.mark.parametrize("path", PUBLIC)
def test_a_visitor_gets_no_cookie(put, client, path):
    put(0)
    response = client.get(path)
    assert "Set-Cookie" not in response.headers and not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_a_visitor_gets_no_cookie_from_a_page_that_moved_or_is_gone(put, client, author):
    article = put(0)
    article.slug = "renamed"
    article.save()
    publish(article, by=author, change_note="Renamed.")
    assert client.get("/conditions/article-0/").status_code == 301 and not client.cookies
    withdraw(article, by=author, reason="Out of date.")
    assert client.get("/conditions/article-0/").status_code == 410 and not client.cookies
