"""Searches without a good answer: what is counted of them, and what never is."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from appointments import privacy
from clinic_site.write_lock import hurried
from conditions.discovery import unanswered
from conditions.discovery.search import search
from conditions.discovery.unanswered import DAYS, KEPT, MOST_SEARCHES, MOST_TIMES, plain_words, report
from conditions.models import PublishingRules, RedFlagCount, Symptom, UnansweredSearch
from tests.conftest import symptom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "bursitis"), pytest.mark.database]

TABLE = "conditions_unansweredsearch"


@pytest.fixture
def bursitis(say):
    return say("Bursitis of the knee", slug="bursitis", symptoms=(symptom("swelling", "Swelling"),))


@pytest.fixture(autouse=True)
def counting():
    unanswered.breaker.close()
    yield
    unanswered.breaker.close()


def count(text, *days, times=1):
    """Search for `text` so many days ago."""
    for day in days or range(DAYS):
        for _ in range(times):
            unanswered.count(search(text), timezone.now() - timedelta(days=day))


def counted():
    return sum(UnansweredSearch.objects.values_list("times", flat=True))


def stored():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {TABLE}")
        return str(cursor.fetchall())


def listed():
    return [row.words for row in report()]


def test_what_was_searched_for_on_five_days_is_shown(client):
    for _ in range(3):
        client.get("/search/", {"q": "How do I treat a Bunion?"})
    count("how do i treat bunion", 1, 2, 3)
    assert listed() == []
    count("Treat: BUNION!", 4)
    assert [(row.words, row.days, row.times) for row in report()] == [("treat bunion", 5, 7)]
    assert report()[0].last == timezone.localdate()


def test_until_then_nobody_can_read_the_words(client):
    count("bunion", *range(DAYS - 1))
    assert counted() == DAYS - 1 and "bunion" not in stored()
    client.get("/search/", {"q": "bunion"})
    assert "bunion" not in stored()  # it is one of these days
    count("bunion", DAYS)
    assert "bunion" in stored()


@pytest.mark.parametrize("text", ["swelling", "bursitis knee", "sweling", "knee swelling bursitis mountain", "", "the"])
def test_a_search_with_a_good_answer_is_not_counted(text):
    count(text)
    assert counted() == 0


def test_a_page_that_has_two_words_only_scattered_over_its_text_is_no_answer(say):
    say("Other", summary="A finger may hurt.", overview="<p>Rest well.</p><p>Cold may trigger it.</p>")
    count("trigger finger")
    assert listed() == ["trigger finger"]
    say("Trigger finger", slug="trigger-finger")
    assert listed() == []


@pytest.mark.parametrize("text", ["bunion", "bunion knee", "scoliosis fever chiropractor", "bunoin"])
def test_nothing_found_or_only_a_part_is_counted_as_none_where_it_can_be_read(text):
    """A misspelling that no page helps to correct is no word that many people use: it may be a name."""
    count(text)
    assert bool(counted()) is (text != "bunoin")


PERSONAL = """
    Heather Whitcombe-Adeyemi|bunion john smith|john q public 904-555-0142 bunion|9045550142|+1 904 555 0142 bunion
    jane.doe@example.org bunion|bunion jane.doe@example.org|3/14/1971 bunion|1971-03-14|march 14 1971 bunion
    ssn 078-05-1120 bunion|mrn 48213377|dr street bunion|mrs hope bunion|my son liam bunion|Zsuzsanna bunion
    M4X-99QR-77 bunion|12 harbor road apt 4 bunion 32202|Guadalupe Hernandez bunion|O'Brien bunion
    bunion hunter|shelby lawson bunion|brandy harley bunion|rich jack bunion|Bunion Hunter Mountain
    nine oh four five five five bunion|bunion born march fourteen seventy one|born in May bunion|nacio en marzo bunion
    bunion ＪＯＨＮ|bunion Jоhn|Nguyen bunion|patel bunion|bunion hannah|bunion smith's|4111 1111 1111 1111
    http://example.org/john bunion|liam@|\x00john bunion|jos\u00e9 bunion|bunion z\u00f6e
"""


@pytest.mark.parametrize("text", [text.strip() for line in PERSONAL.strip().splitlines() for text in line.split("|")])
def test_names_numbers_and_addresses_never_reach_the_table(client, text):
    client.get("/search/", {"q": text})
    count(text, *range(1, DAYS + 2))
    said = {word for row in UnansweredSearch.objects.values_list("words", flat=True) for word in row.split()}
    assert said <= {"bunion", "son", "example", "org"}


def test_a_search_loses_its_name_and_keeps_what_was_asked():
    assert plain_words(search("John Smith gout")) == "gout"
    assert plain_words(search("trigger finger L4")) == "trigger finger l4"


def test_a_search_whose_missing_word_may_not_be_stored_is_not_counted():
    """Else authors would read that people look for "knee swelling" and find nothing."""
    count("zsuzsanna knee swelling")
    assert counted() == 0


def test_a_long_story_is_not_counted():
    count("bunion teacher school wheelchair lawyer mountain guitar piano violin")
    assert counted() == 0


def test_a_search_that_names_a_danger_is_not_counted(client):
    text = "bunion chest pain and can't breathe"
    assert "Call 911 now" in client.get("/search/", {"q": text}).text
    assert counted() == 0 and not RedFlagCount.objects.exists()


@pytest.mark.parametrize("query", ["q=parking+bunion", "q=bunion&page=2", "q=bunion&exact=1", "q=dr+hart"])
def test_what_the_site_answers_further_pages_and_exact_searches_are_not_counted(client, query):
    client.get(f"/search/?{query}")
    assert counted() == 0


def test_only_a_page_that_is_read_counts_once_for_each_reader_though_pages_are_kept(client):
    assert client.head("/search/", {"q": "bunion"}).status_code == 200
    assert counted() == 0
    for browser in (client, client, Client()):
        answer = browser.get("/search/", {"q": "bunion"})
        assert "bypass" in answer["Cache-Status"]
    assert counted() == 3


def test_one_search_counts_a_few_times_a_day_and_a_day_holds_so_many_searches(client):
    for _ in range(MOST_TIMES + 5):
        client.get("/search/", {"q": "bunion"})
    assert counted() == MOST_TIMES
    day = timezone.localdate()
    more = [UnansweredSearch(fingerprint=f"{i}", day=day) for i in range(MOST_SEARCHES - 1)]
    UnansweredSearch.objects.bulk_create(more)
    client.get("/search/", {"q": "scoliosis"})
    assert UnansweredSearch.objects.count() == MOST_SEARCHES


def test_a_row_tells_of_no_visitor():
    names = {field.name for field in UnansweredSearch._meta.get_fields()}
    assert names == {"id", "fingerprint", "words", "day", "times"}


def test_what_a_page_answers_by_now_leaves_the_report(say):
    count("bunion")
    assert listed() == ["bunion"]
    say("Bunion")
    assert listed() == []


def test_a_synonym_answers_too():
    count("water on the knee bunion")
    assert listed() == ["water knee bunion"]
    term = Symptom.objects.get(slug="swelling")
    term.synonyms = ["water knee bunion"]
    term.save()
    assert listed() == []


def test_the_oldest_counts_are_deleted_with_what_else_is_destroyed():
    count("bunion", 0, KEPT.days - 1)
    UnansweredSearch.objects.create(fingerprint="old", day=timezone.localdate() - KEPT)
    call_command("purge_bookings", verbosity=0)
    assert UnansweredSearch.objects.count() == 2
    privacy.purge(at=timezone.now() + KEPT)
    assert counted() == 0


def test_a_clinic_can_switch_it_off_and_what_was_counted_goes():
    count("bunion")
    PublishingRules.objects.update_or_create(defaults={"counts_searches": False})
    count("scoliosis")
    assert counted() == DAYS
    privacy.purge()
    assert counted() == 0


def test_a_database_that_takes_nothing_keeps_no_page_from_its_readers(client, monkeypatch):
    def fails(*arguments, **options):
        raise OperationalError("read-only")

    monkeypatch.setattr("django.db.models.query.QuerySet.bulk_create", fails)
    assert "No page has these words" in client.get("/search/", {"q": "bunion"}).text
    monkeypatch.undo()
    assert unanswered.breaker.is_open  # and is left alone for a while
    client.get("/search/", {"q": "bunion"})
    assert counted() == 0


def test_one_without_an_answer_costs_one_short_write(django_assert_max_num_queries):
    results = search("bunion")
    with django_assert_max_num_queries(6) as asked:  # rules, days so far, rows of today, the row with its transaction
        unanswered.count(results)
    assert sum(query["sql"].startswith(("INSERT", "UPDATE")) for query in asked.captured_queries) == 1


def test_a_page_of_results_hardly_waits_for_who_writes_to_sqlite(client, monkeypatch):
    if connection.vendor != "sqlite":
        return  # PostgreSQL locks rows
    asked = []
    monkeypatch.setattr("clinic_site.write_lock._wait_at_most", asked.append)
    with hurried(unanswered.PATIENCE):
        UnansweredSearch.objects.create(fingerprint="one", day=timezone.localdate())
    assert asked and set(asked) == {unanswered.PATIENCE}
