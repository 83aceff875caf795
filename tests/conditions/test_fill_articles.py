"""Invented articles: whole ones, as if somebody had written and published each, and for a demo site alone."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from clinic_site.directory.models import Person
from conditions.discovery import a_to_z, search
from conditions.document import values as d
from conditions.editing.compose import composable, compose_loaded
from conditions.models import (
    Address,
    Article,
    ArticleSymptom,
    BodyArea,
    Edition,
    EditionName,
    EditionTerm,
    Symptom,
)
from conditions.publishing import publish_checks
from conditions.sample_data import articles
from conditions.vocabulary.merge_terms import merge_terms

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WORDS = {
    field: {slug: d.Term(slug=slug, name=name) for slug, name in words.items()}
    for field, words in articles.vocabulary().items()
}


@pytest.fixture
def nora(db):
    return Person.objects.create(
        name="Nora Whitfield", slug="nora", credentials="MS, ATC", role=Person.Role.AUTHOR, job_title="Athletic trainer"
    )


@pytest.fixture
def fill(settings, clinic, manager, nora, capsys):
    settings.DEMO = True

    def fill(number, *options):
        call_command("fill_articles", str(number), *options)
        return capsys.readouterr().out

    return fill


def test_patients_of_a_real_clinic_read_nothing_invented(settings, manager, nora):
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo site alone"):
        call_command("fill_articles", "10")
    assert not Article.objects.exists()


@pytest.mark.parametrize("missing", ["manager", "nora"])
def test_somebody_must_have_written_and_published_them(settings, request, missing):
    settings.DEMO = True
    request.getfixturevalue({"manager": "nora", "nora": "manager"}[missing])
    with pytest.raises(CommandError, match="load the demo clinic"):
        call_command("fill_articles", "10")


def test_as_many_are_live_as_were_asked_for(fill, monkeypatch):
    monkeypatch.setattr("conditions.management.commands.fill_articles.BATCH", 7)
    assert fill(20) == "20 invented articles were added.\n"
    assert Edition.objects.live().count() == Article.objects.count() == Address.objects.count() == 20


def test_the_working_copy_says_what_patients_read(fill):
    fill(30)
    assert set(Article.objects.with_state().values_list("state", flat=True)) == {Article.State.LIVE}
    for article in composable():
        edition = article.editions.get()
        assert compose_loaded(article) == edition.document
        assert (edition.number, edition.slug, edition.title) == (1, article.slug, article.title)
        assert edition.change_note == articles.NOTE and edition.publisher == "Manager"


def test_the_gate_has_nothing_against_them(fill):
    fill(40)
    assert publish_checks.blocked(Edition.objects.live()) == {}


def test_their_pages_and_the_lists_answer(fill):
    fill(10)
    visitor = Client()
    edition = Edition.objects.live().first()
    row = edition.terms.filter(kind=EditionTerm.Kind.SYMPTOM).first()
    page = visitor.get(f"/conditions/{edition.slug}/").content.decode()
    assert f"<h1>{edition.title}</h1>" in page and row.detail in page and articles.NOTE in page
    for address in ("/", f"/symptoms/{row.slug}/", f"/body-areas/{edition.document.body_areas[0].slug}/"):
        assert visitor.get(address).status_code == 200, address
    assert edition.title in visitor.get(f"/symptoms/{row.slug}/").content.decode()


def test_lists_and_search_learn_of_each_edition(fill, monkeypatch):
    added = []
    monkeypatch.setattr(search, "add", added.extend)
    fill(10)
    assert {edition.pk: document for edition, document in added} == {
        edition.pk: edition.document for edition in Edition.objects.live()
    }
    for edition in Edition.objects.live():
        document = edition.document
        names = list(edition.names.values_list("name", "letter"))
        assert names == [(name, a_to_z.letter(name)) for name in (document.title, *document.also_known_as)]
        assert edition.terms.filter(kind=EditionTerm.Kind.SYMPTOM).count() == len(document.symptoms)


def test_search_finds_them_and_their_words(fill):
    fill(20)
    edition = Edition.objects.live().last()
    found = Client().get("/search/", {"q": edition.title}).content.decode()
    assert f'href="/conditions/{edition.slug}/"' in found
    word = EditionTerm.objects.filter(slug__startswith="burning-").first()  # the clinic has none such
    found = Client().get("/search/", {"q": word.name}).content.decode()
    assert f'href="/symptoms/{word.slug}/"' in found


def test_the_same_number_and_seed_make_the_same_article():
    now = timezone.now()
    first, again = (articles.Inventor(WORDS, None, now, seed=3) for _ in range(2))
    again.article(1)
    assert first.article(7) == again.article(7)
    assert first.article(7) != first.article(8)
    assert first.article(7) != articles.Inventor(WORDS, None, now, seed=4).article(7)
    assert first.slug(7) == first.article(7)[0].slug


def test_another_seed_fills_in_others(fill):
    fill(5)
    first = list(Edition.objects.values_list("slug", flat=True))
    fill(5, "--seed=1")
    others = Edition.objects.exclude(slug__in=first)
    one = articles.Inventor(WORDS, None, timezone.now(), seed=1)
    assert {edition.slug for edition in others} == {one.slug(i) for i in range(5)}


def test_a_second_run_goes_on_where_addresses_are_free(fill):
    fill(15)
    fill(15)
    assert Edition.objects.live().count() == 30


def test_they_went_live_within_the_last_three_years(fill):
    before = timezone.now() - articles.YEARS
    fill(40)
    moments = Edition.objects.order_by("live_from").values_list("live_from", flat=True)
    assert before < moments[0] < timezone.now() - timedelta(days=2 * 365)
    assert timezone.now() - timedelta(days=365) < moments[39] < timezone.now()


def test_the_clinics_own_words_are_used_under_their_present_names(fill, manager):
    swelling = Symptom.objects.create(slug="swelling", name="Puffiness")
    stiffness = Symptom.objects.create(slug="stiff", name="stiffness")  # the same word at another address
    former = Symptom.objects.create(slug="tenderness", name="Tenderness")
    merge_terms(swelling, former, by=manager, reason="They are the same.")
    knee = BodyArea.objects.create(slug="knee", name="Knees")
    fill(60)
    assert not Symptom.objects.filter(name__in=["Swelling", "Stiffness"]).exists()
    used = set(ArticleSymptom.objects.values_list("term", flat=True))
    assert {swelling.pk, stiffness.pk} <= used and former.pk not in used
    assert knee.rows.exists()
    assert set(Article.objects.with_state().values_list("state", flat=True)) == {Article.State.LIVE}


def test_every_letter_has_some_and_no_two_are_alike():
    inventor = articles.Inventor(WORDS, None, timezone.now())
    slugs = [inventor.slug(i) for i in range(20_000)]
    assert len(set(slugs)) == len(slugs)
    assert {slug[0].upper() for slug in slugs[:500]} == set(a_to_z.LETTERS) - {a_to_z.OTHER}


def test_each_has_four_to_eight_symptoms_and_names_of_its_own(fill):
    fill(60)
    for edition in Edition.objects.live():
        document = edition.document
        assert 4 <= len(document.symptoms) <= 8 and document.risk_factors and document.tests
        assert all(entry.detail for entry in (*document.symptoms, *document.risk_factors, *document.tests))
        names = [document.title, *document.also_known_as]
        assert len({name.casefold() for name in names}) == len(names) > 1
    levels = set(EditionTerm.objects.filter(kind=EditionTerm.Kind.SYMPTOM).values_list("urgency", flat=True))
    assert levels == {"emergency", "urgent", "clinic", "self-care"}
    assert EditionName.objects.live().count() == sum(
        1 + len(edition.document.also_known_as) for edition in Edition.objects.all()
    )
