"""Terms are shared: renamed for everybody, at an address that never changes, without altering what was published."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from clinic_site.directory.models import Person
from conditions.document.encoding import fingerprint
from conditions.document.urgency import Urgency
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Article, BodyArea, DiagnosticTest, RiskFactor, Symptom
from conditions.models.fields import LinesField
from conditions.models.rows import ArticleSymptom
from conditions.vocabulary.merge_terms import merge_terms
from tests.conftest import document, symptom

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TERMS = [(Symptom, "fever"), (RiskFactor, "overweight"), (DiagnosticTest, "x-ray"), (BodyArea, "knee")]
every_term = pytest.mark.parametrize("model, slug", TERMS, ids=lambda value: getattr(value, "__name__", value))


def state(article):
    return Article.objects.with_state().get(pk=article.pk).state


@every_term
def test_the_slug_of_a_term_cannot_change(model, slug, draft):
    term = model.objects.get(slug=slug)
    term.slug = "another"
    with pytest.raises(ValidationError, match="cannot be changed"):
        term.save()
    with pytest.raises(IntegrityError, match="keeps its address"), transaction.atomic():
        model.objects.filter(pk=term.pk).update(slug="another")
    assert model.objects.filter(slug=slug).exists()


@every_term
def test_a_term_that_an_article_names_is_not_deleted(model, slug, draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.get(slug=slug).delete()


@every_term
def test_a_renamed_term_changes_the_draft_and_not_the_live_page(model, slug, live, client):
    before = client.get("/conditions/runners-knee/").content
    term = model.objects.get(slug=slug)
    assert state(live) == Article.State.LIVE
    term.name = "Renamed"
    term.save()
    assert state(live) == Article.State.CHANGED
    assert client.get("/conditions/runners-knee/").content == before
    assert Article.objects.get(pk=live.pk).fingerprint == fingerprint(compose(live))
    assert live.live_edition.terms.get(slug=slug).name != "Renamed"


def test_a_term_with_its_old_name_again_leaves_nothing_to_publish(live):
    term = Symptom.objects.get(slug="fever")
    for name in ("High temperature", "Fever"):
        term.name = name
        term.save()
    assert state(live) == Article.State.LIVE


def test_another_description_changes_no_article(live):
    term = Symptom.objects.get(slug="fever")
    term.description = "A body temperature above 100.4 °F."
    term.save()
    assert state(live) == Article.State.LIVE


def test_a_person_with_new_credentials_changes_the_draft_and_not_the_live_page(live, client):
    before = client.get("/conditions/runners-knee/").content
    person = Person.objects.get(slug="nora")
    person.credentials = "DPT"
    person.save()
    assert state(live) == Article.State.CHANGED
    assert client.get("/conditions/runners-knee/").content == before


def test_renaming_a_term_leaves_articles_without_it_alone(live, author):
    stranger = Article.objects.create(slug="hip-fracture", title="Hip fracture")
    term = Symptom.objects.get(slug="fever")
    term.name = "High temperature"
    term.save()
    stranger.refresh_from_db()
    assert stranger.fingerprint == "" and state(stranger) == Article.State.DRAFT


def test_names_and_slugs_are_one_of_a_kind_within_a_vocabulary(draft):
    for clash in ({"name": "Fever", "slug": "another"}, {"name": "Another", "slug": "fever"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Symptom.objects.create(**clash)
    assert RiskFactor.objects.create(name="Fever", slug="fever").get_absolute_url() == "/risk-factors/fever/"


@pytest.mark.parametrize(
    "given",
    [["pyrexia", "high temperature"], "pyrexia\nhigh temperature", " pyrexia \r\n\n\u202e\nhigh\x00 temperature\n"],
)
def test_synonyms_are_kept_as_clean_lines(given):
    term = Symptom.objects.create(name="Fever", slug="fever", synonyms=given)
    term.refresh_from_db()
    assert term.synonyms == ["pyrexia", "high temperature"]
    Symptom.objects.update(synonyms=given)
    term.refresh_from_db()
    assert term.synonyms == ["pyrexia", "high temperature"]


def test_people_write_synonyms_as_lines():
    field = LinesField(blank=True).formfield()
    assert field.clean("pyrexia\r\n\r\n high temperature ") == ["pyrexia", "high temperature"]
    assert field.clean("") == []
    assert field.prepare_value(["pyrexia", "high temperature"]) == "pyrexia\nhigh temperature"
    assert field.prepare_value("as typed\n") == "as typed\n"
    assert not field.has_changed(["pyrexia"], "pyrexia\r\n") and field.has_changed(["pyrexia"], "pyrexia\nfever")


def test_a_term_stands_once_in_an_article(draft):
    term = Symptom.objects.get(slug="fever")
    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleSymptom.objects.create(article=draft, term=term)


def test_an_urgency_that_does_not_exist_is_refused(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.symptom_rows.update(urgency="soon")


def former(model, slug, name, keep):
    return model.objects.create(name=name, slug=slug, merged_into=keep)


def test_a_document_that_names_a_former_word_is_restored_with_the_present_one(draft, author):
    fever = Symptom.objects.get(slug="fever")
    former(Symptom, "pyrexia", "Pyrexia", fever)
    symptoms = (symptom("pyrexia", "Pyrexia", Urgency.URGENT, "A warm knee."), symptom("itch", "Itch"))
    article, notes = restore(document(symptoms=symptoms), by=author)
    assert notes == ['"Pyrexia" is now called "Fever": the present name is used.']
    assert compose(article).symptoms == (
        symptom("fever", "Fever", Urgency.URGENT, "A warm knee."),
        symptom("itch", "Itch"),
    )


@pytest.mark.parametrize("first", ["pyrexia", "fever"])
def test_rows_of_a_document_that_are_one_word_by_now_become_one_row(draft, author, first):
    fever = Symptom.objects.get(slug="fever")
    former(Symptom, "pyrexia", "Pyrexia", fever)
    former(Symptom, "heat", "Heat", fever)
    rows = [
        symptom("pyrexia", "Pyrexia", Urgency.URGENT, "A warm knee."),
        symptom("itch", "Itch"),
        symptom("fever", "Fever", Urgency.CLINIC, "Over 100 degrees."),
        symptom("heat", "Heat", Urgency.SELF_CARE, "a warm knee"),
    ]
    rows = rows if first == "pyrexia" else rows[2:] + rows[:2]
    article, notes = restore(document(symptoms=tuple(rows)), by=author)
    one = symptom("fever", "Fever", Urgency.URGENT, "Over 100 degrees.\n\nA warm knee.")
    there = compose(article).symptoms
    assert [row.term.slug for row in there] == (["itch", "fever"] if first == "pyrexia" else ["fever", "itch"])
    assert one in there
    assert notes[-1] in (
        'What was said of "Pyrexia" and "Fever" and "Heat" is one row now, "Fever".',
        'What was said of "Fever" and "Heat" and "Pyrexia" is one row now, "Fever".',
    )


def test_two_former_words_become_one_row_where_the_first_stood(draft, author):
    fever = Symptom.objects.get(slug="fever")
    for slug in ("pyrexia", "heat"):
        former(Symptom, slug, slug.title(), fever)
    rows = (symptom("itch", "Itch"), symptom("heat", "Heat"), symptom("rash", "Rash"), symptom("pyrexia", "Pyrexia"))
    article, _ = restore(document(symptoms=rows), by=author)
    assert [row.term.slug for row in compose(article).symptoms] == ["itch", "fever", "rash"]


@every_term
def test_every_kind_of_former_word_is_restored_as_the_present_one(model, slug, live, author):
    old = live.live_edition.document
    term = model.objects.get(slug=slug)
    now = model.objects.create(name="Present", slug="present")
    merge_terms(now, term, by=author, reason="The same.")
    merged = compose(live)
    article, notes = restore(old, by=author)
    assert compose(article) == merged and "Present" in notes[0]


@pytest.mark.parametrize("slug", ["fever", "pyrexia"])
def test_a_word_that_is_really_listed_twice_is_still_refused(draft, author, slug):
    former(Symptom, "pyrexia", "Pyrexia", Symptom.objects.get(slug="fever"))
    with pytest.raises(ValidationError, match="listed twice"):
        restore(document(symptoms=(symptom(slug, "Fever"), symptom(slug, "Fever"))), by=author)
