"""Which live pages wait for a review, and what was published without approval."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic_site.directory.models import Person
from conditions.document.encoding import fingerprint
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import PublishingRules, Review
from conditions.publishing.actions import call_off, correct, publish, withdraw
from conditions.reviews import clinical_reviews, external_review
from tests.conftest import document

pytestmark = pytest.mark.database

TODAY = timezone.localdate
NO_CHANGE, CHANGE_NEEDED = Review.Outcome.NO_CHANGE, Review.Outcome.CHANGE_NEEDED


def sign(article, by, outcome=NO_CHANGE, edition=None, **more):
    seen = edition.fingerprint if edition else fingerprint(compose(article))
    return clinical_reviews.review(article, by=by, outcome=outcome, seen=seen, edition=edition, note="Read.", **more)


def due(on=None):
    return list(clinical_reviews.overdue(on))


def test_a_live_page_that_nobody_reviewed_is_due_and_a_draft_is_not(draft, author):
    assert due() == []
    publish(draft, by=author, change_note="First.")
    assert due() == [draft]
    assert due()[0].last_review is None


def test_a_page_is_due_when_the_day_has_passed_and_not_on_it(live, reviewer):
    sign(live, reviewer, edition=live.live_edition, next_due=TODAY() + timedelta(days=5))
    assert due() == due(TODAY() + timedelta(days=5)) == []
    assert due(TODAY() + timedelta(days=6)) == [live]


def test_the_newest_review_sets_the_day(live, reviewer):
    sign(live, reviewer, edition=live.live_edition, next_due=TODAY())
    sign(live, reviewer, edition=live.live_edition, next_due=TODAY() + timedelta(days=90))
    assert due(TODAY() + timedelta(days=30)) == []


def test_a_page_of_which_the_newest_review_asks_for_a_change_is_due_until_one_asks_for_none(live, reviewer, author):
    sign(live, reviewer, CHANGE_NEEDED, edition=live.live_edition)
    assert [article.last_outcome for article in due()] == [CHANGE_NEEDED]
    restore(document(summary="Mended."), by=author)
    publish(live, by=author, change_note="Mended.")
    assert due() == [live]
    sign(live, reviewer, edition=live.live_edition)
    assert due() == []


def test_what_is_said_of_a_draft_is_no_verdict_on_the_live_page(live, reviewer, author):
    sign(live, reviewer, edition=live.live_edition)
    restore(document(summary="A draft."), by=author)
    live.refresh_from_db()
    sign(live, reviewer, CHANGE_NEEDED)
    assert due() == []
    later = clinical_reviews.due_after(TODAY()) + timedelta(days=1)
    PublishingRules.objects.create(review_months=36)
    sign(live, reviewer, next_due=later)
    assert due(later) == [live]
    publish(live, by=author, change_note="The draft.")
    assert due(later) == []


def test_a_review_of_a_scheduled_edition_sets_the_day_of_the_one_that_replaced_it(live, reviewer, author):
    soon = timezone.now() + timedelta(days=1)
    restore(document(summary="Planned."), by=author)
    planned = publish(live, by=author, change_note="Planned.", at=soon)
    sign(live, reviewer, edition=planned)
    corrected = document(causes="<p>Too much running too soon.</p>")
    correct(live, by=author, document=corrected, change_note="A typo.", seen=1)
    assert list(clinical_reviews.overdue(at=timezone.now())) == [live]
    assert list(clinical_reviews.overdue(at=soon)) == []


def test_a_withdrawn_page_is_not_due(live, author):
    withdraw(live, by=author, reason="Out of date.")
    assert due() == []


def test_it_names_the_page_as_patients_read_it(live):
    live.title = "A new title"
    live.save()
    assert [(article.live_title, article.live_number) for article in due()] == [("Runners knee", 1)]


@pytest.fixture
def overridden(draft, manager):
    """An edition that a manager published without approval."""
    PublishingRules.objects.create(levels={"approval": "stop"})
    return publish(draft, by=manager, change_note="In a hurry.", override="The old page told a wrong dose.")


def test_what_was_published_without_approval_stays_listed_until_that_text_is_approved(overridden, reviewer, author):
    article = overridden.article
    assert list(clinical_reviews.unapproved()) == [overridden]
    sign(article, reviewer, CHANGE_NEEDED, edition=overridden)
    assert list(clinical_reviews.unapproved()) == [overridden]
    restore(document(summary="Other words."), by=author)
    article.refresh_from_db()
    sign(article, reviewer)
    publish(article, by=author, change_note="Approved, but another text.")
    assert list(clinical_reviews.unapproved()) == [overridden]
    sign(article, reviewer, edition=overridden)
    assert list(clinical_reviews.unapproved()) == []


def test_of_several_verdicts_since_then_the_newest_counts(overridden, reviewer):
    sign(overridden.article, reviewer, edition=overridden)
    sign(overridden.article, reviewer, CHANGE_NEEDED, edition=overridden)
    assert list(clinical_reviews.unapproved()) == [overridden]
    sign(overridden.article, reviewer, edition=overridden)
    assert list(clinical_reviews.unapproved()) == []


def test_an_expert_whom_the_publisher_asked_does_not_clear_it_and_one_whom_another_asked_does(
    overridden, manager, reviewer
):
    for by, left in ((manager, [overridden]), (reviewer, [])):
        request, _ = external_review.ask(overridden.article, by=by, name="Ruth Okafor")
        external_review.answer(request, outcome=NO_CHANGE)
        assert list(clinical_reviews.unapproved()) == left


def test_an_expert_who_asks_for_a_change_is_heard_whoever_asked_them(overridden, manager, reviewer):
    sign(overridden.article, reviewer, edition=overridden)
    request, _ = external_review.ask(overridden.article, by=manager, name="Ruth Okafor")
    external_review.answer(request, outcome=CHANGE_NEEDED, note="Wrong.")
    assert list(clinical_reviews.unapproved()) == [overridden]


def test_what_is_said_of_a_scheduled_edition_holds_when_a_correction_replaces_it(live, manager, reviewer, author):
    Person.objects.create(name="Mona Ager", slug="mona", user=manager)
    PublishingRules.objects.create(levels={"approval": "stop"})
    restore(document(summary="Planned."), by=author)
    soon = timezone.now() + timedelta(days=1)
    planned = publish(live, by=manager, change_note="Planned.", override="It cannot wait.", at=soon)
    correct(live, by=author, document=document(causes="<p>Too much running too soon.</p>"), change_note="Typo.", seen=1)
    (replacing,) = live.editions.exclude(replaces=None)
    assert list(clinical_reviews.unapproved()) == [replacing]
    assert "without approval" in clinical_reviews.may_not_review(manager, live, planned.fingerprint)
    sign(live, reviewer, edition=planned)
    assert list(clinical_reviews.unapproved()) == []


def test_it_stays_listed_when_the_page_is_withdrawn(overridden, author):
    withdraw(overridden.article, by=author, reason="Wrong.")
    assert list(clinical_reviews.unapproved()) == [overridden]


def test_whoever_published_without_approval_does_not_approve_that_text(overridden, manager):
    Person.objects.create(name="Mona Ager", slug="mona", user=manager)
    for edition in (overridden, None):
        with pytest.raises(clinical_reviews.ReviewRefused, match="You published this text without approval"):
            sign(overridden.article, manager, edition=edition)


def test_an_approval_from_before_does_not_count(draft, reviewer, manager):
    sign(draft, reviewer)
    sign(draft, reviewer, CHANGE_NEEDED)
    PublishingRules.objects.create(levels={"approval": "stop"})
    edition = publish(draft, by=manager, change_note="In a hurry.", override="It cannot wait.")
    assert list(clinical_reviews.unapproved()) == [edition]


def test_what_was_called_off_needs_no_approval(draft, manager):
    PublishingRules.objects.create(levels={"approval": "stop"})
    soon = timezone.now() + timedelta(days=1)
    edition = publish(draft, by=manager, change_note="In a hurry.", override="It cannot wait.", at=soon)
    assert list(clinical_reviews.unapproved()) == [edition]
    call_off(edition, by=manager, reason="It can.")
    assert list(clinical_reviews.unapproved()) == []
