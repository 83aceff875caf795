"""The list of live pages that wait for a review: one's own first, why, and for how long."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from conditions.editing.restore import restore
from conditions.models import PublishingRules, Review
from conditions.publishing.actions import publish
from conditions.reviews import clinical_reviews
from tests.admin.conftest import act
from tests.conditions.conftest import put  # noqa: F401
from tests.conditions.reading import in_order, words
from tests.conditions.test_queries import count
from tests.conftest import document, signed_in, user

DUE = "/admin/conditions/article/reviews/"
AT = timezone.now() - timedelta(days=400)


@pytest.fixture
def page(reviewer):
    """page(**query): the list as the reviewer reads it, in words."""
    client = signed_in(reviewer)
    return lambda **query: words(client.get(DUE, query).content.decode())


@pytest.fixture
def signed(put, reviewer):  # noqa: F811
    """signed(slug, days): a live page, due again in so many days; `owner` answers for it."""

    def signed(slug, days=None, owner=None, outcome=Review.Outcome.NO_CHANGE, **more):
        article = put(slug)
        article.owner = owner
        article.save()
        if days is not None:
            edition = article.live_edition
            clinical_reviews.review(
                article,
                by=reviewer,
                outcome=outcome,
                seen=edition.fingerprint,
                edition=edition,
                next_due=timezone.localdate() + timedelta(days=days),
                at=AT,
                **more,
            )
        return article

    return signed


def test_its_address():
    assert reverse("admin:conditions_article_reviews_due") == DUE


def test_it_says_why_and_for_how_long(signed, page):
    signed("overdue-page", -3)
    signed("other-overdue", -1)
    signed("never-page")
    signed("wrong-page", 90, outcome=Review.Outcome.CHANGE_NEEDED, note="The dose is wrong.")
    signed("soon-page", 30)
    signed("today-page", 0)
    signed("later-page", 31)
    text = page()
    text = text[text.index("Show") :]
    assert in_order(text, "Wrong page", "A change is needed", "The dose is wrong.", "Overdue page", "3 days overdue")
    assert in_order(text, "3 days overdue", "Other overdue", "1 day overdue", "Never page", "Never reviewed")
    assert in_order(text, "Never reviewed", "Today page", ": today", "Soon page", ": in 30 days")
    assert "Later page" not in text and "Amelia Hart, MD" in text


def test_your_own_come_first_and_those_that_nobody_owns_last(signed, page, reviewer, author, manager):
    signed("nobodys-page")
    signed("managers-page", owner=manager)
    signed("authors-page", owner=author)
    signed("own-page", owner=reviewer)
    text = page()
    text = text[text.index("Show") :]
    assert in_order(text, "Yours", "Own page", "Author", "Authors page", "Manager", "Managers page", "Without an owner")
    assert in_order(text, "Without an owner", "Nobody is told", "Nobodys page")


def test_it_may_be_narrowed_to_an_owner_or_a_reason(signed, page, author):
    signed("overdue-page", -3, owner=author)
    signed("never-page", owner=author)
    signed("nobodys-page")
    assert "Nobodys page" not in page(owner=author.pk) and "Never page" in page(owner=author.pk)
    assert "Never page" not in page(owner="none") and "Nobodys page" in page(owner="none")
    text = page(owner=author.pk, why="overdue")
    assert "Overdue page" in text and "Never page" not in text and "Show all" in text
    assert "Nothing of that kind is due." in page(why="soon")
    assert page(owner="99999", why="x").count(" page ") == page().count(" page ")


def test_a_row_leads_to_the_review_of_the_live_page(signed, reviewer, author):
    article = signed("never-page")
    restore(document("never-page", summary="A draft."), by=author)
    client = signed_in(reviewer)
    link = f'{act(article, "review")}?text=1"'
    assert link in client.get(DUE).content.decode()
    assert "Edition 1, live since" in words(client.get(act(article, "review") + "?text=1").content.decode())


def test_what_was_published_without_approval_is_listed_until_it_is_approved(page, draft, manager, reviewer):
    PublishingRules.objects.create(levels={"approval": "stop"})
    edition = publish(draft, by=manager, change_note="Now.", override="The old page told a wrong dose.")
    text = page()
    assert in_order(text, "still to be approved", "edition 1", "by Manager", "“The old page told a wrong dose.”")
    clinical_reviews.review(draft, by=reviewer, outcome="no-change", seen=edition.fingerprint, edition=edition)
    assert "still to be approved" not in page()


def test_nothing_due(page):
    assert "No live page has to be reviewed within the next 30 days." in page()


def test_who_may_not_see_articles_does_not_see_it(frontdesk):
    assert signed_in(frontdesk).get(DUE).status_code == 403
    assert signed_in(user("author2", "Authors")).get(DUE).status_code == 200
    assert signed_in(user("author3", "Authors")).post(DUE).status_code == 405


def test_twenty_pages_cost_as_many_queries_as_one(signed, reviewer, author):
    client = signed_in(reviewer)
    signed("page-0", -3, owner=author)
    one = count(client, DUE)
    for i in range(1, 20):
        signed(f"page-{i}", -i if i % 2 else None, owner=author)
    assert count(client, DUE) == one
