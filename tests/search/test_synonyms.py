"""Other words for the same: what the vocabulary knows finds what pages say."""

import pytest

from conditions.discovery.search import install, search
from conditions.models import BodyArea, DiagnosticTest, Symptom
from conditions.vocabulary.merge_terms import merge_terms
from tests.conftest import entry, symptom
from tests.search.reading import reasons, titles

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def swelling(say):
    """A symptom with synonyms, in an article that has none of these."""
    say("Bursitis", symptoms=(symptom("swelling", "Swelling"),))
    term = Symptom.objects.get(slug="swelling")
    term.synonyms = ["puffiness", "fluid under the skin"]
    term.save()
    return term


def test_a_synonym_finds_the_word_that_pages_say(swelling):
    assert titles("puffiness") == titles("Puffy") == titles("fluid under skin") == ["Bursitis"]
    assert titles("fluid") == []
    assert search("puffiness knee").some


def test_a_word_finds_pages_that_say_its_synonym(swelling, say):
    say("Ankle puffiness")
    assert sorted(titles("swelling")) == ["Ankle puffiness", "Bursitis"]
    assert titles('"swelling"') == ["Bursitis"]


def test_the_word_that_was_typed_comes_before_other_words_for_it(swelling, say):
    say("Heel swelling at night")
    say("Puffiness")
    assert titles("swelling heel") == ["Heel swelling at night"]
    say("Ankle puffiness of long standing and more")
    say("Swelling")
    assert titles("puffiness")[:2] == ["Puffiness", "Swelling"]
    assert titles("puffiness").index("Ankle puffiness of long standing and more") < titles("puffiness").index(
        "Bursitis"
    )


def test_a_hit_says_which_word_it_was_found_by(swelling):
    [hit] = search("puffiness").hits
    assert reasons(hit) == {"Symptom": "[Swelling]"} and hit.reasons[0].wrote == "puffiness"
    [hit] = search("swelling").hits
    assert hit.reasons[0].wrote == ""


def test_a_word_that_is_renamed_or_loses_a_synonym_is_found_as_it_is_now(swelling):
    assert titles("fluid under skin") == ["Bursitis"]
    swelling.name, swelling.synonyms = "Edema", []
    swelling.save()
    assert titles("fluid under skin") == []
    assert titles("edema") == []  # its page says "swelling", as it did when it was published
    assert search("swelling").meant == []


def test_a_former_word_stands_for_the_present_one(swelling, say, author):
    say("Gout", symptoms=(symptom("edema", "Edema"),))
    former = Symptom.objects.get(slug="edema")
    older = Symptom.objects.create(slug="dropsy", name="Dropsy", merged_into=former)
    merge_terms(swelling, former, by=author, reason="The same.")
    older.refresh_from_db()
    assert older.merged_into == swelling
    assert sorted(titles("dropsy")) == sorted(titles("swelling")) == sorted(titles("edema")) == ["Bursitis", "Gout"]
    assert [meant.name for meant in search("dropsy").meant] == ["Swelling"]


def test_a_word_that_is_deleted_means_nothing_more(say):
    say("Bursitis", overview="<p>The heel aches.</p>")
    heel = BodyArea.objects.create(slug="heel", name="Heel", synonyms=["calcaneus"])
    assert titles("calcaneus") == ["Bursitis"]
    heel.delete()
    assert titles("calcaneus") == []


def test_words_that_no_signal_told_of_are_known_after_migrate(say):
    say("Bursitis", overview="<p>The heel aches.</p>")
    BodyArea.objects.bulk_create([BodyArea(slug="heel", name="Heel", synonyms=["calcaneus"])])
    assert titles("calcaneus") == []
    install()
    assert titles("calcaneus") == ["Bursitis"]


def test_words_of_the_vocabulary_lead_to_their_pages(swelling, say):
    say("Knee pain", body_areas=(), tests=(entry("x-ray", "X-ray"),), symptoms=(symptom("swelling", "Swelling"),))
    BodyArea.objects.create(slug="knee", name="Knee")
    DiagnosticTest.objects.get(slug="x-ray")
    found = search("puffiness X-ray").meant
    assert [(meant.label, meant.name, meant.url) for meant in found] == [("Symptom", "Swelling", "/symptoms/swelling/")]
    assert [meant.url for meant in search("knee").meant] == ["/body-areas/knee/"]
    Symptom.objects.create(slug="numbness", name="Numbness")
    assert search("numbness swelling").meant[0].slug == "swelling"
