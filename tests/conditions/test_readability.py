"""LIX by hand: words per sentence plus long words (seven letters and more) in a hundred words."""

import pytest

from conditions.publishing.readability import FEWEST_WORDS, lix

SHORT = "We rest it now. "  # 4 words, none long


def test_short_words_in_short_sentences_are_easy():
    assert lix(SHORT * 10) == 4  # 40 / 10 + 0


def test_a_long_word_in_every_five_adds_twenty():
    assert lix("We rest swollen joints now. " * 8) == 25  # 40 / 8 + 100 * 8 / 40


def test_six_letters_are_short_and_seven_are_long():
    assert lix("sprain " * 30 + ".") == 30  # 30 / 1 + 0
    assert lix("sprains " * 30 + ".") == 130  # 30 / 1 + 100


def test_one_long_sentence_is_hard():
    assert lix(("one two three four five " * 12).strip() + ".") == 60  # 60 / 1 + 0


def test_the_number_is_rounded():
    assert lix("We rest. " * 15 + "now.") == 2  # 31 / 16 = 1.94


def test_colons_questions_exclamations_and_lines_end_a_sentence():
    assert lix("Rest it: can you walk? Yes you can! " * 6) == 3  # 48 words / 18
    assert lix("rest it well\n" * 10) == 3  # 30 / 10


def test_a_number_with_a_point_and_an_empty_line_end_none():
    assert lix("Take 2.5 of them now. " * 6) == 6  # 36 / 6: "2" and "5" count as words
    assert lix("rest it well\n\n\n...\n" * 10) == 3


@pytest.mark.parametrize("end", ['."', ".”", ".)", "?’"])
def test_a_sentence_may_end_inside_quotes_or_brackets(end):
    assert lix(f"Rest it well{end} " * 10) == 3


def test_hyphens_and_apostrophes_hold_a_word_together():
    assert lix("Don't use follow-ups much, friend’s. " * 6) == 45  # 5 words, 2 long: 5 + 40


def test_letters_of_other_alphabets_count():
    assert lix("Künstliche Gelenke halten lange Zeit. " * 6) == 45  # 5 words, Künstliche and Gelenke long: 5 + 40


def test_too_few_words_say_nothing():
    assert lix("word " * (FEWEST_WORDS - 1)) is None
    assert lix("word " * FEWEST_WORDS) == FEWEST_WORDS
    assert lix("") is None and lix("... !? --- ___ " * 40) is None
