"""Into a clinic that has pages, words and rules of its own: nothing of them is lost; the publish checks run."""

import datetime as dt
import json

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError

from clinic_site.directory.models import ClinicProfile
from clinic_site.photos.models import Photo
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Article, Edition, PublishingRules, Review, Symptom
from conditions.publishing.actions import publish
from conditions.transfer.exporter import export
from conditions.transfer.importer import import_articles
from tests.conditions.exported import (
    DAY,
    change,
    counts,
    elsewhere,
    eventful_clinic,
    rewrite,
    run,
    tree,
    write_and_publish,
)
from tests.conftest import document, symptom, user

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LINK = '<p><a href="/conditions/{}/">More</a></p>'


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "export"


@pytest.fixture
def boss(clinic):
    return user("boss", is_superuser=True)


@pytest.fixture
def exported(folder, settings, tmp_path):
    """Export a clinic with these live articles, {slug: what is special}."""

    def exported(every=False, **articles):
        with elsewhere(settings, tmp_path / "media-of-the-first"):
            by = user("writer")
            _profile()
            made = {slug: write_and_publish(slug, by, **more | {"causes": ""}) for slug, more in articles.items()}
            for slug, more in articles.items():
                if "causes" in more:
                    publish(rewrite(made[slug], by, causes=more["causes"]), by=by, change_note="Links.")
            export(folder, every=every)

    return exported


def _profile():
    ClinicProfile.objects.get_or_create(defaults={"name": "Another clinic", "emergency_wording": "Call 911."})


def live():
    return sorted(Edition.objects.live().values_list("slug", flat=True))


def test_the_command_says_what_became_of_each(folder, exported, boss):
    exported(knee={}, hip={})
    assert run("import_articles", folder) == (
        "Imported as they were published: 2. Drafts, to look at and publish: 0. Here already, word for word: 0.\n"
    )
    assert live() == ["hip", "knee"]


def test_the_pages_belong_to_whoever_imports_and_the_log_says_so(folder, exported, boss):
    exported(knee={})
    editor = user("editor", "Authors")
    run("import_articles", folder, "--by", "editor")
    article, edition = Article.objects.get(), Edition.objects.get()
    assert article.owner == article.updated_by == edition.published_by == editor
    assert edition.publisher == "Writer" and edition.published_at < edition.recorded_at
    assert LogEntry.objects.get(user=editor).change_message == "Imported as published elsewhere: edition 1"


def test_the_same_again_changes_nothing(folder, exported, boss):
    exported(knee={}, hip={})
    run("import_articles", folder)
    before = counts()
    assert "Here already, word for word: 2." in run("import_articles", folder)
    assert counts() == before


def test_a_page_that_is_here_word_for_word_keeps_its_draft(folder, exported, boss):
    exported(knee={})
    run("import_articles", folder)
    rewrite(Article.objects.get(), boss, summary="Not published yet.")
    assert "Here already, word for word: 1." in run("import_articles", folder)
    assert compose(Article.objects.get()).summary == "Not published yet."


def test_a_page_of_the_clinics_own_is_never_replaced(folder, exported, boss, author):
    exported(knee={}, hip={})
    write_and_publish("knee", author)
    before = counts()
    with pytest.raises(CommandError, match="knee.json: this clinic publishes an article of its own at that address"):
        run("import_articles", folder)
    assert counts() == before and live() == ["knee"]


def test_a_draft_of_the_clinics_own_is_never_replaced(folder, exported, boss, author):
    exported(knee={})
    restore(document("knee", summary="Mine."), by=author)
    with pytest.raises(CommandError, match="this clinic has a draft of its own at that address, “Knee”"):
        run("import_articles", folder)
    assert compose(Article.objects.get()).summary == "Mine." and not Edition.objects.exists()


def test_what_the_gate_stops_is_a_draft_until_the_reason_is_gone(folder, exported, boss):
    exported(knee={}, hip={"symptoms": (symptom("ache", "Ache"),)})
    ClinicProfile.objects.update(emergency_wording="")
    said = run("import_articles", folder)
    assert "Imported as they were published: 1. Drafts, to look at and publish: 1." in said
    assert 'Draft only: knee. "Fever" is an emergency, but the clinic profile does not say what to do' in said
    assert live() == ["hip"] and Article.objects.get(slug="knee").title == "Knee"
    ClinicProfile.objects.update(emergency_wording="Call 911.")
    assert "published: 1. Drafts, to look at and publish: 0. Here already, word for word: 1." in run(
        "import_articles", folder
    )
    assert live() == ["hip", "knee"]


def test_pages_that_link_to_each_other_come_together(folder, exported, boss):
    exported(knee={"causes": LINK.format("hip")}, hip={"causes": LINK.format("knee")})
    import_articles(folder, by=boss)
    assert live() == ["hip", "knee"]


def test_a_page_that_links_to_one_the_gate_stops_is_stopped_too(folder, exported, boss):
    calm = {"symptoms": (symptom("ache", "Ache"),)}
    exported(knee={}, hip=calm | {"causes": LINK.format("knee")}, foot=calm | {"causes": LINK.format("hip")}, toe=calm)
    ClinicProfile.objects.update(emergency_wording="")
    done = import_articles(folder, by=boss)
    assert done.drafts.keys() == {"knee", "hip", "foot"} and done.published == live() == ["toe"]
    assert "the link to /conditions/knee/" in done.drafts["hip"][0]


def test_an_override_comes_along_with_its_reason(folder, settings, tmp_path, boss):
    with elsewhere(settings, tmp_path / "media"):
        manager = user("manager", "Managers")
        _profile()
        PublishingRules.objects.create(levels={"approval": "stop"})
        article, _ = restore(document(), by=manager)
        publish(article, by=manager, change_note="New.", override="A recall.")
        export(folder)
    PublishingRules.objects.create(levels={"approval": "stop"})
    assert import_articles(folder, by=boss).drafts == {}
    assert Edition.objects.get().override_reason == "A recall."


def test_without_approval_or_override_it_is_a_draft_where_the_clinic_asks_for_it(folder, exported, boss):
    exported(knee={})
    PublishingRules.objects.create(levels={"approval": "stop"})
    assert import_articles(folder, by=boss).drafts.keys() == {"knee"}


def test_all_as_drafts_if_that_is_wanted(folder, exported, boss):
    exported(knee={}, hip={})
    assert "Draft only: hip.\n" in run("import_articles", folder, "--drafts")
    assert live() == [] and Article.objects.count() == 2


def test_words_of_the_clinic_stay_as_they_are(folder, exported, boss, clinic):
    exported(knee={})
    Symptom.objects.create(slug="fever", name="High temperature", description="Ours.", synonyms=["chills"])
    done = import_articles(folder, by=boss)
    fever = Symptom.objects.get(slug="fever")
    assert (fever.name, fever.description, fever.synonyms) == ("High temperature", "Ours.", ["chills"])
    assert "The word “Fever” is here already, and keeps what this clinic says of it." in done.notes
    assert 'Knee: "Fever" is now called "High temperature": the present name is used.' in done.notes
    assert ClinicProfile.objects.get().name == clinic.name


def test_a_word_that_is_here_under_another_address_is_for_people_to_sort_out(folder, exported, boss):
    exported(knee={})
    Symptom.objects.create(slug="temperature", name="fever")
    before = counts()
    with pytest.raises(CommandError, match="symptoms, “Fever”: This word is in the vocabulary already"):
        run("import_articles", folder)
    assert counts() == before


def test_a_word_that_only_the_clinic_has_is_known_too(folder, exported, boss):
    exported(knee={})
    words = json.loads((folder / "vocabulary.json").read_text())["symptoms"]
    change(folder, "vocabulary.json", symptoms=[word for word in words if word["slug"] != "fever"])
    with pytest.raises(CommandError, match="it names “Fever”"):
        run("import_articles", folder)
    Symptom.objects.create(slug="fever", name="Fever")
    assert import_articles(folder, by=boss).published == ["knee"]


def test_text_that_this_site_does_not_allow_is_read_without_it(folder, exported, boss):
    exported(knee={})
    hostile = "<p>Too <del>little</del> much running.</p><script>steal()</script>"
    change(folder, "articles/knee.json", editions__0__document__overview=hostile)
    done = import_articles(folder, by=boss)
    assert Edition.objects.get().document.overview == "<p>Too much running.</p>"
    assert done.notes == [
        "articles/knee.json: some of its text holds what this site does not allow, and is read without: "
        "struck-out or deleted text (“little”), a script."
    ]


def test_photos_come_back_whole_under_their_names(folder, settings, tmp_path, picture, request, client):
    with elsewhere(settings, tmp_path / "media-of-the-first"):
        request.getfixturevalue("clinic")
        eventful_clinic(picture)
        export(folder, every=True)
        before = tree(settings.MEDIA_ROOT)
    boss = user("boss")
    import_articles(folder, by=boss)
    photo = Photo.objects.get()
    assert (photo.title, photo.uploaded_by) == ("A joint, from the front", boss)
    after = tree(settings.MEDIA_ROOT)
    master = f"photos/{photo.digest}/800.jpg"
    assert after.keys() == before.keys() and after[master] == before[master] and photo.is_whole()
    for name in after:
        assert client.get(f"/media/{name}").status_code == 200


def test_a_scheduled_page_goes_live_in_the_new_clinic_when_its_time_comes(folder, settings, tmp_path, picture, request):
    with elsewhere(settings, tmp_path / "media-of-the-first"):
        request.getfixturevalue("clinic")
        eventful_clinic(picture)
        export(folder, every=True)
    import_articles(folder, by=user("boss"))
    knee = Article.objects.get(slug="kneecap-pain")
    coming = knee.editions.first()
    assert knee.live_edition.number == 3 and coming.number == 5
    assert knee.editions.live(coming.live_from).get() == coming
    assert knee.live_edition.live_until == coming.live_from
    assert compose(knee).summary == coming.summary == "Rest, then train."
    assert Review.objects.filter(article=knee, signed_by=None).count() == 2
    shoulder = Article.objects.get(slug="frozen-shoulder")
    assert not shoulder.editions.live(coming.live_from + 20 * DAY).exists()
    assert dt.timedelta(0) < shoulder.live_edition.live_until - coming.live_from


def test_every_edition_of_a_stopped_page_stays_out(folder, exported, boss, settings, tmp_path):
    exported(every=True, knee={})
    ClinicProfile.objects.update(emergency_wording="")
    done = import_articles(folder, by=boss)
    assert done.published == [] and not Edition.objects.exists() and not Review.objects.exists()


@pytest.mark.parametrize("arguments", [[], ["--by", "nobody"]])
def test_somebody_has_to_import_it(folder, exported, clinic, arguments):
    exported(knee={})
    user("boss", is_superuser=True)
    user("boss2", is_superuser=True)
    before = counts()
    with pytest.raises(CommandError, match="Nothing was imported."):
        run("import_articles", folder, *arguments)
    assert counts() == before
