"""How pages are ordered: by how well they answer, not by chance."""

import pytest

from conditions.discovery.search.passages import passages
from conditions.discovery.search.query import grouped, parse
from conditions.discovery.search.relevance import Scorer, concepts
from tests.conftest import document, symptom
from tests.search.reading import titles

EDITIONS = {"": 100, "knee": 50, "pain": 90, "tear": 20, "cruciat": 2, "long": 80, "swell": 40}


def score(text, query, editions=EDITIONS):
    return Scorer(concepts(grouped(parse(query).words), editions)).relevance(text).score


def test_a_telling_word_counts_for_more_than_a_common_one():
    assert score("b cruciat ", "cruciate pain") > score("b pain ", "cruciate pain") > 0


def test_a_name_counts_for_more_than_a_symptom_and_that_for_more_than_the_text():
    in_name, in_symptom, in_text = (score(f"{field} knee tear more ", "knee") for field in "nyb")
    assert in_name > in_symptom > in_text > 0


def test_each_further_mention_counts_for_less():
    once, twice, thrice = (score("b knee \n" * times, "knee") for times in (1, 2, 3))
    assert twice - once > thrice - twice > 0


def test_words_that_stand_in_one_passage_count_for_more():
    assert score("b knee tear ", "knee tear") > score("b knee \nb tear ", "knee tear")


def test_a_page_without_a_word_is_marked_down_and_not_shut_out():
    assert score("n cruciat tear ", "long cruciate tear") > score("b long \nb cruciat \nb tear ", "long cruciate tear")


def test_what_no_page_has_is_not_held_against_any():
    assert score("n knee ", "knee zebra") == score("n knee ", "knee")
    assert score("n knee ", "zebra") == score("", "knee") == 0


def test_the_passages_of_an_article_are_its_names_symptoms_and_sentences():
    lines = passages(
        document("a", title="Knee tear", also_known_as=("Torn knee",), symptoms=(symptom("pain", "Pain"),))
    ).split("\n")
    assert lines[:2] == ["n knee tear ", "n torn knee "]
    assert any(line.startswith("i pain") for line in lines) and any(line.startswith("y pain") for line in lines)
    assert all(line[1] == " " and line.endswith(" ") for line in lines)


@pytest.mark.django_db
@pytest.mark.database
def test_one_page_with_all_the_words_does_not_hide_the_page_that_is_called_so(say):
    say("Cruciate ligament tear", overview="<p>It heals slowly.</p>")
    say("Broken rib", overview="<p>A tear is short. A cruciate case. It takes long. Each ligament heals.</p>")
    for i in range(6):
        say(f"Page {i}", slug=f"p{i}", overview="<p>It takes long and heals.</p>")
    assert titles("how long does a cruciate ligament tear take to heal")[:2] == ["Cruciate ligament tear", "Broken rib"]


@pytest.mark.django_db
@pytest.mark.database
def test_a_short_query_shows_only_pages_with_all_its_words(say):
    say("Knee pain")
    say("Hip pain")
    assert titles("knee pain") == ["Knee pain"]


def test_a_word_that_is_said_twice_in_a_row_counts_twice():
    once, twice = score("n hip \nb knee \n", "knee"), score("n hip \nb knee knee \n", "knee")
    assert twice > once > 0
