"""Words that were misspelled, only begun, or are on no page."""

import pytest

from conditions.discovery.search import search
from conditions.models import Symptom
from tests.conftest import symptom
from tests.search.reading import titles

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(scope="module", autouse=True)
def pages(say_for_module):
    say_for_module(
        "Heterotopic ossification",
        also_known_as=("HO", "Bone growing in muscle"),
        overview="<p>Bone grows where it should not.</p>",
    )
    say_for_module("Knee osteoarthritis", also_known_as=("Arthritis of the knee",), symptoms=(symptom("pain", "Pain"),))
    say_for_module("Tendinitis", symptoms=(symptom("sweating", "Sweating"),))
    say_for_module("Bursitis of the knee", symptoms=(symptom("swelling", "Swelling"),))
    say_for_module(
        "Nerve pain", overview="<p>Pins and needles.</p>", symptoms=(symptom("needles", "Pins and needles"),)
    )


def said(results):
    """What the results are for, with another word than the one typed in brackets."""
    return "".join(f"[{text}]" if is_other else text for text, is_other in results.better_pieces)


@pytest.mark.parametrize(
    "typed, shown, first",
    [
        ("sweling knee", "[swelling] knee", "Bursitis of the knee"),
        ("bone growing in musle", "bone growing in [muscle]", "Heterotopic ossification"),
        ("arthritus", "[arthritis]", "Knee osteoarthritis"),
        ("nee pain", "[knee] pain", "Knee osteoarthritis"),
        ("heterotropic", "[heterotopic]", "Heterotopic ossification"),
        ("osteoarthrits", "[osteoarthritis]", "Knee osteoarthritis"),
        ("tendonitus", "[tendinitis]", "Tendinitis"),
        ("Sweling, nee!", "[swelling], [knee]!", "Bursitis of the knee"),
    ],
)
def test_a_misspelled_word_finds_what_was_meant(typed, shown, first):
    results = search(typed)
    assert said(results) == shown
    assert titles(typed)[0] == first
    assert not results.some


def test_a_short_name_finds_its_page():
    assert titles("HO") == titles("ho") == ["Heterotopic ossification"]
    assert search("HO").better == {}


def test_nothing_is_corrected_that_a_page_has_or_the_vocabulary_knows(say):
    say("Sole", overview="<p>Sweling is how some spell it.</p>")
    assert titles("sweling") == ["Sole"] and search("sweling").better == {}
    Symptom.objects.create(slug="swallowing", name="Swellinks")
    assert search("swellinks").better == {}


def test_who_insists_gets_what_was_typed():
    results = search("sweling", exact=True)
    assert results.better == {} and results.hits == []


def test_what_stands_in_quotes_is_not_corrected():
    assert search('"sweling"').better == {}


def test_a_correction_that_finds_nothing_is_not_shown():
    Symptom.objects.create(slug="giddiness", name="Giddiness")
    results = search("gidiness")
    assert results.better == {} and results.hits == []


def test_the_next_likely_word_is_tried_where_the_first_finds_nothing():
    Symptom.objects.create(slug="swelting", name="Swelting")  # of no page, and nearer
    assert said(search("sweting")) in ("[sweating]", "[swelling]")


def test_a_word_that_was_only_begun_finds_what_begins_so():
    results = search("swe")
    assert sorted(titles("swe")) == ["Bursitis of the knee", "Tendinitis"]
    assert results.begun == ["swe"] and results.better == {}
    assert titles("osteo knee") == ["Knee osteoarthritis"]


def test_queries_with_few_results_are_completed_by_words_of_live_pages():
    assert search("swe").suggestions == ["sweating", "swelling"]
    assert search("knee swe").suggestions == ["knee sweating", "knee swelling"]
    assert search("swelling").suggestions == []
    assert search("s").suggestions == []


def test_whoever_gave_the_name_of_a_page_is_not_asked_what_they_meant(say):
    say("Hours of stiffness")
    assert search("hou").suggestions == ["hours"]
    assert search("ho").suggestions == []
    say("Tendinitis of the heel", overview="<p>Heels hurt.</p>")
    assert search("tendinitis").suggestions == []


def test_a_word_like_none_is_answered_with_the_likeliest_ones():
    assert search("tendinotherapy").suggestions == ["tendinitis"]


def test_pages_with_some_of_the_words_are_shown_where_none_has_all():
    results = search("knee zebra")
    assert results.some
    assert sorted(titles("knee zebra")) == ["Bursitis of the knee", "Knee osteoarthritis"]
    results = search("sweating swelling tendinitis")
    assert results.some and titles("sweating swelling tendinitis")[0] == "Tendinitis"
    assert not search("zebra quagga").some and search("zebra quagga").hits == []


def test_a_corrected_word_counts_where_no_page_has_all_words():
    results = search("sweling zebra")
    assert results.some and said(results) == "[swelling] zebra"
    assert titles("sweling zebra") == ["Bursitis of the knee"]
