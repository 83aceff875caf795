"""A correction goes live without approval: reviewers see each one until somebody has looked at it."""

import pytest
from django.urls import reverse

from conditions.models import CorrectionSeen, Edition
from conditions.publishing.actions import correct
from conditions.reviews import clinical_reviews
from tests.admin.conftest import change
from tests.conditions.reading import in_order, words
from tests.conditions.test_queries import count
from tests.conftest import document, signed_in, user

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("live_for_module")]
DUE = "/admin/conditions/article/reviews/"
FIXED = "<p>Too much running too soon.</p>"


def fix(article, by, **changes):
    live = article.live_edition
    fixed = document(article.slug, **(changes or {"causes": FIXED}))
    return correct(article, by=by, document=fixed, change_note="A comma.", seen=live.number)[0]


@pytest.fixture
def correction(live, author):
    return fix(live, author)


def seen(edition):
    return reverse("admin:conditions_article_correction_seen", args=[edition.article_id, edition.number])


def read(account):
    return words(signed_in(account).get(DUE).content.decode())


def test_each_is_listed_with_what_it_changed_until_somebody_looked(live, correction, author, reviewer):
    second = fix(live, author, causes="<p>Too much running too soon</p>")
    assert list(clinical_reviews.corrections_to_see()) == [correction, second]
    assert [one.corrected for one in clinical_reviews.corrections_to_see()] == [1, 2]
    text = read(reviewer)
    assert in_order(text, "nobody has looked at yet", "what edition 2 changed", "by Author", "“A comma.”", "edition 3")
    page = signed_in(reviewer).get(DUE).content.decode()
    assert f"/admin/conditions/article/{live.pk}/compare/?old=1&amp;new=2" in page
    assert signed_in(reviewer).post(seen(correction)).url == DUE
    assert list(clinical_reviews.corrections_to_see()) == [second]
    look = CorrectionSeen.objects.get()
    assert (look.edition, look.seen_by, look.name) == (correction, reviewer, "Reviewer")
    assert signed_in(reviewer).post(seen(correction)).url == DUE and CorrectionSeen.objects.count() == 1


def test_a_review_of_its_text_or_of_a_later_one_is_a_look(live, correction, author, reviewer):
    clinical_reviews.review(live, by=reviewer, outcome="no-change", seen=correction.fingerprint, edition=correction)
    assert not clinical_reviews.corrections_to_see().exists()
    second = fix(live, author, causes="<p>Too much running too soon</p>")
    third = fix(live, author)
    assert third.fingerprint == correction.fingerprint
    assert list(clinical_reviews.corrections_to_see()) == [second, third]
    clinical_reviews.review(
        live, by=reviewer, outcome="change-needed", note="No.", seen=third.fingerprint, edition=third
    )
    assert not clinical_reviews.corrections_to_see().exists()


def test_a_review_from_before_is_none(live, author, reviewer):
    first = live.live_edition
    clinical_reviews.review(live, by=reviewer, outcome="no-change", seen=first.fingerprint, edition=first)
    correction = fix(live, author)
    assert list(clinical_reviews.corrections_to_see()) == [correction]


def test_what_is_more_than_a_slip_is_not_among_them(live, author):
    fix(live, author, summary="Quite another answer.")
    assert Edition.objects.count() == 2 and not clinical_reviews.corrections_to_see().exists()


def test_who_made_it_does_not_look_at_it(live, reviewer):
    correction = fix(live, reviewer)
    assert "I have looked at it" not in read(reviewer)
    with pytest.raises(clinical_reviews.ReviewRefused, match="Somebody else has to look"):
        clinical_reviews.see_correction(correction, by=reviewer)
    page = signed_in(reviewer).post(seen(correction), follow=True)
    assert "You made this correction" in page.content.decode() and not CorrectionSeen.objects.exists()


def test_who_may_look(correction, author, frontdesk, outsider, manager):
    for account in (author, frontdesk, outsider):
        assert signed_in(account).post(seen(correction)).status_code == 403
    assert "I have looked at it" not in read(author)
    assert signed_in(manager).get(seen(correction)).status_code == 405
    assert signed_in(manager).post(seen(correction.article.editions.get(number=1))).status_code == 404
    assert signed_in(manager).post(seen(correction)).status_code == 302


def test_the_front_page_counts_them(correction, reviewer):
    assert "Corrections that nobody has looked at yet: 1" in words(signed_in(reviewer).get("/admin/").content.decode())


def test_the_look_stands_in_the_articles_history(correction, reviewer):
    clinical_reviews.see_correction(correction, by=reviewer)
    history = change(correction.article).replace("change", "history")
    assert "Looked at the correction of edition 2" in signed_in(reviewer).get(history).content.decode()


def test_twenty_cost_as_many_queries_as_one(live, author):
    client = signed_in(user("another", "Reviewers"))
    fix(live, author)
    one = count(client, DUE)
    for i in range(20):
        fix(live, author, causes=f"<p>Too much running{',' * ((i + 1) % 2)} too soon.</p>")
    assert clinical_reviews.corrections_to_see().count() == 21 and count(client, DUE) == one
