"""The clinic's shared words: added in place, renamed freely, at one address for good, deleted while unused."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conditions.editing.restore import restore
from conditions.models import BodyArea, DiagnosticTest, RiskFactor, Symptom
from conditions.vocabulary.merge_terms import merge_terms
from tests.admin.forms import fields, opened, press
from tests.conftest import document, signed_in

KINDS = [Symptom, RiskFactor, DiagnosticTest, BodyArea]


def address(name, model, *args):
    return reverse(f"admin:conditions_{model._meta.model_name}_{name}", args=args)


@pytest.fixture
def managing(manager):
    return signed_in(manager)


@pytest.mark.parametrize("model", KINDS)
def test_a_word_is_added_with_its_synonyms(writing, model):
    values = opened(writing, address("add", model))
    values |= {
        "name": "Itch",
        "slug": "itch",
        "description": "You want to scratch.",
        "synonyms": "Pruritus\r\n\r\nItching ",
    }
    assert press(writing, address("add", model), values, "_save").status_code == 302
    term = model.objects.get()
    assert (term.name, term.slug, term.synonyms) == ("Itch", "itch", ["Pruritus", "Itching"])


@pytest.mark.parametrize("model", KINDS)
def test_the_address_is_chosen_once(writing, model):
    term = model.objects.create(name="Itch", slug="itch", synonyms=["Pruritus"])
    values = opened(writing, address("change", model, term.pk))
    assert "slug" not in values and values["synonyms"] == "Pruritus"
    response = press(
        writing, address("change", model, term.pk), values | {"name": "Itching", "slug": "itching"}, "_save"
    )
    term.refresh_from_db()
    assert (response.status_code, term.name, term.slug) == (302, "Itching", "itch")


@pytest.mark.parametrize("model", KINDS)
def test_a_word_that_a_draft_uses_cannot_be_deleted(managing, draft, model):
    term = model.objects.order_by("pk").first()
    response = managing.post(address("delete", model, term.pk), {"post": "yes"})
    assert "would require deleting the following protected related objects" in response.content.decode()
    assert model.objects.filter(pk=term.pk).exists()


@pytest.mark.parametrize("who", ["manager", "superuser"])
@pytest.mark.parametrize("model", KINDS)
def test_a_word_that_was_ever_published_cannot_be_deleted(request, live, author, model, who):
    client = signed_in(request.getfixturevalue(who))
    restore(document(symptoms=(), risk_factors=(), tests=(), body_areas=()), by=author)
    term = model.objects.order_by("pk").first()
    where = address("delete", model, term.pk)
    assert client.get(where).status_code == client.post(where, {"post": "yes"}).status_code == 403
    assert "deletelink" not in client.get(address("change", model, term.pk)).content.decode()
    client.post(
        address("changelist", model), {"action": "delete_selected", "_selected_action": [term.pk], "post": "yes"}
    )
    assert model.objects.filter(pk=term.pk).exists()


@pytest.mark.parametrize("model", KINDS)
def test_a_word_that_nothing_names_is_deleted(managing, model):
    term = model.objects.create(name="Itch", slug="itch")
    assert managing.post(address("delete", model, term.pk), {"post": "yes"}).status_code == 302
    assert not model.objects.exists()


@pytest.mark.parametrize("model", KINDS)
def test_add_new_in_the_article_form_hands_the_word_back(writing, model):
    where = address("add", model) + "?_to_field=id&_popup=1"
    values = opened(writing, where) | {"name": "Itch", "slug": "itch"}
    response = press(writing, where, values, "_save")
    popup = json.loads(response.context["popup_response_data"])
    assert (popup["value"], popup["obj"]) == (str(model.objects.get().pk), "Itch")


def test_the_article_form_offers_add_new_beside_each_word(writing, draft):
    page = writing.get(reverse("admin:conditions_article_change", args=[draft.pk])).content.decode()
    for model in KINDS:
        assert f'href="{address("add", model)}?' in page


def test_a_second_word_of_the_same_name_is_refused_and_keeps_what_was_typed(writing):
    Symptom.objects.create(name="Itch", slug="itch")
    values = opened(writing, address("add", Symptom)) | {"name": "Itch", "slug": "itch", "synonyms": "One\r\nTwo"}
    response = press(writing, address("add", Symptom), values, "_save")
    assert response.context["adminform"].form.errors.keys() == {"name", "slug"} and Symptom.objects.count() == 1
    assert fields(response)["synonyms"].splitlines() == ["One", "Two"]


@pytest.mark.parametrize("word", ["itch", "ITCH", "prur"])
def test_autocomplete_finds_a_word_by_its_name_and_its_synonyms(writing, word):
    itch = Symptom.objects.create(name="Itch", slug="itch", synonyms=["Pruritus"])
    Symptom.objects.create(name="Fever", slug="fever")
    query = {"app_label": "conditions", "model_name": "articlesymptom", "field_name": "term", "term": word}
    results = writing.get(reverse("admin:autocomplete"), query).json()["results"]
    assert results == [{"id": str(itch.pk), "text": "Itch"}]


def test_renaming_a_word_leaves_the_live_page_and_shows_as_an_unpublished_change(writing, patient, live):
    fever = Symptom.objects.get(slug="fever")
    values = opened(writing, address("change", Symptom, fever.pk)) | {"name": "High temperature"}
    press(writing, address("change", Symptom, fever.pk), values, "_save")
    assert "High temperature" not in patient.get("/conditions/runners-knee/").content.decode()
    listed = writing.get(reverse("admin:conditions_article_changelist"), {"state": "changed"})
    assert [article.pk for article in listed.context["cl"].result_list] == [live.pk]


@pytest.fixture
def puffiness(manager):
    """A former word, merged into Swelling."""
    swelling = Symptom.objects.create(name="Swelling", slug="swelling")
    former = Symptom.objects.create(name="Puffiness", slug="puffiness", synonyms=["Puffy"])
    merge_terms(swelling, former, by=manager, reason="Patients use both for the same.")
    former.refresh_from_db()
    return former


@pytest.mark.parametrize("word", ["puff", "swell"])
def test_autocomplete_offers_the_present_word_for_a_former_one(writing, puffiness, word):
    query = {"app_label": "conditions", "model_name": "articlesymptom", "field_name": "term", "term": word}
    results = writing.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [result["text"] for result in results] == ["Swelling"]


def test_the_list_marks_former_words_and_links_the_present_one(writing, puffiness):
    def listed(**chosen):
        with CaptureQueriesContext(connection) as queries:
            response = writing.get(address("changelist", Symptom), chosen)
        return {term.name for term in response.context["cl"].result_list}, response, len(queries)

    present = f'now_called"><a href="{address("change", Symptom, puffiness.merged_into_id)}">Swelling</a>'
    _, response, cost = listed()
    assert response.content.decode().count(present) == 1
    Symptom.objects.create(name="Edema", slug="edema", merged_into_id=puffiness.merged_into_id)
    Symptom.objects.create(name="Fever", slug="fever")
    names, response, cost_of_more = listed()
    assert response.content.decode().count(present) == 2 and cost_of_more == cost
    assert names == {"Edema", "Fever", "Puffiness", "Swelling"}
    assert listed(former="yes")[0] == {"Edema", "Puffiness"} and listed(former="no")[0] == {"Fever", "Swelling"}


def test_a_former_word_is_looked_at_and_not_changed(managing, puffiness):
    response = managing.get(address("change", Symptom, puffiness.pk))
    page = response.content.decode()
    assert "This is a former word" in page and "Puffy" in page and "_save" not in page
    assert f'href="{address("change", Symptom, puffiness.merged_into_id)}"' in page
    assert "Merge into another word" not in page
    values = {"name": "Puff", "synonyms": ""}
    assert managing.post(address("change", Symptom, puffiness.pk), values).status_code == 403
    for term in (puffiness, puffiness.merged_into):  # its address leads to the word that stays
        managing.post(address("delete", Symptom, term.pk), {"post": "yes"})
        assert Symptom.objects.filter(pk=term.pk, name=term.name).exists()


@pytest.mark.parametrize("model", KINDS)
def test_managers_are_shown_the_way_to_merge_and_to_the_report(managing, writing, model):
    term = model.objects.create(name="Itch", slug="itch")
    merging = f'href="{address("merge", model, term.pk)}"'
    assert merging in managing.get(address("change", model, term.pk)).content.decode()
    assert merging not in writing.get(address("change", model, term.pk)).content.decode()
    for client in (managing, writing):
        page = client.get(address("changelist", model)).content.decode()
        assert f'href="{reverse("admin:conditions_term_report")}"' in page


def test_a_symptom_may_be_a_kind_of_another_one_step_deep(writing):
    pain, knee_pain, itch = [Symptom.objects.create(name=name, slug=name.lower()) for name in ("Pain", "Ache", "Itch")]
    where = address("change", Symptom, knee_pain.pk)
    assert press(writing, where, opened(writing, where) | {"broader": pain.pk}, "_save").status_code == 302
    knee_pain.refresh_from_db()
    assert knee_pain.broader == pain
    for word, broader, refusal in (
        (pain, pain, "A symptom is no kind of itself"),
        (pain, itch, "One step only"),
        (itch, knee_pain, "One step only"),
    ):
        where = address("change", Symptom, word.pk)
        response = press(writing, where, opened(writing, where) | {"broader": broader.pk}, "_save")
        assert response.status_code == 200 and refusal in response.content.decode()
