"""The admin's front page says what waits, to those who may see articles."""

import pytest

from conditions.models import PublishingRules
from conditions.publishing.actions import publish
from conditions.reviews import clinical_reviews
from tests.conditions.reading import words
from tests.conftest import signed_in

DUE = 'href="/admin/conditions/article/reviews/'


def front(account):
    return signed_in(account).get("/admin/").content.decode()


def test_it_counts_the_pages_to_be_reviewed_and_your_own_among_them(live, author, reviewer):
    assert live.owner == author
    assert "1 live page has to be reviewed , 1 of them yours" in words(front(author))
    assert "1 live page has to be reviewed" in words(front(reviewer)) and "of them yours" not in front(reviewer)
    assert DUE in front(reviewer)
    edition = live.live_edition
    clinical_reviews.review(live, by=reviewer, outcome="no-change", seen=edition.fingerprint, edition=edition)
    assert "No live page waits for a review." in words(front(author)) and DUE in front(author)


def test_it_counts_what_was_published_without_approval(draft, manager):
    PublishingRules.objects.create(levels={"approval": "stop"})
    publish(draft, by=manager, change_note="Now.", override="It cannot wait.")
    assert "Published without approval, still to be approved: 1" in words(front(manager))


@pytest.mark.parametrize("who", ["frontdesk", "outsider"])
def test_those_who_may_not_see_articles_read_nothing_of_them(live, who, request):
    page = front(request.getfixturevalue(who))
    assert "to be reviewed" not in page and DUE not in page


def test_it_still_offers_everything_that_may_be_done(live, manager):
    page = front(manager)
    assert 'href="/admin/conditions/article/"' in page and "Recent actions" in page
