"""A clinical reviewer reads the draft or an edition and says whether it is right; patients read who did, and when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conditions.editing.restore import restore
from conditions.models import PublishingRules, Review
from conditions.publishing.actions import publish
from conditions.reviews import clinical_reviews, external_review
from tests.admin.conftest import act, change
from tests.admin.forms import messages, opened, press
from tests.conditions.reading import in_order, words
from tests.conditions.test_queries import count
from tests.conftest import document, signed_in, user

pytestmark = pytest.mark.usefixtures("draft_for_module")

RIGHT, WRONG = "no-change", "change-needed"


@pytest.fixture
def reading(reviewer):
    """The reviewer's browser."""
    return signed_in(reviewer)


def sign(client, article, which="", **more):
    address = act(article, "review") + (f"?text={which}" if which else "")
    return client.post(address, opened(client, address) | {"outcome": RIGHT} | more, follow=True)


def page(client, article, text=""):
    return words(client.get(act(article, "review"), {"text": text} if text else {}).content.decode())


def test_the_reviewer_and_the_day_stand_on_the_page_once_the_draft_is_published(reading, patient, draft):
    assert messages(sign(reading, draft)) == ["Review signed as Amelia Hart, MD: It is right as it stands."]
    values = opened(reading, act(draft, "publish")) | {"change_note": "Reviewed."}
    press(reading, act(draft, "publish"), values)
    public = patient.get("/conditions/runners-knee/").content.decode()
    today = timezone.localdate()
    assert f"Clinically reviewed by Amelia Hart , MD on {today:%B} {today.day}, {today.year}" in words(public)
    assert f'datetime="{today:%Y-%m-%d}"' in public and "updated since review" not in public


def test_a_review_of_the_live_page_stands_on_it_at_once_and_an_update_is_told(reading, patient, live, author):
    sign(reading, live)
    assert Review.objects.get().edition == live.live_edition
    assert "Clinically reviewed by" in patient.get("/conditions/runners-knee/").content.decode()
    restore(document(summary="Other words."), by=author)
    publish(live, by=author, change_note="Other words.")
    assert "updated since review" in patient.get("/conditions/runners-knee/").content.decode()


def test_a_preview_of_a_draft_shows_no_review(reading, live, author):
    sign(reading, live)
    restore(document(summary="Other words."), by=author)
    assert "Clinically reviewed" not in reading.get(act(live, "preview")).content.decode()


def test_a_draft_with_news_comes_first_and_the_live_page_may_be_chosen(reading, live, author):
    restore(document(summary="Other words."), by=author)
    assert opened(reading, act(live, "review"))["text"] == "draft"
    assert "Edition 1, live since" in page(reading, live)
    sign(reading, live, "1")
    sign(reading, live)
    assert list(Review.objects.order_by("pk").values_list("edition__number", flat=True)) == [1, None]


def test_a_scheduled_edition_that_says_what_the_draft_does_comes_first(reading, live, author):
    restore(document(summary="Next month."), by=author)
    publish(live, by=author, change_note="Next month.", at=timezone.now() + timedelta(days=30))
    assert opened(reading, act(live, "review"))["text"] == "2"
    assert "The draft" not in page(reading, live)


def test_scheduled_editions_and_those_without_approval_may_be_read(reading, live, manager, author):
    PublishingRules.objects.create(levels={"approval": "stop"})
    restore(document(summary="In a hurry."), by=author)
    publish(live, by=manager, change_note="In a hurry.", override="A wrong dose.")
    restore(document(summary="Next month."), by=author)
    later = timezone.now() + timedelta(days=30)
    publish(live, by=manager, change_note="Next month.", override="Still waiting.", at=later)
    restore(document(summary="A draft."), by=author)
    text = page(reading, live)
    assert "The draft" in text and "Edition 2, live since" in text and "Edition 3, scheduled" in text
    assert "Edition 1" not in text
    sign(reading, live, "3")
    assert Review.objects.get().edition.number == 3


def test_it_shows_what_changed_since_the_last_review(reading, live, author):
    assert "read all of it" in page(reading, live)
    sign(reading, live)
    assert "it is the very text that Amelia Hart, MD read" in page(reading, live)
    restore(document(summary="Rest helps most people."), by=author)
    text = page(reading, live)
    assert "Since Amelia Hart, MD read it on" in text and in_order(text, "What changed", "Quick answer", "added:")


def test_outcome_note_and_the_next_day_are_kept(reading, live):
    soon = timezone.localdate() + timedelta(days=90)
    response = sign(reading, live, outcome=WRONG, note="The dose is wrong.", next_due=f"{soon}")
    assert messages(response) == ["Review signed as Amelia Hart, MD: It needs a change."]
    made = Review.objects.get()
    assert (made.outcome, made.note, f"{made.next_due}") == (WRONG, "The dose is wrong.", f"{soon}")


def test_the_next_day_is_offered_by_the_clinics_rules(reading, live):
    PublishingRules.objects.create(review_months=12)
    today = timezone.localdate()
    assert opened(reading, act(live, "review"))["next_due"] == f"{clinical_reviews.due_after(today)}"


@pytest.mark.parametrize(
    "typed, why",
    [
        ({"next_due": "2020-01-01"}, "That day has passed"),
        ({"next_due": "2999-01-01"}, "By the clinic&#x27;s rules the next review is due by"),
        ({"next_due": "soon"}, "Enter a day, such as"),
        ({"outcome": WRONG, "note": ""}, "Say what has to change"),
        ({"outcome": ""}, "Say whether it is right"),
        ({"outcome": "perhaps"}, "Select a valid choice"),
        ({"seen": "forged"}, "Nothing was signed"),
        ({"text": "99"}, "Nothing was signed"),
    ],
)
def test_what_is_refused_comes_back_as_it_was_typed(reading, live, typed, why):
    response = sign(reading, live, **({"note": "A long note."} | typed))
    assert why in response.content.decode() and not Review.objects.exists()
    assert typed.get("note", "A long note.") in response.content.decode()


def test_a_draft_that_changed_after_it_was_read_is_not_signed(reading, author, draft):
    values = opened(reading, act(draft, "review")) | {"outcome": RIGHT, "note": "I read all."}
    restore(document(summary="Changed meanwhile."), by=author)
    response = reading.post(act(draft, "review"), values)
    assert "Nothing was signed: read it again." in response.content.decode()
    assert "I read all." in response.content.decode() and not Review.objects.exists()
    again = opened(reading, act(draft, "review")) | {"outcome": RIGHT}
    reading.post(act(draft, "review"), again)
    assert Review.objects.count() == 1


def test_who_may_not_review_this_text_reads_why_and_gets_no_form(draft, reviewer, reading):
    unlinked = signed_in(user("unlinked", "Reviewers"))
    assert "not linked to a person" in page(unlinked, draft) and "Sign this review" not in page(unlinked, draft)
    restore(document(summary="My own words."), by=reviewer)
    assert "You wrote some of these words" in page(reading, draft) and "Sign this review" not in page(reading, draft)


def test_an_author_reads_the_reviews_and_cannot_sign(writing, reading, live):
    sign(reading, live, note="Mind the commas.")
    text = page(writing, live)
    assert "Mind the commas." in text and "Sign this review" not in text
    values = {"text": "1", "seen": live.live_edition.fingerprint, "outcome": RIGHT, "next_due": "2031-01-01"}
    assert writing.post(act(live, "review"), values).status_code == 403
    assert Review.objects.count() == 1


def test_who_may_not_see_articles_does_not_see_reviews(frontdesk, live):
    assert signed_in(frontdesk).get(act(live, "review")).status_code == 403


def test_reviews_are_listed_the_newest_first_with_who_and_what(reading, live, manager):
    asked, _ = external_review.ask(live, by=manager, name="Ruth Okafor", credentials="MD")
    comment = {"part": "causes", "label": "Causes", "text": "Add overuse."}
    sign(reading, live, note="Fine.")
    external_review.answer(asked, outcome=WRONG, comments=[comment])
    text = page(reading, live)
    text = text[text.index("Reviews so far") :]
    assert in_order(text, "Ruth Okafor, MD", "It needs a change", "Read a draft", "asked by Manager", "Add overuse.")
    assert in_order(text, "Ruth Okafor, MD", "Amelia Hart, MD", "It is right as it stands", "Read edition 1", "Fine.")


def test_the_page_costs_as_many_queries_with_twenty_reviews_as_with_one(reading, live, reviewer):
    def given():
        edition = live.live_edition
        clinical_reviews.review(
            live, by=reviewer, outcome=RIGHT, seen=edition.fingerprint, edition=edition, note="Read."
        )

    given()
    one = count(reading, act(live, "review"))
    for _ in range(19):
        given()
    assert count(reading, act(live, "review")) == one


def test_nobody_dates_a_review_by_hand(writing, draft):
    values = opened(writing, change(draft)) | {"reviewed_on": "2020-01-01"}
    assert press(writing, change(draft), values).status_code == 302
    assert not Review.objects.exists()
