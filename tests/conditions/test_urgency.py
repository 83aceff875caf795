"""Four levels, the most urgent first, each said in words."""

from conditions.document.urgency import Urgency


def test_the_most_urgent_level_comes_first():
    assert list(Urgency) == ["emergency", "urgent", "clinic", "self-care"]
    assert [level.rank for level in Urgency] == [0, 1, 2, 3]


def test_every_level_has_words_of_its_own():
    assert len({level.label for level in Urgency} | {level.heading for level in Urgency}) == 8
    assert "Emergency" in Urgency.EMERGENCY.label and "Emergency" in Urgency.EMERGENCY.heading


def test_the_choices_are_the_levels_with_their_labels():
    assert dict(Urgency.choices()) == {str(level): level.label for level in Urgency}
