"""The report: every page that patients read or are going to read, with what the publish checks find in it today."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conditions.editing.restore import restore
from conditions.models import PublishingRules
from conditions.publishing.actions import publish, withdraw
from tests.admin.conftest import change
from tests.conftest import document, signed_in

REPORT = reverse("admin:conditions_article_report")
QUIET = dict.fromkeys(("approval", "never-reviewed"), "off")
LATER = timedelta(days=3)


@pytest.fixture
def put(author, clinic):
    """Publish an article as a clinic that asked for less did then: since, the publish checks are the usual ones."""
    lax = dict.fromkeys(("phone", "alt-text", "sources"), "off")

    def put(slug, at=None, by=author, **more):
        PublishingRules.objects.update_or_create(defaults={"levels": lax})
        article, _ = restore(document(slug, **more), by=by)
        publish(article, by=by, change_note="First published.", at=at)
        PublishingRules.objects.update(levels=QUIET)
        return article

    return put


@pytest.fixture
def pages(put, manager):
    """One with a stop, one with a worry, one with both, one with neither."""
    number = "<p>Call 904-555-0199.</p>"
    return {
        "b-stop": put("b-stop", causes=number),
        "a-worry": put("a-worry", sources=()),
        "c-both": put("c-both", by=manager, causes=number, sources=()),
        "d-none": put("d-none"),
    }


def asked(client, query=""):
    """(titles in order, {rule: number}, the response)."""
    response = client.get(f"{REPORT}{query}")
    entries = response.context["page"].object_list
    counts = {rule: (stops, number) for rule, _, stops, number in response.context["counts"]}
    return [entry.edition.title for entry in entries], counts, response


ALL = {"phone": (True, 2), "sources": (False, 2)}


def test_pages_that_stop_come_first_and_those_without_findings_are_counted(writing, pages):
    titles, counts, response = asked(writing)
    assert (titles, counts) == (["B stop", "C both", "A worry"], ALL)
    page = response.content.decode()
    assert "<strong>1</strong> of 4 editions has no finding and is not listed." in page
    assert f'<a href="{change(pages["b-stop"])}">B stop</a>' in page
    stop, worry = "Stops:</strong> In &quot;Causes&quot; the number 904-555-0199", "<li>No sources are named."
    assert page.rindex(stop) < page.index(worry, page.rindex(stop)), "and so within a page"


def test_a_rule_is_looked_at_alone(writing, pages):
    titles, counts, response = asked(writing, "?rule=sources")
    assert (titles, counts) == (["A worry", "C both"], ALL), "counts stay those of all rules"
    assert "904-555-0199" not in response.content.decode()
    assert 'href="?rule=sources" aria-current="page"' in response.content.decode()


def test_an_owner_looks_at_their_own(writing, pages, manager):
    titles, counts, response = asked(writing, f"?owner={manager.pk}")
    assert (titles, counts) == (["C both"], {"phone": (True, 1), "sources": (False, 1)})
    assert [name for _, name in response.context["owners"]] == ["Author", "Manager"]
    assert f'<option value="{manager.pk}" selected>' in response.content.decode()
    assert f'href="?owner={manager.pk}&amp;rule=phone"' in response.content.decode()
    pages["a-worry"].owner = None
    pages["a-worry"].save()
    assert asked(writing, "?owner=none&rule=sources")[0] == ["A worry"]


@pytest.mark.parametrize("query", ["?rule=nonsense", "?owner=nobody", "?owner=99999999999999999999", "?page=99"])
def test_what_is_not_understood_is_passed_over(writing, pages, query):
    assert asked(writing, query)[0] == ["B stop", "C both", "A worry"]


def test_a_scheduled_edition_is_judged_as_of_its_day_and_marked(writing, put, author):
    linked = put("linked")
    at = timezone.now() + LATER
    put("to-come", at=at, causes='<p><a href="/conditions/linked/">There</a></p>')
    assert asked(writing)[0] == []
    withdraw(linked, by=author, reason="Out of date.", at=at)
    titles, counts, response = asked(writing)
    assert (titles, counts) == (["To come"], {"dead-link": (True, 1)})
    assert '<span class="state">Scheduled</span>' in response.content.decode()
    assert "will not be live then" in response.content.decode()


def test_drafts_and_withdrawn_pages_are_none_of_it(writing, pages, author):
    restore(document("only-a-draft", causes="<p>Call 904-555-0199.</p>"), by=author)
    withdraw(pages["b-stop"], by=author, reason="Out of date.")
    assert asked(writing)[0] == ["C both", "A worry"]


def test_the_draft_of_a_live_page_is_not_what_is_judged(writing, pages, author):
    restore(document("b-stop"), by=author)
    assert "B stop" in asked(writing)[0]


def test_fifty_go_on_a_page_and_all_are_counted(writing, put):
    for i in range(52):
        put(f"page-{i:02}", sources=())
    titles, counts, response = asked(writing)
    assert (len(titles), counts) == (50, {"sources": (False, 52)})
    assert "Page 1 of 2" in response.content.decode() and 'href="?page=2"' in response.content.decode()
    assert asked(writing, "?page=2")[0] == ["Page 50", "Page 51"]


def test_more_articles_cost_no_more_queries(writing, put):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            writing.get(REPORT)
        return len(queries)

    link = '<p><a href="/conditions/page-0/">There</a></p>'
    for i in range(2):
        put(f"page-{i}", causes="" if i == 0 else link)
    few = cost()
    for i in range(2, 12):
        put(f"page-{i}", causes=link, sources=())
    assert cost() == few


def test_who_may_not_see_articles_does_not_see_it(frontdesk, outsider):
    assert {signed_in(user).get(REPORT).status_code for user in (frontdesk, outsider)} == {403}
