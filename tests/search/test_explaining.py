"""manage.py explain_search: why a page stands where it stands."""

import io

import pytest
from django.core.management import CommandError, call_command

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def explained(*arguments, **options):
    out = io.StringIO()
    call_command("explain_search", *arguments, stdout=out, **options)
    return out.getvalue()


def test_each_page_is_shown_with_what_it_gained(say):
    say("Knee pain", overview="<p>The knee hurts at night.</p>")
    say("Night pain", overview="<p>Not of the hip.</p>")
    text = explained("kneee", "night")
    assert "“kneee” was taken for “knee”." in text
    assert "knee: weighs" in text and "night: weighs" in text
    first = text.split("1. ")[1]
    assert first.startswith("Knee pain (knee-pain): ") and "side by side" in first
    assert "best passage: knee pain night" in first or "best passage: knee hurt night" in first


def test_words_on_no_page_are_named(say):
    say("Knee pain")
    assert "On no page: zebra" in explained("knee", "zebra")
    assert explained("the") == "There is nothing to search for.\n"


def test_the_past_is_explained_as_it_was(say):
    say("Knee pain")
    assert "Knee pain" not in explained("knee", at="2001-01-01T09:00")
    with pytest.raises(CommandError, match="no date and time"):
        explained("knee", at="soon")
