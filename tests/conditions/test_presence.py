"""Who has an article's form open: known from the form's own word every half minute, or from its opening alone."""

from datetime import UTC, datetime, timedelta

import pytest

from conditions.editing import presence
from conditions.editing.restore import restore
from conditions.models import OpenForm
from tests.conftest import document, user

pytestmark = pytest.mark.database

NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)  # at the clinic


def later(**more):
    return NOON + timedelta(**more)


@pytest.fixture
def bea(db):
    return user("bea", "Authors", last_name="Moreno")


def seen(article, by, at):
    return [name for name, _ in presence.others(article, by, at)]


def test_a_form_is_open_for_the_others_and_not_for_oneself(draft, author, bea):
    presence.opened(draft, bea, NOON)
    assert presence.others(draft, author, NOON) == [("Bea Moreno", NOON)]
    assert presence.others(draft, bea, NOON) == []
    other, _ = restore(document("other"), by=author)
    assert presence.others(other, author, NOON) == []


@pytest.mark.parametrize("minutes, there", [(14, ["Bea Moreno"]), (15, ["Bea Moreno"]), (16, [])])
def test_a_form_without_javascript_counts_for_fifteen_minutes(draft, author, bea, minutes, there):
    presence.opened(draft, bea, NOON)
    assert seen(draft, author, later(minutes=minutes)) == there


@pytest.mark.parametrize("seconds, there", [(90, ["Bea Moreno"]), (91, [])])
def test_a_form_that_was_heard_of_and_falls_silent_was_closed(draft, author, bea, seconds, there):
    since = presence.opened(draft, bea, NOON)
    presence.still_open(draft, bea, since, later(hours=3))
    assert seen(draft, author, later(hours=3, seconds=seconds)) == there


def test_who_saved_or_left_is_no_longer_there(draft, author, bea):
    presence.opened(draft, bea, NOON)
    presence.closed(draft, bea)
    assert seen(draft, author, NOON) == []
    presence.opened(draft, bea, NOON)
    presence.closed(draft, bea, NOON)
    assert seen(draft, author, NOON) == []


def test_a_form_left_does_not_close_the_one_opened_after_it(draft, author, bea):
    """A browser says that it left a page when the next one is there already."""
    presence.opened(draft, bea, NOON)
    presence.opened(draft, bea, later(seconds=5))
    presence.closed(draft, bea, NOON)
    assert presence.others(draft, author, later(seconds=5)) == [("Bea Moreno", later(seconds=5))]


def test_a_form_that_was_forgotten_is_known_again_once_it_is_heard_of(draft, author, bea):
    presence.still_open(draft, bea, NOON, later(hours=1))
    assert presence.others(draft, author, later(hours=1)) == [("Bea Moreno", NOON)]
    assert seen(draft, author, later(hours=1, seconds=91)) == []


def test_each_has_one_row_and_old_rows_are_cleaned_away_in_passing(draft, author, bea):
    for minute in range(3):
        presence.opened(draft, bea, later(minutes=minute))
    assert OpenForm.objects.count() == 1
    presence.opened(draft, author, later(minutes=20))
    assert [form.user for form in OpenForm.objects.all()] == [author]


def test_the_warning_says_who_since_when_and_that_nobody_is_locked_out(draft, author, bea):
    assert presence.warning([]) == ""
    presence.opened(draft, bea, later(hours=2, minutes=5))
    one = presence.others(draft, author, later(hours=2, minutes=6))
    told = "You can both write: whoever saves second is shown both versions."
    assert presence.warning(one) == f"Since 2:05 p.m., Bea Moreno has had this article open. {told}"
    two = [*one, ("Jonah Pruitt", later(hours=3))]
    assert presence.warning(two).startswith("Bea Moreno (since 2:05 p.m.) and Jonah Pruitt (since 3 p.m.) have this")
