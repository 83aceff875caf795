"""What is spelled right is never taken for another word: contractions, numbers, English words, names."""

import pytest

from clinic_site.directory.models import Location, Person
from conditions.discovery.search import search
from conditions.discovery.search.query import parse
from conditions.discovery.search.spelling import misspelled
from tests.search.reading import titles

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(scope="module", autouse=True)
def pages(say_for_module):
    say_for_module(
        "Knee sprain",
        also_known_as=("Walking", "Wakes", "Cast", "Cat", "Shoulder", "Drug", "Hard", "Heroin", "Bad", "Abscess"),
        overview="<p>Lift the arm. Back pain. Edema of the ankle. A torn disc.</p>",
    )
    say_for_module(
        "Numb hand", also_known_as=("Falling", "L5th", "C6c", "Carpal tunnel", "Plantar fasciitis", "Broken")
    )


def corrected(typed):
    return [word.typed for word in search(typed).better.values()]


@pytest.mark.parametrize(
    "typed",
    [
        "can't lift my arm",
        "cant lift my arm",
        "can’t lift my arm",
        "shouldn't walk",
        "shouldnt",
        "parking",
        "Baker's cyst",
        "bakers cyst",
        "fax number",
        "cant pee back pain",
        "billing",
        "wheelchair access",
        "c6-c7",
        "5th finger",
        "L4/L5",
        "l5",
        "10mg",
        "911",
        "t12",
        "dr hart",
        "Dr. Harb",
        "cut my hand",
        "car",
        "can",
    ],
)
def test_what_is_spelled_right_is_searched_for_as_it_is(typed):
    results = search(typed)
    assert results.better == {} and results.begun == []
    assert not {"walking", "cast", "cat", "numb", "drug", "hard"} & {
        w for text in results.suggestions for w in text.split()
    }


def test_a_contraction_says_nothing_and_so_stands_in_nobodys_way():
    assert titles("can't lift my arm") == titles("cant lift my arm") == titles("lift arm") == ["Knee sprain"]
    assert titles("I'm numb, it won't end") == titles("numb end") != titles("I'll")
    assert search("can't").query.words == ()


def test_a_sick_person_is_not_taken_for_a_contraction(say):
    say("Feeling ill")
    assert titles("ill") == ["Feeling ill"]


def test_words_of_which_some_are_on_no_page_find_by_the_others_and_name_these():
    results = search("parking ankle 911")
    assert results.some and results.nowhere == ["parking", "911"] and titles("parking ankle 911") == ["Knee sprain"]
    assert search("arm ankle").nowhere == [] and search("parking insurance").nowhere == ["parking", "insurance"]


def test_the_names_of_the_directory_are_no_misspelled_words():
    assert corrected("druk") == ["drug"] and corrected("herion bat") == ["heroin"]
    Person.objects.create(slug="p", name="Ana Druk", listed=False)
    Location.objects.create(slug="l", name="Marsh", street="1 Sholder Road", city="Herion", state="FL", postal_code="1")
    assert corrected("druk") == corrected("herion") == corrected("sholder") == []


def test_who_has_a_title_has_a_name():
    assert corrected("dr druk") == corrected("Dr. Druk") == []
    assert corrected("dr for druk") == ["drug"]


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("carpel tunnel", "carpal"),
        ("planter fasciitis", "plantar"),
        ("brocken", "broken"),
        ("sholder", "shoulder"),
        ("knee spain", "sprain"),
    ],
)
def test_what_patients_type_for_another_word_is_corrected_though_it_is_one(typed, meant):
    assert corrected(typed) == [meant]


def test_british_and_other_spellings_find_what_american_pages_say():
    assert titles("oedema ankle") == titles("torn disk") == ["Knee sprain"]
    assert search("oedema").better == {} and not search("oedema ankle").some


def test_names_are_read_only_where_a_word_is_doubtful_and_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert misspelled(parse("parking 911 dr lindqvist").words, [0, 1, 3]) == []
    words = parse("sholder kene").words
    with django_assert_num_queries(1):
        assert misspelled(words, [0, 1]) == [0, 1]
