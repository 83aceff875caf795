"""The report on what people look for and the clinic does not answer, and its ways to mend that."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from conditions.discovery import unanswered
from conditions.discovery.search import search
from conditions.models import Article, HiddenSearch, PublishingRules, Symptom, UnansweredSearch
from tests.admin.forms import opened
from tests.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "live")]
PAGE = reverse("admin:conditions_article_unanswered")
SYNONYM = reverse("admin:conditions_article_unanswered_synonym")


@pytest.fixture
def ada(author):
    return signed_in(author)


@pytest.fixture(autouse=True)
def searched():
    for day in range(unanswered.DAYS):
        unanswered.count(search("toenail fungus"), timezone.now() - timedelta(days=day))
    assert UnansweredSearch.objects.count() == unanswered.DAYS


def text(response):
    assert response.status_code == 200
    return " ".join(response.text.split())


def rows(client):
    return [row.words for row, *_ in client.get(PAGE).context["rows"]]


def test_the_front_page_leads_authors_there(ada, frontdesk):
    assert f'href="{PAGE}"' in ada.get(reverse("admin:index")).text
    assert PAGE not in signed_in(frontdesk).get(reverse("admin:index")).text


def test_a_row_says_how_often_and_offers_what_to_do(ada):
    page = text(ada.get(PAGE))
    assert "toenail fungus" in page and "<td>5</td> <td>5</td>" in page
    assert 'href="/search/?q=toenail+fungus"' in page
    for act in ("Start an article about this", "Add as a synonym", "(not our field)"):
        assert act in page


def test_an_article_is_started_with_its_title(ada):
    form = f"{reverse('admin:conditions_article_add')}?title=Toenail+fungus&slug=toenail-fungus"
    assert f'href="{form.replace("&", "&amp;")}"' in ada.get(PAGE).text
    values = opened(ada, form)
    assert (values["title"], values["slug"]) == ("Toenail fungus", "toenail-fungus")
    assert not Article.objects.filter(slug="toenail-fungus").exists()


def test_a_synonym_is_added_and_the_search_answered_at_once(ada, author):
    term = Symptom.objects.first()
    assert opened(ada, f"{SYNONYM}?words=toenail+fungus")["words"] == "toenail fungus"
    typed = {"words": "toenail fungus", "term": f"symptom:{term.pk}"}
    answer = ada.post(SYNONYM, typed, follow=True)
    assert f"finds “{term}” from now on" in answer.text and rows(ada) == []
    assert Symptom.objects.get(pk=term.pk).synonyms == [*term.synonyms, "toenail fungus"]
    assert "toenail fungus" in LogEntry.objects.get(user=author, object_id=term.pk).change_message
    assert f"“{term}” is found by these words already" in ada.post(SYNONYM, typed).text


def test_a_synonym_of_nothing_is_refused_and_what_was_typed_stays(ada):
    answer = ada.post(SYNONYM, {"words": "my words", "term": "symptom:0"})
    assert answer.status_code == 200 and 'value="my words"' in answer.text and "errorlist" in answer.text


def test_what_is_hidden_leaves_the_list_and_can_be_shown_again(ada, author):
    ada.post(PAGE, {"hide": "toenail fungus"})
    assert rows(ada) == [] and HiddenSearch.objects.get().hidden_by == author
    assert "“toenail fungus”, hidden by Author" in text(ada.get(PAGE))
    ada.post(PAGE, {"show": "toenail fungus"})
    assert rows(ada) == ["toenail fungus"]


def test_a_clinic_that_does_not_count_is_told_so(ada):
    PublishingRules.objects.update_or_create(defaults={"counts_searches": False})
    assert "a manager switched that off" in ada.get(PAGE).text
