"""The demo clinic: good articles that share their words, and accounts in their roles. Loaded once for this file."""

from collections import Counter

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import timezone

from clinic_site.directory.models import ClinicProfile, Location, Person, PhoneLine
from clinic_site.management.commands.load_demo import ACCOUNTS
from conditions.document.urgency import Urgency
from conditions.editing.compose import compose
from conditions.models import Article, Edition, EditionTerm
from conditions.publishing import publish_checks
from conditions.reviews import clinical_reviews
from conditions.transfer.exporter import export
from tests.conditions.exported import tree
from tests.conftest import PASSWORD, user
from tests.site.processes import ROOT

ROLES = {"author": "Authors", "reviewer": "Reviewers", "frontdesk": "Front desk", "manager": "Managers"}
FIRST = "the first demo password"


@pytest.fixture(scope="module")
def demo(rows_of_module, tmp_path_factory):
    """The demo clinic, undone after the last test of this file."""
    media = tmp_path_factory.mktemp("media")
    with rows_of_module(), override_settings(MEDIA_ROOT=media, DEMO_PASSWORD=FIRST):
        call_command("load_demo", stdout=None, verbosity=0)
    return media


@pytest.fixture(autouse=True)
def a_loaded_site(request, settings):
    """Tests of the demo clinic see its photos."""
    if "demo" in request.fixturenames:
        settings.MEDIA_ROOT = request.getfixturevalue("demo")
        request.getfixturevalue("db")


def load(capsys, settings, password=""):
    settings.DEMO_PASSWORD = password
    call_command("load_demo")
    return capsys.readouterr().out


def counts():
    return [model.objects.count() for model in (Article, Edition, EditionTerm, User, Person, Location, PhoneLine)]


def test_twelve_articles_are_live(demo):
    assert Article.objects.count() == Edition.objects.live().count() == 12
    assert Edition.objects.live().filter(slug="heterotopic-ossification").exists()


def test_nothing_stops_any_of_them_from_being_published(demo):
    stops = [
        (article.slug, finding.message)
        for article in Article.objects.all()
        for finding in publish_checks.findings(article, compose(article))
        if finding.is_error
    ]
    assert stops == []


def test_nothing_waits_unpublished_and_who_imported_wrote_nothing(demo):
    assert {article.state for article in Article.objects.with_state()} == {Article.State.LIVE}
    assert [article.writers for article in Article.objects.all()] == [[]] * 12


def test_patients_read_what_the_working_copies_say(demo):
    for edition in Edition.objects.live():
        assert compose(edition.article) == edition.document, edition.slug


def test_it_is_an_export_and_nothing_of_it_is_lost_on_the_way(demo, tmp_path):
    """Whoever changes the demo changes it in the admin, and runs export_articles."""
    export(tmp_path / "export")
    exported, written = tree(tmp_path / "export"), tree(ROOT / "conditions/demo")
    assert exported == {name: data for name, data in written.items() if not name.startswith("illustrations/")}
    assert all(f"illustrations/{slug}.svg" in written for slug in Article.objects.values_list("slug", flat=True))


def test_each_page_was_reviewed_before_it_went_live_and_is_due_two_years_later(demo):
    for edition in Edition.objects.live():
        shown = clinical_reviews.shown(edition)
        read = timezone.localdate(shown.review.reviewed_at)
        assert shown.review.reviewed_at < edition.live_from < timezone.now() and not shown.updated_since, edition.slug
        assert shown.review.next_due == read.replace(year=read.year + 2), edition.slug
        assert Person.objects.get(slug=shown.review.person).name == shown.review.reviewer, edition.slug


def test_the_author_answers_for_every_page(demo):
    assert {article.owner.username for article in Article.objects.all()} == {"author"}


def test_every_article_has_a_photo_sources_and_related_articles_that_are_live(demo):
    live = set(Edition.objects.live().values_list("slug", flat=True))
    for edition in Edition.objects.live():
        document = edition.document
        assert document.photo.alt and document.sources and document.body_areas, edition.slug
        assert document.related and set(document.related) <= live - {edition.slug}, edition.slug
        assert all(source.url.startswith("https://") for source in document.sources), edition.slug


def test_every_article_is_a_page(demo, client):
    for edition in Edition.objects.live():
        response = client.get(f"/conditions/{edition.slug}/")
        assert response.status_code == 200 and f"<h1>{edition.title}" in response.content.decode(), edition.slug


def test_symptoms_are_shared_so_that_their_pages_are_worth_reading(demo):
    rows = EditionTerm.objects.live().filter(kind=EditionTerm.Kind.SYMPTOM)
    uses = Counter(rows.values_list("slug", flat=True))
    assert len([slug for slug, count in uses.items() if count >= 3]) >= 6


def test_some_symptoms_are_an_emergency(demo):
    emergencies = EditionTerm.objects.live().filter(urgency=Urgency.EMERGENCY)
    assert emergencies.values("edition").distinct().count() >= 3


def test_the_clinic_is_made_up(demo):
    numbers = PhoneLine.objects.values_list("number", flat=True)
    assert len(numbers) >= 2 and all("555-01" in number for number in numbers)
    assert ClinicProfile.objects.get().emergency_wording and Location.objects.exists()


@pytest.mark.parametrize("name, role", ROLES.items())
def test_each_account_has_its_role_and_signs_in(demo, name, role):
    account = User.objects.get(username=name)
    assert [group.name for group in account.groups.all()] == [role]
    assert account.is_staff and not account.is_superuser
    assert Client().login(username=name, password=FIRST)


def test_the_reviewer_can_sign_under_a_name_of_the_directory(demo):
    assert User.objects.get(username="reviewer").person.credentials


def test_loading_again_keeps_everything(demo, capsys, settings):
    Article.objects.filter(slug="frozen-shoulder").update(title="Stiff shoulder")
    before = counts()
    assert "kept as it is" in load(capsys, settings)
    assert counts() == before
    assert Article.objects.get(slug="frozen-shoulder").title == "Stiff shoulder"
    assert Client().login(username="author", password=FIRST)


def test_a_new_demo_password_reaches_the_demo_accounts_alone(demo, capsys, settings):
    user("nurse", "Authors")
    load(capsys, settings, password="another demo password")
    assert all(Client().login(username=name, password="another demo password") for name in ACCOUNTS)
    assert Client().login(username="nurse", password=PASSWORD)


def test_a_demo_account_that_was_taken_away_does_not_come_back(demo, capsys, settings):
    User.objects.filter(username="frontdesk").delete()
    load(capsys, settings, password="another demo password")
    assert not User.objects.filter(username="frontdesk").exists()


@pytest.mark.django_db
def test_a_clinic_of_its_own_gets_no_demo(clinic, capsys, settings):
    output = load(capsys, settings, password="another demo password")
    assert "kept as it is" in output
    assert not User.objects.exists() and not Article.objects.exists()


@pytest.mark.django_db
def test_an_account_made_first_is_left_alone(capsys, settings):
    User.objects.create_superuser("manager", password=PASSWORD)
    load(capsys, settings, password="another demo password")
    assert Client().login(username="manager", password=PASSWORD)
    assert not ClinicProfile.objects.exists()


@pytest.mark.django_db
def test_an_easy_demo_password_is_told_on_a_machine_of_ones_own_and_refused_anywhere_else(
    capsys, settings, monkeypatch
):
    settings.DEMO_PASSWORD = "passwordpassword"
    with pytest.raises(CommandError, match="DEMO_PASSWORD: This password is easy to guess"):
        call_command("load_demo")
    assert not User.objects.exists()
    settings.SITE_HOST = "127.0.0.1"
    call_command("load_demo")
    assert "easy to guess" in capsys.readouterr().err and Client().login(username="author", password="passwordpassword")
