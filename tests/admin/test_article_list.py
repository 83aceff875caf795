"""The list of articles: a state for each, who and when, found by title and other names, in few queries."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conditions.document import values as d
from conditions.editing.restore import restore
from conditions.models import Article
from conditions.publishing.actions import publish, withdraw
from tests.admin.conftest import change
from tests.conftest import document, entry, symptom

pytestmark = pytest.mark.database

LIST = reverse("admin:conditions_article_changelist")
STATES = {
    "draft": "Draft",
    "live": "Live",
    "changed": "Live, with unpublished changes",
    "withdrawn": "Withdrawn",
}


@pytest.fixture
def four(author):
    """{state: an article in it}."""
    articles = {state: restore(document(f"a-{state}-one"), by=author)[0] for state in STATES}
    for state in ("live", "changed", "withdrawn"):
        publish(articles[state], by=author, change_note="First.")
    restore(document("a-changed-one", summary="Changed."), by=author)
    withdraw(articles["withdrawn"], by=author, reason="Out of date.")
    return articles


def found(client, **query):
    response = client.get(LIST, query)
    assert response.status_code == 200
    return {article.slug for article in response.context["cl"].result_list}


@pytest.mark.parametrize("state", STATES)
def test_each_article_shows_its_state_in_words_and_is_filtered_by_it(writing, four, state):
    response = writing.get(LIST, {"state": state})
    assert [article.pk for article in response.context["cl"].result_list] == [four[state].pk]
    assert f'<span class="state state-{state}">{STATES[state]}</span>' in response.content.decode()


def test_all_states_stand_in_the_list_with_who_and_since_when(writing, four):
    response = writing.get(LIST)
    text = response.content.decode()
    shown = {article.slug: article.state for article in response.context["cl"].result_list}
    assert shown == {f"a-{state}-one": state for state in STATES}
    assert text.count('<td class="field-saved_by">Author</td>') == 4
    since = {article.state: article.live_since for article in response.context["cl"].result_list}
    assert since["live"] == four["live"].live_edition.live_from and since["changed"]
    assert since["draft"] is since["withdrawn"] is None


def test_taking_a_change_back_makes_the_article_live_again(writing, author, four):
    restore(document("a-changed-one"), by=author)
    assert found(writing, state="live") == {"a-live-one", "a-changed-one"}


@pytest.mark.parametrize("words", ["shin", "SHIN SPL", "medial", "tibia stress", "Ménière"])
def test_an_article_is_found_by_its_title_and_by_its_other_names(writing, author, four, words):
    restore(
        document("shin-splints", also_known_as=("Medial pain", "Tibia stress syndrome", "Ménière’s shin")), by=author
    )
    assert found(writing, q=words) == {"shin-splints"}


def test_a_state_that_does_not_exist_finds_nothing(writing, four):
    assert found(writing, state="nonsense") == set()


@pytest.mark.parametrize("order", ["1", "2", "3", "-3", "4", "5"])
def test_the_list_is_sorted_by_any_column(writing, four, order):
    assert found(writing, o=order) == {f"a-{state}-one" for state in STATES}


def test_nothing_is_deleted_in_bulk(writing, four):
    writing.post(LIST, {"action": "delete_selected", "_selected_action": [four["draft"].pk], "post": "yes"})
    assert Article.objects.count() == 4


def queries(client, address):
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_list_takes_as_many_queries_for_thirty_articles_as_for_two(writing, author, live):
    restore(document("a-second-one"), by=author)
    few = queries(writing, LIST)
    for i in range(28):
        article, _ = restore(document(f"another-{i}"), by=author)
        publish(article, by=author, change_note="First.")
    assert queries(writing, LIST) == few


def rows_of_each_kind(number):
    numbers = [str(i) for i in range(number)]
    return {
        "body_areas": tuple(d.Term(slug=i, name=i) for i in numbers),
        "symptoms": tuple(symptom(i, i) for i in numbers),
        "risk_factors": tuple(entry(i, i) for i in numbers),
        "tests": tuple(entry(i, i) for i in numbers),
        "sections": tuple(d.Section(heading=i) for i in numbers),
        "questions": tuple(d.Question(question=i) for i in numbers),
        "sources": tuple(d.Source(title=i) for i in numbers),
        "related": tuple(f"other-{i}" for i in numbers),
    }


def test_the_form_takes_as_many_queries_for_thirty_rows_of_each_kind_as_for_two(writing, author):
    Article.objects.bulk_create([Article(title=f"Other {i}", slug=f"other-{i}") for i in range(30)])
    article, _ = restore(document(**rows_of_each_kind(2)), by=author)
    writing.get(change(article))  # the first time notes that the author has it open
    few = queries(writing, change(article))
    restore(document(**rows_of_each_kind(30)), by=author)
    assert article.related_rows.count() == article.symptom_rows.count() == 30
    assert queries(writing, change(article)) == few
