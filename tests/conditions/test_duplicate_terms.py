"""Words that may be one are found, and words that only look so are left alone."""

import pytest

from conditions.vocabulary import duplicate_terms

WRITTEN = "The same, written differently."
SPELLED = "Spelled alike."


def why(one, other, *synonyms):
    """Why the names `one`, with `synonyms`, and `other` may be one word; None where nothing says so."""
    found = duplicate_terms.pairs([(one, list(synonyms)), ("Broken bone", []), (other, [])])
    assert [(pair.one, pair.other) for pair in found] in ([], [(0, 2)])
    return found[0].why if found else None


@pytest.mark.parametrize(
    "one, other",
    [
        ("Swelling", "swelling"),
        ("X-ray", "Xray"),
        ("X-ray", "X rays"),
        ("Kneecap pain", "Knee cap pain"),
        ("Morning stiffness", "Stiffness in the morning"),
        ("Numbness and tingling", "Numbness or tingling"),
        ("Difficulty walking", "Difficulties with walking"),
        ("Crutch", "Crutches"),
        ("Runner's knee", "Runners’ knees"),
        ("Naïve", "naive!"),
        ("On and on", "on-and-on"),
    ],
)
def test_case_punctuation_plurals_small_words_and_order_do_not_tell_words_apart(one, other):
    assert why(one, other) == why(other, one) == WRITTEN


@pytest.mark.parametrize(
    "one, other",
    [
        ("Swelling", "Sweling"),
        ("Tingling", "Tnigling"),
        ("Edema", "Oedema"),
        ("Tumor", "Tumour"),
        ("Stiff neck", "Stiffness of the neck"),
        ("Tender", "Tenderness"),
        ("Swelling of the knee", "Knee sweling"),
    ],
)
def test_words_that_are_spelled_alike_are_found(one, other):
    assert why(one, other) == why(other, one) == SPELLED


@pytest.mark.parametrize(
    "one, other",
    [
        ("Knee pain", "Heel pain"),
        ("Pain", "Knee pain"),
        ("Hip pain", "Lip pain"),
        ("Pain in the left knee", "Pain in the right knee"),
        ("Pain with activity", "Pain without activity"),
        ("Type 1 diabetes", "Type 2 diabetes"),
        ("Osteoarthritis of the knee", "Osteoarthritis of the hip"),
        ("Loss of bladder control", "Loss of bowel control"),
        ("Arthritis", "Virus"),
    ],
)
def test_words_that_differ_in_what_counts_are_not(one, other):
    assert why(one, other) is None


@pytest.mark.parametrize(
    "one, other",
    [
        ("Hyperthyroidism", "Hypothyroidism"),
        ("Abduction", "Adduction"),
        ("Pain on inversion", "Pain on eversion"),
        ("Intermuscular", "Intramuscular"),
        ("Overactive bladder", "Underactive bladder"),
    ],
)
def test_opposites_are_not_taken_for_slips_of_the_hand(one, other):
    assert why(one, other) is why(other, one) is None


@pytest.mark.parametrize("synonym", ["puffiness", "PUFFINESS", "puffinesses"])
def test_a_name_that_is_a_synonym_of_another_word_is_found(synonym):
    assert why("Swelling", "Puffiness", "fluid", synonym) == "“Puffiness” is also a synonym of “Swelling”."


def test_a_word_is_no_double_of_itself():
    assert duplicate_terms.pairs([("Swelling", ["swelling", "Swellings"])]) == []


def test_the_surest_come_first_and_each_pair_once():
    words = [("Swelling", []), ("Sweling", []), ("Edema", ["Swellings"]), ("swelling!", ["Edema"])]
    found = [(pair.one, pair.other, pair.why.partition(" ")[0]) for pair in duplicate_terms.pairs(words)]
    assert found == [
        (0, 3, "The"),
        (0, 2, "“Swelling”"),
        (2, 3, "“swelling!”"),
        (0, 1, "Spelled"),
        (1, 3, "Spelled"),
    ]
