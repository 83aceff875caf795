"""What depends on a page that is to be withdrawn: who leads patients to it, what is planned, who asked from there."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appointments.models import BookingRequest
from conditions.document import values as d
from conditions.editing.restore import restore
from conditions.models import Article
from conditions.publishing.actions import publish, withdraw
from conditions.publishing.referrers import referrers
from conditions.reviews import clinical_reviews
from tests.admin.conftest import act, change
from tests.appointments.requests import received
from tests.conditions.reading import words
from tests.conftest import document

pytestmark = pytest.mark.usefixtures("live_for_module")

LINK = '<p>See <a href="{}">this page</a>.</p>'


@pytest.fixture
def put(live, author):
    """A draft that says something of the live page; published where `at` is not None, "now" or a moment to come."""

    def put(slug, at=None, **more):
        article, _ = restore(document(slug, **more), by=author)
        if at:
            publish(article, by=author, change_note="First.", at=None if at == "now" else at)
        return article

    return put


def slugs(found):
    return [referrer.article.slug for referrer in found]


@pytest.mark.parametrize(
    "more",
    [
        {"causes": LINK.format("/conditions/runners-knee/")},
        {"treatment": LINK.format("/conditions/runners-knee/#symptoms")},
        {"overview": LINK.format("https://clinic.example/conditions/runners-knee/?from=mail")},
        {"diagnosis": LINK.format("/conditions/Runners-Knee/")},
        {"sections": (d.Section(heading="More", text=LINK.format("/conditions/runners-knee/")),)},
        {"questions": (d.Question(question="Why?", answer=LINK.format("/conditions/runners-knee/")),)},
        {"sources": (d.Source(title="Ours", url="https://clinic.example/conditions/runners-knee/"),)},
    ],
)
def test_a_link_in_any_text_is_found_live_and_in_the_draft(put, live, more, settings):
    settings.SITE_URL = "https://clinic.example"
    put("shin-splints", "now", **more)
    found = referrers(live)
    assert [(one.article.slug, one.edition.number, one.links, one.lists) for one in found.live] == [
        ("shin-splints", 1, True, False)
    ]
    assert slugs(found.drafts) == ["shin-splints"] and found.coming == []


@pytest.mark.parametrize(
    "href", ["/conditions/", "/conditions/runners-knees/", "https://other.example/conditions/runners-knee/", "#fever"]
)
def test_other_links_are_not(put, live, href, settings):
    settings.SITE_URL = "https://clinic.example"
    put("shin-splints", causes=LINK.format(href))
    put("hip-fracture", "now", causes="<p>/conditions/runners-knee/</p>")
    assert referrers(live).live == referrers(live).drafts == []


def test_links_to_a_former_address_and_lists_of_related_articles_are_found(put, live, author):
    put("shin-splints", "now", related=("runners-knee",), causes=LINK.format("/conditions/runners-knee/"))
    Article.objects.filter(pk=live.pk).update(slug="kneecap-pain")
    publish(live, by=author, change_note="Renamed.")
    (one,) = referrers(live).live
    assert one.links and one.lists
    (draft,) = referrers(live).drafts
    assert draft.links and draft.lists and draft.edition is None


def test_editions_to_come_are_told_from_those_that_are_live_and_those_that_are_over(put, live, author):
    link = {"causes": LINK.format("/conditions/runners-knee/")}
    put("tomorrow", timezone.now() + dt.timedelta(days=1), **link)
    withdraw(put("over", "now", **link), by=author, reason="Old.")
    put("mended", "now", **link)
    publish(put("mended"), by=author, change_note="The link is gone.")
    put("a-draft", **link)
    found = referrers(live)
    assert (slugs(found.live), slugs(found.coming)) == ([], ["tomorrow"])
    assert slugs(found.drafts) == ["a-draft", "over", "tomorrow"]


def test_the_page_itself_is_none_of_them(live, author):
    restore(document(causes=LINK.format("/conditions/runners-knee/#symptoms")), by=author)
    publish(live, by=author, change_note="It leads to its own part.")
    assert referrers(live).live == referrers(live).drafts == []


def test_all_of_it_is_on_the_first_page_of_the_wizard(writing, reviewer, put, live):
    other = put("shin-splints", "now", related=("runners-knee",), causes=LINK.format("/conditions/runners-knee/"))
    put("tomorrow", timezone.now() + dt.timedelta(days=1), related=("runners-knee",))
    publish(live, by=live.owner, change_note="A new title.", at=_retitled(live))
    edition = live.editions.get(number=1)
    clinical_reviews.review(live, by=reviewer, edition=edition, seen=edition.fingerprint, outcome="no-change")
    page = writing.get(act(live, "withdraw")).content.decode()
    text = words(page)
    assert "Live pages that lead here Shin splints , edition 1: links to it in a text, and lists it as related" in text
    assert "Scheduled editions that lead here Tomorrow , edition 1 from " in text
    assert "Drafts that lead here Shin splints : links to it in a text, and lists it as related" in text
    assert f'href="{change(other)}"' in page
    assert "What is planned for it" in text and "A new title." in text and "Move or call off" in text
    assert "Its last clinical review Amelia Hart, MD," in text and "It is right as it stands." in text


def _retitled(article):
    Article.objects.filter(pk=article.pk).update(title="Runner's knee")
    return timezone.now() + dt.timedelta(days=2)


def test_a_page_that_nothing_depends_on_says_so(writing, live):
    text = words(writing.get(act(live, "withdraw")).content.decode())
    assert "No live page leads here." in text and "No draft leads here." in text and "Nothing is planned." in text
    assert "0 in all, 0 of them still open; 0 in the last 90 days." in text and "Nobody has reviewed it." in text
    assert "Scheduled editions" not in text


def test_requests_that_came_from_it_are_counted_and_nobody_is_named(writing, live, clinic):
    now = timezone.now()
    for number, (days, state) in enumerate([(200, "closed"), (100, "new"), (1, "new"), (0, "new")]):
        request = received(first_name=f"Zebedee{number}")
        when = now - dt.timedelta(days=days)
        closed = {"closed_at": when, "close_reason": "visited"} if state == "closed" else {}
        BookingRequest.objects.filter(pk=request.pk).update(article=live, submitted_at=when, state=state, **closed)
    received()  # from no article
    text = words(writing.get(act(live, "withdraw")).content.decode())
    assert "4 in all, 3 of them still open; 2 in the last 90 days." in text
    assert "Zebedee" not in text and BookingRequest.objects.first().reference not in text


def test_many_referrers_cost_as_many_queries_as_one(writing, put, live, django_assert_num_queries):
    link = {"related": ("runners-knee",), "causes": LINK.format("/conditions/runners-knee/")}
    put("article-0", "now", **link)
    writing.get(act(live, "withdraw"))
    with CaptureQueriesContext(connection) as few:
        writing.get(act(live, "withdraw"))
    for number in range(1, 9):
        put(f"article-{number}", "now", **link)
    with django_assert_num_queries(len(few)):
        writing.get(act(live, "withdraw"))
