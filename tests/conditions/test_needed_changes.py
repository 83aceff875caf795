"""A rejection is heard: the text that was rejected is not published, and a changed one not without the words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic_site.directory.models import Person
from conditions.document.encoding import fingerprint
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import PublishingRules, Review
from conditions.publishing import actions, publish_checks
from conditions.reviews import clinical_reviews, external_review
from conditions.reviews.needed_changes import Standing
from tests.conftest import document, user

pytestmark = pytest.mark.django_db
WORDS = "The dose is wrong."
DAY = timedelta(days=1)


@pytest.fixture
def other(db):
    """Another reviewer."""
    account = user("other", "Reviewers")
    Person.objects.create(name="Omar Reyes", slug="omar-reyes", credentials="DO", user=account)
    return account


def said(article, by, outcome, **more):
    mark = fingerprint(compose(article))
    return clinical_reviews.review(article, by=by, outcome=outcome, seen=mark, note=WORDS, **more)


def reject(article, by, **more):
    return said(article, by, Review.Outcome.CHANGE_NEEDED, **more)


def approve(article, by, **more):
    return said(article, by, Review.Outcome.NO_CHANGE, **more)


def standings(article, **more):
    return [change.standing for change in publish_checks.needed_changes(article, compose(article))]


def publish(article, by, **more):
    return actions.publish(article, by=by, change_note="New.", **more)


def test_a_rejected_draft_is_published_neither_now_nor_later(draft, author, reviewer):
    reject(draft, reviewer)
    for at in (None, timezone.now() + DAY):
        with pytest.raises(actions.PublishRefused, match=f"this very text needs a change: “{WORDS}”"):
            publish(draft, author, at=at)
    assert not draft.editions.exists()


def test_an_outside_experts_rejection_counts_with_each_of_their_comments(draft, author, manager):
    request, _ = external_review.ask(draft, by=manager, name="Paul Ames", credentials="MD")
    comments = [{"part": "treatment", "label": "Treatment", "text": "Six weeks, not two."}]
    external_review.answer(request, outcome=Review.Outcome.CHANGE_NEEDED, comments=comments)
    with pytest.raises(actions.PublishRefused, match="Paul Ames, MD said on .* Treatment: “Six weeks, not two.”"):
        publish(draft, author)


def test_a_clinic_may_choose_that_it_only_worries(draft, author, reviewer):
    reject(draft, reviewer)
    PublishingRules.objects.create(levels={"change-needed": "worry"})
    assert publish(draft, author).number == 1


def test_a_manager_passes_it_in_an_emergency_with_a_reason_that_is_kept_and_listed(draft, author, manager, reviewer):
    reject(draft, reviewer)
    with pytest.raises(actions.PublishRefused, match="Only a manager"):
        publish(draft, author, override="It cannot wait.")
    edition = publish(draft, manager, override="It cannot wait.")
    assert edition.override_reason == "It cannot wait." and list(clinical_reviews.unapproved()) == [edition]


def test_a_draft_that_was_changed_since_worries_until_somebody_finds_it_right(draft, author, reviewer, other):
    reject(draft, reviewer)
    restore(document(summary="Two pills."), by=author)
    assert standings(draft) == [Standing.OF_ANOTHER_TEXT]
    (finding,) = [one for one in publish_checks.findings(draft, compose(draft)) if one.rule == "change-unseen"]
    assert not finding.is_error and WORDS in finding.message and "Amelia Hart, MD" in finding.message
    approve(draft, other)
    assert standings(draft) == []
    restore(document(), by=author)
    assert standings(draft) == [Standing.OF_THIS_TEXT], "back to the rejected words"


def test_what_was_asked_before_the_last_publication_is_settled(draft, author, reviewer):
    reject(draft, reviewer)
    restore(document(summary="Two pills."), by=author)
    publish(draft, author)
    restore(document(summary="Three pills."), by=author)
    assert standings(draft) == []


def test_of_one_reviewer_the_newest_word_counts_and_of_two_both_are_heard(draft, reviewer, other):
    reject(draft, reviewer)
    approve(draft, reviewer)
    assert standings(draft) == []
    reject(draft, other)
    assert standings(draft) == [Standing.OF_THIS_TEXT]
    approve(draft, reviewer)
    assert standings(draft) == [Standing.OVERRULED]
    reject(draft, reviewer)
    assert standings(draft) == [Standing.OF_THIS_TEXT] * 2


def test_a_rejected_live_page_may_be_corrected_but_not_into_a_rejected_draft(live, author, reviewer):
    reject(live, reviewer, edition=live.live_edition)
    fixed = document(causes="<p>Too much running too soon.</p>")
    restore(fixed, by=author)
    reject(live, reviewer)
    with pytest.raises(actions.PublishRefused, match="this very text needs a change"):
        actions.correct(live, by=author, document=fixed, change_note="A comma.", seen=1)
    other_fix = document(causes="<p>Too much running, too soon</p>")
    restore(document(), by=author)
    assert actions.correct(live, by=author, document=other_fix, change_note="A period.", seen=1)[0].correction


def test_what_is_said_of_a_draft_is_no_finding_on_the_live_page(live, author, reviewer):
    restore(document(summary="Two pills."), by=author)
    reject(live, reviewer)
    [(_, found)] = publish_checks.findings_of([live.live_edition])
    assert {finding.rule for finding in found} & {"change-needed", "change-unseen"} == set()
    restore(document(), by=author)
    reject(live, reviewer, edition=live.live_edition)
    [(_, found)] = publish_checks.findings_of([live.live_edition])
    assert "change-needed" in {finding.rule for finding in found}
    assert publish_checks.blocked([live.live_edition]) == {}, "nobody publishes it anew"
