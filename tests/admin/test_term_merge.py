"""Merging two words: which one stays is chosen, what will happen is said, then it is done, with a reason."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conditions.document import values as d
from conditions.document.encoding import fingerprint
from conditions.document.urgency import Urgency
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Article, BodyArea, DiagnosticTest, RiskFactor, Symptom
from conditions.publishing.actions import publish
from conditions.vocabulary.merge_terms import merge_terms
from tests.admin.forms import add_row, fields, messages, opened, press
from tests.conftest import document, entry, signed_in, symptom

KINDS = [Symptom, RiskFactor, DiagnosticTest, BodyArea]
WHY = "Patients use both for the same."


@pytest.fixture
def managing(manager):
    return signed_in(manager)


@pytest.fixture
def words(db):
    """(keep, former)"""
    return (
        Symptom.objects.create(name="Swelling", slug="swelling"),
        Symptom.objects.create(
            name="Puffiness", slug="puffiness", synonyms=["Puffy"], description="A part of the body that is thick."
        ),
    )


def merging(former, keep=None, model=Symptom):
    page = reverse(f"admin:conditions_{model._meta.model_name}_merge", args=[former.pk])
    return f"{page}?into={keep.pk}" if keep else page


def text(response):
    return " ".join(response.content.decode().split())


def test_first_the_word_that_stays_is_chosen(managing, words):
    keep, former = words
    gone = Symptom.objects.create(name="Edema", slug="edema", merged_into=keep)
    response = managing.get(merging(former))
    assert [str(term) for term in response.context["choice"]["into"].field.queryset] == ["Swelling"]
    assert "reason" not in text(response) and fields(response) == {}
    for wrong in ("", former.pk, gone.pk, 10**9, "x"):
        response = managing.get(merging(former), {"into": wrong})
        assert response.context["choice"].errors["into"] and response.context["plan"] is None


def test_then_the_page_says_what_will_happen(managing, author, words):
    keep, former = words
    both = symptom("puffiness", "Puffiness", Urgency.URGENT), symptom("swelling", "Swelling")
    article, _ = restore(document(symptoms=both), by=author)
    publish(article, by=author, change_note="First.")
    restore(document("bursitis", symptoms=both[:1]), by=author)
    page = text(managing.get(merging(former, keep)))
    assert "2 drafts will say “Swelling” instead" in page
    assert "Runners knee</a>: has both words." in page and "Bursitis</a></li>" in page
    assert "1 page will go on saying the old word" in page and "edition 1: “Puffiness”" in page
    assert "“Swelling” gets the synonyms “Puffiness”, “Puffy”." in page
    assert "takes this one over: A part of the body that is thick." in page
    assert "Its page, /symptoms/puffiness/, leads to /symptoms/swelling/." in page
    assert "This cannot be undone." in page
    assert f'href="{merging(keep, former)}"' in page  # the other way round


def test_words_that_nothing_uses_change_nothing_else(managing, words):
    keep, former = words
    page = text(managing.get(merging(former, keep)))
    assert "No draft has “Puffiness”" in page and "No page that patients read says “Puffiness”" in page


def test_with_a_reason_it_is_done_and_told(managing, author, words):
    keep, former = words
    for slug in ("runners-knee", "bursitis"):
        article, _ = restore(document(slug, symptoms=(symptom("puffiness", "Puffiness"),)), by=author)
    values = opened(managing, merging(former, keep)) | {"reason": WHY}
    response = managing.post(merging(former, keep), values, follow=True)
    assert response.redirect_chain == [(reverse("admin:conditions_symptom_change", args=[keep.pk]), 302)]
    assert messages(response) == [
        "Merged: “Puffiness” is called “Swelling” from now on. 2 drafts were changed: “Runners knee”, “Bursitis”. "
        "Patients read the new word once they are published again."
    ]
    assert [row.term.slug for row in compose(article).symptoms] == ["swelling"]
    former.refresh_from_db()
    assert former.merged_into == keep
    history = managing.get(reverse("admin:conditions_symptom_history", args=[keep.pk]))
    assert f"Merged “Puffiness” into “Swelling”: {WHY}" in text(history)


@pytest.mark.parametrize("why", ["", "  \r\n"])
def test_without_a_reason_nothing_is_merged(managing, words, why):
    keep, former = words
    response = managing.post(merging(former, keep), opened(managing, merging(former, keep)) | {"reason": why})
    assert response.context["form"].errors["reason"]
    assert fields(response)["into"] == str(keep.pk)
    former.refresh_from_db()
    assert former.merged_into is None


def test_what_was_merged_meanwhile_is_refused_in_words(managing, manager, words):
    keep, former = words
    other = Symptom.objects.create(name="Edema", slug="edema")
    values = opened(managing, merging(former, keep)) | {"reason": WHY}
    managing.post(merging(keep, other), opened(managing, merging(keep, other)) | {"reason": WHY})
    response = managing.post(merging(former, keep), values)
    assert "“Swelling” is itself a former word: merge into “Edema” instead." in text(response)
    managing.post(merging(former, other), opened(managing, merging(former, other)) | {"reason": WHY}, follow=True)
    response = managing.get(merging(former, other), follow=True)
    assert messages(response) == ["“Puffiness” was merged into “Edema” already."]
    assert response.redirect_chain[0][0] == reverse("admin:conditions_symptom_change", args=[former.pk])


@pytest.mark.parametrize("into", ["itself", "nothing", "another kind"])
def test_a_forged_choice_merges_nothing(managing, words, into):
    _, former = words
    factor = RiskFactor.objects.create(pk=former.pk + 100, name="Injury", slug="injury")
    chosen = {"itself": former.pk, "nothing": "", "another kind": factor.pk}[into]
    response = managing.post(merging(former), {"into": chosen, "reason": WHY})
    assert response.status_code == 200 and response.context["form"].errors
    assert not Symptom.objects.filter(merged_into__isnull=False).exists()


@pytest.mark.parametrize("model", KINDS)
def test_every_kind_of_word_can_be_merged(managing, author, model):
    old = {
        "symptoms": (symptom("old", "Old"),),
        "risk_factors": (entry("old", "Old"),),
        "tests": (entry("old", "Old"),),
        "body_areas": (d.Term(slug="old", name="Old"),),
    }
    restore(document(**old), by=author)
    keep, former = model.objects.create(name="New", slug="new"), model.objects.get(slug="old")
    values = opened(managing, merging(former, keep, model)) | {"reason": WHY}
    assert managing.post(merging(former, keep, model), values).status_code == 302
    assert list(keep.rows.values_list("article__title", flat=True)) == ["Runners knee"]


def test_who_may_not_delete_a_word_may_not_merge_it(request, words):
    keep, former = words
    for name in ("author", "reviewer", "frontdesk", "outsider"):
        client = signed_in(request.getfixturevalue(name))
        assert client.get(merging(former, keep)).status_code == 403
        assert client.post(merging(former), {"into": keep.pk, "reason": WHY}).status_code == 403
    former.refresh_from_db()
    assert former.merged_into is None


def test_a_form_of_another_site_merges_nothing(manager, words):
    keep, former = words
    client = signed_in(manager)
    client.handler.enforce_csrf_checks = True
    assert client.post(merging(former), {"into": keep.pk, "reason": WHY}).status_code == 403
    former.refresh_from_db()
    assert former.merged_into is None


def test_a_word_that_does_not_exist_has_no_page(managing, words):
    assert managing.get("/admin/conditions/symptom/999999/merge/").status_code == 404
    assert managing.put(merging(words[1])).status_code == 405


def test_markup_in_a_word_stays_text(managing, words):
    keep, former = words
    Symptom.objects.filter(pk=keep.pk).update(name="<b>Bold</b>")
    assert "<b>Bold</b>" not in managing.get(merging(former, keep)).content.decode()


def test_the_page_costs_the_same_for_many_articles(managing, author, words):
    keep, former = words
    costs = []
    for numbers in (range(1), range(1, 8)):
        for i in numbers:
            symptoms = (symptom("puffiness", "Puffiness"), symptom("swelling", "Swelling"))
            article, _ = restore(document(f"a-{i}", symptoms=symptoms), by=author)
            publish(article, by=author, change_note="First.")
        with CaptureQueriesContext(connection) as queries:
            managing.get(merging(former, keep))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_word_chosen_before_it_was_merged_is_saved_as_the_one_that_stays(managing, writing, manager, draft):
    """The form was open meanwhile, and the article had neither word, so it is not stale."""
    keep = Symptom.objects.get(slug="fever")
    former = Symptom.objects.create(name="Pyrexia", slug="pyrexia")
    page = reverse("admin:conditions_article_change", args=[draft.pk])
    values = opened(writing, page)
    add_row(values, "symptom_rows", term=former.pk, detail="A warm knee.", urgency=Urgency.CLINIC)
    merge_terms(keep, former, by=manager, reason=WHY)
    assert press(writing, page, values).status_code == 302
    fever = [row for row in compose(draft).symptoms if row.term.slug in ("fever", "pyrexia")]
    detail = "Fever with a hot knee may be an infection.\n\nA warm knee."
    assert fever == [symptom("fever", "Fever", Urgency.EMERGENCY, detail)]
    assert Article.objects.get(pk=draft.pk).fingerprint == fingerprint(compose(draft))
