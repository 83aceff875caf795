"""What counts as one and the same word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conditions.discovery.search import analysis
from conditions.discovery.search.analysis import placed, stems, surface, words


@pytest.mark.parametrize(
    "one, other",
    [
        ("swellings", "swelling"),
        ("Runner's knee", "runners knees"),
        ("Runner’s", "runner's"),
        ("Ménière", "Meniere"),
        ("Me\u0301nie\u0300re", "meniere"),
        ("KNEE", "knee"),
        ("os\u00adteo", "osteo"),
        ("x²", "x2"),
        ("ﬁbula", "fibula"),
    ],
)
def test_words_that_differ_in_ending_accent_or_case_are_one(one, other):
    assert stems(one) == stems(other) != []


def test_words_that_say_nothing_are_left_out():
    assert stems("What is the pain in my knee?") == stems("pain knee")


def test_a_word_is_found_where_it_stands():
    text = "A swollen knee, runner's knee."
    assert [text[start:end] for _, start, end in words(text)] == ["swollen", "knee", "runner's", "knee"]


@pytest.mark.parametrize("text", ["", " ", "-", "_", "''", "\x00", "\ud800", "🦵", "\u202e", '()*:^"', "\u0301"])
def test_what_holds_no_word_holds_none(text):
    assert words(text) == []


def test_a_word_without_end_is_cut():
    assert len(stems("a" * 5000)[0]) <= analysis.LONGEST


@given(st.text())
def test_a_stem_is_letters_and_digits_alone(text):
    for stem in stems(text):
        assert stem.isalnum() and len(stem) <= analysis.LONGEST
        assert "\x00" not in stem


@given(st.text())
def test_a_surface_spells_its_word(text):
    assert surface(text) == "" or surface(text).isalnum()


def test_places_count_words_and_leave_a_gap_between_texts():
    assert placed([["knee", "pain"], ["hip", "pain"]]) == {"knee": [2], "pain": [3, 6], "hip": [5]}


def test_what_an_engine_cannot_hold_is_left_out(monkeypatch):
    monkeypatch.setattr(analysis, "LAST", 6)
    monkeypatch.setattr(analysis, "OFTEN", 2)
    monkeypatch.setattr(analysis, "LETTERS", 4)
    assert placed([["a", "a", "a", "b", "c", "dd"]]) == {"a": [2, 3], "b": [5], "c": [6]}
    monkeypatch.setattr(analysis, "LAST", 3)
    assert placed([["a", "b", "c", "d"]]) == {"a": [2], "b": [3], "c": [5], "d": [5]}
