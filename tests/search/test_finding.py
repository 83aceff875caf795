"""Which pages are found, and in which order."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conditions.discovery.search import search
from conditions.editing.restore import restore
from conditions.models import Edition
from conditions.publishing.actions import publish, withdraw
from tests.conftest import document, entry, symptom
from tests.search.reading import titles

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_page_is_found_by_each_of_its_parts(put):
    put("runners-knee", icd_10=("M22.2",))
    for text in (
        "runners knee",
        "patellar",
        "swelling",
        "excess weight",
        "X-ray",
        "groove",
        "overworked",
        "running too soon",
        "puffiness",
        "squat",
        "thigh exercises",
        "slowly",
        "still walk",
        "M22.2",
    ):
        assert titles(text) == ["Runners knee"], text
    assert titles("shoulder") == []


def test_all_words_must_be_there(say):
    say("Knee pain")
    say("Hip pain")
    assert titles("pain knee") == ["Knee pain"]


def test_the_page_with_that_very_name_comes_first(say):
    say("Bursitis")
    say("Swelling at the heel", also_known_as=("Bursitis of the heel", "Heel bump"))
    say("Heel")
    assert titles("heel bump")[0] == "Swelling at the heel"
    assert titles("bursitis") == ["Bursitis", "Swelling at the heel"]


def test_names_come_before_terms_and_terms_before_the_summary_and_that_before_the_text(say):
    say("A", overview="<p>Fever is rare.</p>")
    say("B", summary="With fever.")
    say("C", symptoms=(symptom("fever", "Fever"),))
    say("D fever in winter and summer")
    say("Fever")
    assert titles("fever") == ["Fever", "D fever in winter and summer", "C", "B", "A"]


def test_among_equals_the_shorter_title_comes_first_and_then_the_newer_page(say):
    say("Knee pain at night")
    say("Knee pain", slug="one")
    say("Knee ache")
    assert titles("knee") == ["Knee ache", "Knee pain", "Knee pain at night"]


def test_what_goes_live_later_is_found_from_then_on(say, author):
    monday = timezone.now() + dt.timedelta(days=3)
    article, _ = restore(document("new", title="Newcomer"), by=author)
    publish(article, by=author, change_note="New.", at=monday)
    assert titles("newcomer") == []
    assert titles("newcomer", at=monday) == ["Newcomer"]


def test_what_was_live_then_is_found_as_of_then(say, author):
    article = say("Old name")
    then = timezone.now()
    article.title = "New name"
    article.save()
    publish(article, by=author, change_note="Renamed.")
    assert titles("name") == ["New name"] and titles("old") == []
    assert titles("name", at=then) == titles("old", at=then) == ["Old name"]
    assert titles("name", at=then - dt.timedelta(days=1)) == []


def test_a_withdrawn_page_is_not_found(say, author):
    article = say("Knee pain")
    assert titles("knee") == ["Knee pain"]
    withdraw(article, by=author, reason="Out of date.")
    assert titles("knee") == []


def test_a_phrase_is_found_only_as_it_stands(say):
    say("Elbow of tennis players", overview="<p>The tennis elbow.</p>")
    say("Tennis and the elbow", overview="<p>For tennis. Elbow next.</p>")
    say("Tennis", also_known_as=("Elbow",))
    assert sorted(titles("tennis elbow")) == ["Elbow of tennis players", "Tennis", "Tennis and the elbow"]
    assert sorted(titles('"tennis elbow"')) == ["Elbow of tennis players", "Tennis and the elbow"]


def test_the_queries_of_a_search_are_few_and_do_not_grow(say):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            search("knee")
        return len(seen)

    say("Knee one", symptoms=(symptom("fever", "Fever"),), tests=(entry("x-ray", "X-ray"),))
    before = queries()
    for i in range(9):
        say(f"Knee {i}")
    assert queries() <= before <= 24


def test_a_page_of_results_reads_no_document(put, monkeypatch):
    put("runners-knee")
    monkeypatch.setattr(Edition, "document", property(lambda self: pytest.fail("decoded")))
    assert titles("knee") == ["Runners knee"]
