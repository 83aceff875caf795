"""Terms are shared: renamed for everybody, at an address that never changes, without altering what was published."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from clinic_site.directory.models import Person
from conditions.compose import compose
from conditions.encoding import fingerprint
from conditions.models import Article, BodyArea, DiagnosticTest, RiskFactor, Symptom
from conditions.models.fields import LinesField
from conditions.models.rows import ArticleSymptom

pytestmark = pytest.mark.django_db

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
