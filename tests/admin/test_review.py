"""A clinical reviewer signs the draft as it is; patients read who signed and when, once it is published."""

from django.utils import timezone

from conditions.restore import restore
from tests.admin.conftest import act, change
from tests.admin.forms import messages, opened, press
from tests.conftest import document, signed_in, user


def sign(client, article, **more):
    return client.post(act(article, "review"), opened(client, act(article, "review")) | more, follow=True)


def test_the_reviewer_and_the_day_stand_on_the_page_once_it_is_published(reviewer, patient, draft):
    client = signed_in(reviewer)
    told = messages(sign(client, draft))
    assert told == ["Review signed as Amelia Hart, MD. Patients see it when the article is next published."]
    draft.refresh_from_db()
    assert (draft.reviewer, draft.reviewed_on) == (reviewer.person, timezone.localdate())
    values = opened(client, act(draft, "publish")) | {"change_note": "Reviewed."}
    press(client, act(draft, "publish"), values)
    edition = draft.live_edition
    assert edition.document.reviewer.name == "Amelia Hart" and edition.document.reviewed_on == timezone.localdate()
    public = patient.get("/conditions/runners-knee/").content.decode()
    assert (
        "Clinically reviewed by" in public and "Amelia Hart" in public and f"{timezone.localdate():%Y-%m-%d}" in public
    )


def test_signing_changes_nothing_that_patients_read_yet(reviewer, patient, live):
    before = patient.get("/conditions/runners-knee/").content
    sign(signed_in(reviewer), live)
    assert patient.get("/conditions/runners-knee/").content == before


def test_an_account_without_a_person_in_the_directory_cannot_sign(draft):
    client = signed_in(user("unlinked", "Reviewers"))
    response = client.get(act(draft, "review"))
    assert "not linked to a person" in response.content.decode()
    assert "Sign this review" not in response.content.decode()
    assert "not linked to a person" in messages(sign(client, draft))[0]
    draft.refresh_from_db()
    assert (draft.reviewer, draft.reviewed_on) == (None, None)


def test_a_draft_that_changed_after_it_was_read_is_not_signed(reviewer, author, draft):
    client = signed_in(reviewer)
    values = opened(client, act(draft, "review"))
    restore(document(summary="Changed meanwhile."), by=author)
    response = client.post(act(draft, "review"), values, follow=True)
    assert "Nothing was signed" in messages(response)[0]
    draft.refresh_from_db()
    assert draft.reviewed_on is None


def test_a_post_that_does_not_say_what_was_read_signs_nothing(reviewer, draft):
    signed_in(reviewer).post(act(draft, "review"))
    draft.refresh_from_db()
    assert draft.reviewed_on is None


def test_an_author_cannot_sign(writing, draft):
    assert writing.get(act(draft, "review")).status_code == 403
    assert writing.post(act(draft, "review"), {"seen": "x"}).status_code == 403


def test_nobody_dates_a_review_by_hand(writing, draft):
    values = opened(writing, change(draft)) | {"reviewed_on": "2020-01-01"}
    assert press(writing, change(draft), values).status_code == 302
    draft.refresh_from_db()
    assert draft.reviewed_on is None


def test_a_text_that_changed_after_the_review_is_a_worry_when_it_is_published(reviewer, writing, draft):
    sign(signed_in(reviewer), draft)
    assert "has changed since" not in writing.get(act(draft, "publish")).content.decode()
    values = opened(writing, change(draft)) | {"summary": "Rewritten after the review."}
    press(writing, change(draft), values)
    text = writing.get(act(draft, "publish")).content.decode()
    assert "The text has changed since Amelia Hart signed" in text
    sign(signed_in(reviewer), draft)
    assert "has changed since" not in writing.get(act(draft, "publish")).content.decode()
