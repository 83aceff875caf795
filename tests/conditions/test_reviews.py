"""Clinical reviews: who may give one, what patients are told of it, and when a page is due again."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.utils import timezone

from clinic_site.directory.models import Person
from conditions.document.encoding import fingerprint
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Edition, PublishingRules, Review
from conditions.publishing.actions import call_off, correct, publish
from conditions.reviews import clinical_reviews
from tests.conftest import document

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("live_for_module")]

NO_CHANGE, CHANGE_NEEDED = Review.Outcome.NO_CHANGE, Review.Outcome.CHANGE_NEEDED
OWN_WORDS = "You wrote some of these words"


@pytest.fixture
def sign(reviewer):
    """sign(article): the reviewer reads the live edition, or `edition`, or with `draft=True` the draft."""

    def sign(article, *, draft=False, edition=None, outcome=NO_CHANGE, by=None, **more):
        edition = None if draft else edition or article.live_edition
        seen = edition.fingerprint if edition else fingerprint(compose(article))
        return clinical_reviews.review(article, by=by or reviewer, outcome=outcome, seen=seen, edition=edition, **more)

    return sign


@pytest.fixture
def write(author):
    """write(article, **changes): the draft says something else; with `publish=False` it stays a draft."""

    def write(article, *, live=True, **changes):
        restore(document(article.slug, **changes), by=author)
        article.refresh_from_db()
        return publish(article, by=author, change_note="New words.") if live else None

    return write


def mend(article, by, **changes):
    """A correction of the live page."""
    live = article.live_edition
    edition, _ = correct(
        article,
        by=by,
        document=document(article.slug, **changes),
        change_note="A typo.",
        seen=live.number,
    )
    return edition


def told(article):
    """What the live page says: (reviewer, updated since), or None."""
    shown = clinical_reviews.shown(article.live_edition)
    return shown and (shown.review.signature, shown.updated_since)


def test_a_review_says_who_with_which_credentials_then_and_when_the_page_is_due_again(live, sign, reviewer):
    PublishingRules.objects.create(review_months=6)
    at = timezone.make_aware(timezone.datetime(2026, 8, 31, 12))
    made = sign(live, note="  All of it.\x00 ", at=at)
    assert (made.reviewer, made.credentials, made.person) == ("Amelia Hart", "MD", "amelia-hart")
    assert (made.edition, made.signed_by, made.note) == (live.live_edition, reviewer, "All of it.")
    assert made.next_due == date(2027, 2, 28)
    entry = LogEntry.objects.filter(object_id=live.pk, user=reviewer).get()
    assert "Amelia Hart, MD reviewed edition 1: It is right as it stands. All of it." in entry.change_message


def test_the_reviewer_may_choose_the_day_but_not_one_that_has_passed(live, sign):
    today = timezone.localdate()
    assert sign(live, next_due=today).next_due == today
    with pytest.raises(clinical_reviews.ReviewRefused, match="That day has passed"):
        sign(live, next_due=today - timedelta(days=1))
    assert Review.objects.count() == 1


def test_nobody_puts_the_next_review_off_for_longer_than_the_clinic_does(live, sign):
    latest = clinical_reviews.due_after(timezone.localdate())
    with pytest.raises(clinical_reviews.ReviewRefused, match=f"due by {latest:%B} {latest.day}, {latest.year}"):
        sign(live, next_due=latest + timedelta(days=1))
    assert sign(live, next_due=latest).next_due == latest


def test_a_needed_change_has_to_be_told(live, sign):
    with pytest.raises(clinical_reviews.ReviewRefused, match="Say what has to change"):
        sign(live, outcome=CHANGE_NEEDED, note="  ")
    assert sign(live, outcome=CHANGE_NEEDED, note="The dose is wrong.").note == "The dose is wrong."


def test_what_was_not_read_is_not_signed(live, reviewer):
    for edition in (None, live.live_edition):
        with pytest.raises(clinical_reviews.ReviewRefused, match="Nothing was signed"):
            clinical_reviews.review(live, by=reviewer, outcome=NO_CHANGE, seen="other", edition=edition)
    assert not Review.objects.exists()


def test_an_account_without_a_person_signs_nothing(live, sign, manager):
    with pytest.raises(clinical_reviews.ReviewRefused, match="not linked to a person"):
        sign(live, by=manager)


def test_the_author_reviews_neither_draft_nor_edition(live, sign, author):
    Person.objects.filter(slug="nora").update(user=author)
    for draft in (True, False):
        with pytest.raises(clinical_reviews.ReviewRefused, match="You are the author"):
            sign(live, by=author, draft=draft)


def test_the_author_of_an_edition_does_not_review_it_when_the_draft_has_another(live, sign, author):
    Person.objects.filter(slug="nora").update(user=author)
    live.author = Person.objects.create(name="Ida Lund", slug="ida")
    live.save()
    with pytest.raises(clinical_reviews.ReviewRefused, match="You are the author"):
        sign(live, by=author)


def test_whoever_wrote_words_of_the_draft_does_not_approve_it_but_may_review_the_live_page(live, sign, write, reviewer):
    restore(document(summary="My words."), by=reviewer)
    write(live, summary="My words.", causes="<p>The words of another.</p>", live=False)
    with pytest.raises(clinical_reviews.ReviewRefused, match=OWN_WORDS):
        sign(live, draft=True)
    assert sign(live)


def test_whoever_saved_the_draft_and_changed_no_word_may_review_it(live, sign, reviewer):
    restore(document(), by=reviewer)
    assert sign(live, draft=True)


def test_who_wrote_an_edition_reviews_neither_it_nor_the_draft_that_says_the_same(live, sign, reviewer, author):
    restore(document(summary="My words."), by=reviewer)
    publish(live, by=author, change_note="The words of the reviewer.")
    for draft in (False, True):
        with pytest.raises(clinical_reviews.ReviewRefused, match=OWN_WORDS):
            sign(live, draft=draft)
    assert sign(live, edition=live.editions.get(number=1))


def test_no_review_no_word_of_one(live):
    assert told(live) is None


def test_a_review_of_the_live_edition_is_told(live, sign):
    sign(live)
    assert told(live) == ("Amelia Hart, MD", False)


def test_a_review_of_a_draft_counts_once_that_text_is_published(live, sign, author, write):
    write(live, summary="Better words.", live=False)
    sign(live, draft=True)
    assert told(live) is None
    publish(live, by=author, change_note="Better words.")
    assert told(live) == ("Amelia Hart, MD", False)


def test_a_review_of_a_draft_that_was_changed_before_it_was_published_does_not_count(live, sign, write):
    write(live, summary="Better words.", live=False)
    sign(live, draft=True)
    write(live, summary="Other words.")
    assert told(live) is None


def test_an_edition_after_the_review_makes_the_page_say_updated_since(live, sign, write):
    sign(live)
    write(live, summary="Other words.")
    assert told(live) == ("Amelia Hart, MD", True)


def test_a_correction_after_the_review_does_not(live, sign, author):
    sign(live)
    mend(live, author, causes="<p>Too much running too soon.</p>")
    assert told(live) == ("Amelia Hart, MD", False)


def test_a_correction_hides_no_update_before_it(live, sign, write, author):
    sign(live)
    write(live, summary="Other words.")
    mend(live, author, summary="Other words")
    assert told(live) == ("Amelia Hart, MD", True)


def test_a_scheduled_edition_that_was_called_off_is_no_update(live, sign, write, author):
    sign(live)
    write(live, summary="Planned words.", live=False)
    soon = timezone.now() + timedelta(days=1)
    planned = publish(live, by=author, change_note="Planned.", at=soon)
    call_off(planned, by=author, reason="Not yet.")
    mend(live, author, causes="<p>Too much running too soon.</p>")
    assert told(live) == ("Amelia Hart, MD", False)


def test_a_review_of_what_was_called_off_is_not_told(live, sign, write, author):
    write(live, summary="Planned words.", live=False)
    planned = publish(live, by=author, change_note="Planned.", at=timezone.now() + timedelta(days=1))
    sign(live, edition=planned)
    call_off(planned, by=author, reason="Not yet.")
    write(live, summary="Other words.", live=False)
    at = timezone.now() + timedelta(days=2)
    assert clinical_reviews.shown(publish(live, by=author, change_note="Other words.", at=at), at) is None


def test_a_text_that_was_reviewed_and_comes_back_is_reviewed(live, sign, write):
    sign(live)
    write(live, summary="Other words.")
    write(live)
    assert told(live) == ("Amelia Hart, MD", False)


def test_a_text_that_comes_back_is_told_with_its_own_review_not_with_a_newer_one_of_another(live, sign, write, manager):
    Person.objects.create(name="Ida Lund", slug="ida", user=manager)
    sign(live)
    write(live, summary="Other words.")
    sign(live, by=manager)
    assert told(live) == ("Ida Lund", False)
    write(live)
    assert told(live) == ("Amelia Hart, MD", False)


def test_of_two_reviews_of_the_live_text_the_newer_one_is_told(live, sign, manager):
    Person.objects.create(name="Ida Lund", slug="ida", user=manager)
    sign(live)
    sign(live, by=manager)
    assert told(live) == ("Ida Lund", False)


def test_a_review_that_asks_for_a_change_is_not_told(live, sign):
    sign(live, outcome=CHANGE_NEEDED, note="Wrong.")
    assert told(live) is None
    sign(live)
    sign(live, outcome=CHANGE_NEEDED, note="Wrong after all.")
    assert told(live) is None
    sign(live)
    assert told(live) == ("Amelia Hart, MD", False)


def test_a_review_of_a_former_text_is_told_when_the_present_one_needs_a_change(live, sign, write):
    sign(live)
    write(live, summary="Other words.")
    sign(live)
    sign(live, outcome=CHANGE_NEEDED, note="Wrong after all.")
    assert told(live) == ("Amelia Hart, MD", True)


def test_what_was_said_of_a_scheduled_edition_holds_for_the_one_that_replaces_it_with_a_correction(
    live, sign, write, author
):
    write(live, summary="Planned words.", live=False)
    soon = timezone.now() + timedelta(days=1)
    planned = publish(live, by=author, change_note="Planned.", at=soon)
    sign(live, edition=planned)
    mend(live, author, causes="<p>Too much running too soon.</p>")
    replacing = live.editions.seen().get(live_from=soon)
    assert replacing.replaces == planned and replacing.fingerprint != planned.fingerprint
    shown = clinical_reviews.shown(replacing, soon)
    assert (shown.review.edition, shown.updated_since) == (planned, False)
    sign(live, edition=replacing, outcome=CHANGE_NEEDED, note="Wrong.")
    assert clinical_reviews.shown(replacing, soon) is None


def test_saving_and_renaming_never_move_it(live, sign, write, author):
    made = sign(live)
    write(live, summary="A draft.", live=False)
    live.slug = "jumpers-knee"
    live.save()
    assert told(live) == ("Amelia Hart, MD", False)
    assert Review.objects.get() == made


def test_a_renamed_or_deleted_person_keeps_the_name_held_then(live, sign, reviewer):
    sign(live)
    Person.objects.filter(user=reviewer).update(name="Amelia Stone", credentials="MD, PhD")
    assert told(live) == ("Amelia Hart, MD", False)
    Person.objects.filter(user=reviewer).delete()
    User.objects.filter(pk=reviewer.pk).update(is_active=False, first_name="")
    assert told(live) == ("Amelia Hart, MD", False)


def test_what_patients_were_told_on_a_day_stays_what_it_was(live, sign, write):
    first = live.live_edition
    before = timezone.now()
    sign(live)
    write(live, summary="Other words.")
    second = Edition.objects.live().get(article=live)
    assert clinical_reviews.shown(first, before) is None
    assert clinical_reviews.shown(first).updated_since is False
    assert clinical_reviews.shown(second).updated_since is True
