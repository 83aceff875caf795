"""What differs between two texts, word by word; and how long it takes, counted and not timed."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conditions.editing import text_diff
from conditions.editing.text_diff import ADDED, REMOVED, SAME, longest_increasing, opcodes, pieces, similarity

ITEMS = st.lists(st.sampled_from("abcd"), max_size=12)
TEXTS = st.lists(st.sampled_from(["knee", "hip", "don't", "pain.", " ", "\n", "<b>", "痛"]), max_size=14).map(" ".join)


def marked(old, new):
    """The pieces as one line: [removed], {added}."""
    brackets = {SAME: "{}", REMOVED: "[{}]", ADDED: "{{{}}}"}
    return "".join(brackets[mark].format(said) for mark, said in pieces(old, new))


@pytest.mark.parametrize(
    "old, new, shown",
    [
        ("Rest the knee.", "Rest the hip.", "Rest the [knee]{hip}."),
        ("Rest.", "Rest. Walk.", "Rest. {Walk.}"),
        ("Rest. Walk.", "Rest.", "Rest. [Walk.]"),
        ("", "Rest.", "{Rest.}"),
        ("Rest.", "", "[Rest.]"),
        ("Don't run.", "Do run.", "[Don't ]{Do }run."),
        ("One.\nTwo.", "One.\nThree.", "One.\n[Two.\n]{Three.}"),
        ("One.\nTwo.\nThree.", "One.\nThree.", "One.\n[Two.\n]Three."),
        ("One two.", "One\ntwo.", "One {\n}two."),
        ("Call us when it hurts.", "Swim at noon.", "[Call us when it hurts.\n]{Swim at noon.}"),
        ("a  b", "a b", ""),
        ("Same.", "Same.", ""),
        ("", "", ""),
        ("kneecap-pain", "knee-pain", "[kneecap-pain]{knee-pain}"),
    ],
)
def test_words_that_changed_are_marked(old, new, shown):
    assert marked(old, new) == shown


def test_a_few_words_between_changes_are_not_torn_apart():
    assert marked("Take two pills now.", "Take three tablets now.") == "Take [two pills ]{three tablets }now."


def test_what_did_not_change_is_shortened_but_for_the_words_beside():
    before, after = ([f"{word}{n}" for n in range(100)] for word in ("before", "after"))
    old = " ".join([*before, "knee", *after])
    found = pieces(old, old.replace("knee", "hip"))
    assert [mark for mark, _ in found] == [SAME, SAME, REMOVED, ADDED, SAME, SAME]
    assert [found[0].words, found[-1].words] == [text_diff.ELLIPSIS, text_diff.ELLIPSIS]
    assert (
        found[1].words.split() == before[-text_diff.CONTEXT :] and found[4].words.split() == after[: text_diff.CONTEXT]
    )


@given(old=TEXTS, new=TEXTS)
def test_the_pieces_make_both_texts(old, new):
    found = pieces(old, new)
    for text, other in ((old, ADDED), (new, REMOVED)):
        made = "".join(said for mark, said in found if mark != other)
        assert "".join(made.split()) == "".join(text.split()) or not found
    if not found:
        assert old.split() == new.split()


@given(old=ITEMS, new=ITEMS, costly=st.sampled_from([0, 5, text_diff.COSTLY]))
def test_steps_lead_from_one_sequence_to_the_other(old, new, costly):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_diff, "COSTLY", costly)
        steps = opcodes(old, new)
    made, place = [], (0, 0)
    for tag, i, i_end, j, j_end in steps:
        assert (i, j) == place and (i < i_end or j < j_end)
        assert tag != "equal" or old[i:i_end] == new[j:j_end]
        made, place = made + (old[i:i_end] if tag == "equal" else new[j:j_end]), (i_end, j_end)
    assert made == new and place == (len(old), len(new))


def test_a_long_text_with_many_changes_costs_little(monkeypatch):
    """200 kB in one paragraph: difflib never sees more pairs of equal words than it can work off at once."""
    seen = []

    class Counting(text_diff.SequenceMatcher):
        def __init__(self, junk, old, new, autojunk):
            seen.append(text_diff._pairs(old, new))
            super().__init__(junk, old, new, autojunk)

    monkeypatch.setattr(text_diff, "SequenceMatcher", Counting)
    dice = random.Random(4)  # noqa: S311 (no secret)
    vocabulary = ["the", "of", "knee", *[f"word{n}" for n in range(6000)]]
    old = dice.choices(vocabulary, k=25_000)
    new = list(old)
    for n in range(0, len(new), 100):
        new[n] = f"new{n}"
    found = pieces(" ".join(old), " ".join(new))
    assert sum(mark == ADDED for mark, _ in found) == 250
    assert max(seen) <= text_diff.COSTLY and sum(seen) < 20 * len(old)
    seen.clear()
    assert len(pieces("the of " * 15_000, "of the " * 15_000)) == 2  # nothing to hold on to
    assert sum(seen) <= text_diff.COSTLY


@pytest.mark.parametrize(
    "numbers, kept",
    [([], []), ([0, 1, 2], [0, 1, 2]), ([3, 0, 1, 2], [1, 2, 3]), ([0, 3, 1, 2], [0, 2, 3]), ([1, 2, 3, 0], [0, 1, 2])],
)
def test_of_rows_of_which_one_moved_all_the_others_stayed(numbers, kept):
    assert longest_increasing(numbers) == kept


@given(st.permutations(range(7)))
def test_what_stayed_increases_and_cannot_be_longer(numbers):
    kept = [numbers[place] for place in longest_increasing(numbers)]
    assert kept == sorted(kept)
    longest = [1] * len(numbers)
    for i, number in enumerate(numbers):
        longest[i] = 1 + max((longest[j] for j in range(i) if numbers[j] < number), default=0)
    assert len(kept) == max(longest)


def test_likeness_counts_words_wherever_they_stand():
    assert similarity("Rest the knee.", "the KNEE: rest") == 1
    assert similarity("Rest", "Walk") == 0 and similarity("", "") == 1
    assert similarity("a b c d", "a b x y") == 0.5
