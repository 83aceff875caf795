"""What somebody typed, and what it asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conditions.discovery.search import query
from conditions.discovery.search.query import grouped, parse


def asked(typed, other=None):
    """The alternatives of each group."""
    return [group.alternatives for group in grouped(parse(typed).words, other)]


def test_each_word_is_asked_for_on_its_own():
    assert asked("Swelling of my knee") == [((("swell",),),), ((("knee",),),)]


@pytest.mark.parametrize("typed", ['"tennis elbow" pain', "“tennis elbow” pain", "«tennis elbow» pain"])
def test_quotes_make_a_phrase(typed):
    assert asked(typed) == [((("tenni", "elbow"),),), ((("pain",),),)]


def test_a_quote_that_does_not_end_is_none():
    assert asked('"tennis elbow') == asked("tennis elbow")


def test_two_phrases_side_by_side_are_two():
    assert asked('"a tennis elbow" "knee pain"') == [((("tenni", "elbow"),),), ((("knee", "pain"),),)]


def test_the_longest_name_among_the_words_brings_its_other_names():
    other = {
        name: [(0.6, ((word,),))] for name, word in [("knee pain", "gonalgia"), ("knee", "kneecap"), ("pain", "ache")]
    }
    assert asked("bad knee pain", other) == [
        ((("bad",),),),
        ((("knee",), ("pain",)), (("gonalgia",),)),
    ]
    assert asked("knee of pain knee", other) == [
        ((("knee",), ("pain",)), (("gonalgia",),)),
        ((("knee",),), (("kneecap",),)),
    ]


def test_what_stands_in_quotes_is_meant_as_it_stands():
    assert asked('"knee"', {"knee": [(0.6, (("kneecap",),))]}) == [((("knee",),),)]


def test_a_name_with_very_many_others_brings_some():
    [alternatives] = asked("knee", {"knee": [(0.6, ((f"other{i}",),)) for i in range(100)]})
    assert len(alternatives) == query.MOST_ALTERNATIVES


def test_a_long_query_is_cut_between_words():
    found = parse(" ".join(["knee"] * 30))
    assert found.cut and found.text == " ".join(["knee"] * query.MOST_WORDS) and len(found.words) == query.MOST_WORDS
    found = parse("swelling " * 10_000)
    assert found.cut and found.text.split() == ["swelling"] * query.MOST_WORDS
    found = parse("k" * 10_000)
    assert found.cut and found.text == "k" * query.MOST_LETTERS and len(found.words) == 1


def test_a_short_query_is_kept_whole():
    assert parse("  swelling\n of  my knee ").text == "swelling of my knee"
    assert not parse("swelling of my knee").cut


@given(st.text() | st.text(alphabet='"“” ab*:^()-\x00\ud800é'))
def test_whatever_is_typed_asks_for_the_words_in_it(typed):
    found = parse(typed)
    assert len(found.text) <= query.MOST_LETTERS
    found.text.encode()
    assert [found.text[word.start : word.end] for word in found.words] == [word.typed for word in found.words]
    groups = grouped(found.words)
    assert [word for group in groups for word in group.typed] == [*found.words]
    assert all(phrase for group in groups for phrases in group.alternatives for phrase in phrases)
