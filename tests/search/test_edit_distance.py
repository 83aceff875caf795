"""Which word was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conditions.discovery.search.edit_distance import distance, is_a_letter_short, nearest

WORDS = [
    "arthritis",
    "osteoarthritis",
    "heterotopic",
    "muscle",
    "knee",
    "heel",
    "hip",
    "swelling",
    "sweating",
    "tendinitis",
]


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("sweling", "swelling"),
        ("artritis", "arthritis"),
        ("osteoartritis", "osteoarthritis"),
        ("heterotropic", "heterotopic"),
        ("musle", "muscle"),
        ("nee", "knee"),
        ("tendonitus", "tendinitis"),
        ("kene", "knee"),
        ("msucle", "muscle"),
    ],
)
def test_a_slip_leads_to_the_word_that_was_meant(typed, meant):
    assert nearest(typed, WORDS)[0] == meant


@pytest.mark.parametrize("typed", ["hi", "hop7", "banana", "zzzzzzzzz"])
def test_what_is_like_no_word_is_left_alone(typed):
    assert nearest(typed, WORDS) == []


def test_a_word_is_no_slip_of_itself():
    assert nearest("heel", ["heel"]) == []


@pytest.mark.parametrize(
    "one, other, far",
    [("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("abc", "abd", 1), ("abcd", "acbde", 2), ("ca", "abc", 3)],
)
def test_the_distance_of_words_we_know(one, other, far):
    assert distance(one, other) == far


short = st.text(alphabet="abc", max_size=6)


@given(short, short)
def test_the_distance_is_the_same_there_and_back(one, other):
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


@given(short, st.integers(min_value=0, max_value=5))
def test_one_letter_more_is_one_step_away(word, place):
    longer = word[:place] + "z" + word[place:]
    assert distance(word, longer) == 1 and is_a_letter_short(word, longer) and not is_a_letter_short(longer, word)
