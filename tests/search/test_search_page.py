"""/search/: what a patient sees."""

import re

import pytest

from conditions.models import Symptom
from tests.conditions.reading import in_order, words
from tests.conftest import symptom
from tests.site.markup import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic"), pytest.mark.database]


@pytest.fixture
def page(client):
    def page(q, **more):
        response = client.get("/search/", {"q": q, **more})
        assert response.status_code == 200
        return response

    return page


@pytest.fixture
def bursitis(say):
    return say("Bursitis <of> the knee", slug="bursitis", symptoms=(symptom("swelling", "Swelling"),))


def main(response):
    return response.text.split("<main")[1].split('<section class="ways"')[0]


def test_a_search_shows_pages_and_why_each_was_found(page, bursitis):
    response = page("swelling")
    text = words(main(response))
    assert in_order(text, "1 page found", "Read about Symptom: Swelling", "Bursitis <of> the knee", "Told briefly.")
    assert text.endswith("Told briefly. Symptom: Swelling")
    assert re.search(r'<a href="/conditions/bursitis/">Bursitis &lt;of&gt; the knee\s*</a>', response.text)
    assert re.search(r"Symptom:\s*<b>Swelling</b>", response.text)
    assert 'Symptom: <a href="/symptoms/swelling/">Swelling</a>' in response.text


def test_the_form_works_without_any_script(page, bursitis):
    html = page("swelling").text
    assert re.search(r'<form class="search-form" role="search" action="/search/">', html)
    assert '<label for="search-words">' in html and 'id="search-words" name="q" value="swelling"' in html
    assert html.count("<h1") == 1


def test_another_word_that_was_searched_for_is_named_with_a_way_back(page, bursitis):
    response = page("sweling knee")
    assert "Showing results for swelling knee . Search instead for “sweling knee”" in words(main(response))
    assert "<i>swelling</i>" in response.text
    assert 'href="?q=sweling+knee&amp;exact=1"' in response.text
    assert "Showing results for" not in page("sweling knee", exact="1").text


@pytest.mark.parametrize(
    "typed, title",
    [
        ("sweling knee", "swelling knee: 1 page found"),
        ("swelling", "swelling: 1 page found"),
        ("zebra", "zebra: nothing found"),
        ("parking", "parking: search"),
        ("chest pain", "Call 911 now: chest pain: nothing found"),
        ("", "Search"),
    ],
)
def test_the_title_tells_what_was_searched_for_in_the_end_and_what_was_found(page, bursitis, typed, title):
    assert f"<title>{title} | Pelican Point" in page(typed).text


def test_nothing_breaks_a_sentence_for_who_listens(page, bursitis):
    html = main(page("sweling knee"))
    assert not re.search("<(mark|strong|em)[ >]", html) and html.count("<b>swelling") + html.count("<b>Swelling") >= 1


def test_what_a_danger_calls_for_is_read_first(page, bursitis):
    """It takes the focus, as an address cannot: the heading is its name, and the number the next stop."""
    html = page("chest pain").text
    assert re.search(r'<section[^>]* aria-labelledby="red-flags-heading" role="group" tabindex="-1" autofocus>', html)
    assert "autofocus" not in page("swelling").text


def test_the_word_that_was_typed_stands_beside_the_one_that_was_found(page, bursitis):
    term = Symptom.objects.get(slug="swelling")
    term.synonyms = ["puffiness"]
    term.save()
    assert "Symptom: Swelling (you wrote “puffiness”)" in words(main(page("puffiness")))


def test_words_that_were_only_begun_or_stand_on_no_page_together_are_told_of(page, bursitis):
    assert "No page has “swell” as a word" not in page("swell").text
    assert "No page has “swe” as a word of its own." in page("swe").text
    assert "No page has all of your words. These have some of them." in page("swelling zebra").text
    assert "Nothing was found for “zebra”, “can&#x27;tankerous”." in page("zebra swelling can'tankerous").text
    assert "Nothing was found" not in page("swelling").text


def test_suggestions_lead_to_searches(page, bursitis):
    assert '<a href="?q=swelling" rel="nofollow">swelling</a>' in page("swe").text


def test_an_empty_page_says_what_was_searched_and_leads_on(page, bursitis):
    response = page("zebra")
    text = words(main(response))
    assert "We searched for “zebra” in all of our articles." in text
    for way in ("/symptoms/", "/conditions/"):
        assert f'href="{way}"' in main(response)
    assert "904-555-0101" in response.text


@pytest.mark.parametrize(
    "typed, said", [("", "Type what you feel"), ("the", "There is nothing to search for in “the”")]
)
def test_nothing_to_search_for_is_no_mistake(page, typed, said):
    assert said in words(main(page(typed)))


def test_a_query_that_was_cut_says_so(page, bursitis):
    assert "That was too long to search for." in words(main(page("swelling " * 100)))


def test_results_go_on_over_pages(page, say):
    for i in range(12):
        say(f"Knee {'long ' * i}".strip(), slug=f"knee-{i}")
    first, last = page("knee"), page("knee", page=2)
    assert 'href="?q=knee&amp;page=2" rel="next nofollow"' in first.text and 'rel="prev' not in first.text
    assert "Results 1 to 10, the best first." in words(first.text)
    assert 'href="?q=knee&amp;page=1" rel="prev nofollow"' in last.text and 'rel="next' not in last.text
    assert "Results 11 to 12 of 12" in words(last.text) and 'start="11"' in last.text


def test_search_engines_keep_no_results(page, bursitis):
    html = page("swelling", page=1).text
    assert '<meta name="robots" content="noindex">' in html
    assert '<link rel="canonical" href="http://testserver/search/">' in html


def test_a_page_of_results_holds_nothing_a_strict_policy_refuses(page, bursitis):
    assert Page(page('"><script>alert(1)</script> swelling')).inline == []


def test_a_search_that_takes_too_long_says_so_with_a_way_on(page, bursitis, monkeypatch):
    monkeypatch.setattr("conditions.discovery.search.searching.SECONDS", 0)
    response = page("swelling")
    assert "This search took too long" in response.text
    assert "904-555-0101" in response.text and 'href="/symptoms/"' in main(response)


def test_the_page_only_answers_those_who_read(client):
    assert client.post("/search/", {"q": "knee"}).status_code == 405
