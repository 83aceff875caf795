"""An outside expert's link: what it shows, what kills it, and what becomes of the answer."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from clinic_site.directory.models import Person
from conditions.editing.restore import restore
from conditions.models import Review, SignOffRequest
from conditions.publishing.actions import publish
from conditions.reviews import clinical_reviews, external_review
from conditions.reviews.external_review import LinkDead, SignOffRefused, State
from tests.conditions.test_append_only import refused, sql
from tests.conftest import document

NO_CHANGE, CHANGE_NEEDED = Review.Outcome.NO_CHANGE, Review.Outcome.CHANGE_NEEDED
EXPERT = {"name": "Ruth Okafor", "credentials": "MD, FAAOS"}


@pytest.fixture
def asked(draft, manager):
    """(SignOffRequest, the link's secret)"""
    return external_review.ask(draft, by=manager, message="Look at the doses.", **EXPERT)


def test_the_database_keeps_a_digest_of_the_secret_alone(asked):
    request, secret = asked
    row = SignOffRequest.objects.filter(pk=request.pk).values().get()
    assert len(secret) >= 43 and secret not in str(row)
    assert row["token_hash"] == hashlib.sha256(secret.encode()).hexdigest()
    assert external_review.find(secret) == request
    assert (
        external_review.find(secret[:-1])
        is external_review.find(request.token_hash)
        is external_review.find("\ud800")
        is None
    )


def test_it_is_good_for_some_days(draft, manager):
    at = timezone.now()
    assert external_review.ask(draft, by=manager, at=at, **EXPERT)[0].expires_at == at + timedelta(days=14)
    assert external_review.ask(draft, by=manager, at=at, days=60, **EXPERT)[0].expires_at == at + timedelta(days=60)
    request, _ = external_review.ask(draft, by=manager, at=at, days=1, **EXPERT)
    end = at + timedelta(days=1)
    states = [external_review.state(request, at=moment) for moment in (end - timedelta(seconds=1), end)]
    assert states == [State.OPEN, State.EXPIRED]
    for days in (0, -1, 61):
        with pytest.raises(SignOffRefused, match="1 to 60 days"):
            external_review.ask(draft, by=manager, days=days, **EXPERT)


@pytest.mark.parametrize("name", ["Nora Whitfield", "  nora   WHITFIELD ", "Nora Whitfield, MS, ATC"])
def test_the_author_is_not_asked(draft, reviewer, name):
    with pytest.raises(SignOffRefused, match="is the author of this article"):
        external_review.ask(draft, by=reviewer, name=name)


@pytest.mark.parametrize("name", ["reviewer", "Author", "amelia  HART, MD", "Front Desk"])
def test_neither_is_anybody_who_works_here(draft, reviewer, manager, frontdesk, name):
    User.objects.filter(pk=frontdesk.pk).update(first_name="Front", last_name="Desk")
    with pytest.raises(SignOffRefused, match="works here and can review it signed in"):
        external_review.ask(draft, by=manager, name=name)


def test_who_wrote_words_of_the_draft_does_not_ask_whether_they_are_published_or_not(draft, author, reviewer, manager):
    restore(document(summary="My words."), by=reviewer)
    for writer in (author, reviewer):
        with pytest.raises(SignOffRefused, match="You wrote this draft. Ask a colleague"):
            external_review.ask(draft, by=writer, **EXPERT)
    publish(draft, by=manager, change_note="First.")
    with pytest.raises(SignOffRefused, match="You wrote this draft"):
        external_review.ask(draft, by=author, **EXPERT)
    assert external_review.ask(draft, by=manager, **EXPERT)


def test_of_an_imported_draft_everybody_asks_but_the_author(draft, author, reviewer):
    article, _ = restore(document("imported"), by=None)
    Person.objects.filter(slug="nora").update(user=author)
    with pytest.raises(SignOffRefused, match="You wrote this draft"):
        external_review.ask(article, by=author, **EXPERT)
    assert external_review.ask(article, by=reviewer, **EXPERT)


def test_somebody_is_asked(draft, manager):
    with pytest.raises(SignOffRefused, match="Say who is asked"):
        external_review.ask(draft, by=manager, name=" \x00 ")


def test_the_answer_is_a_review_of_the_draft(asked, draft, author, manager):
    request, _ = asked
    comments = [
        {"part": "causes", "label": "Causes", "text": " Add overuse. "},
        {"part": "symptoms", "label": "Symptoms", "text": "  "},
    ]
    made = external_review.answer(request, outcome=NO_CHANGE, note="Well written.", comments=comments)
    assert (made.signature, made.person, made.signed_by) == ("Ruth Okafor, MD, FAAOS", "", None)
    assert (made.request, made.edition, made.fingerprint) == (request, None, request.fingerprint)
    assert made.comments == [{"part": "causes", "label": "Causes", "text": "Add overuse."}]
    entry = LogEntry.objects.filter(object_id=draft.pk).latest("pk")
    assert entry.user == manager and "Ruth Okafor, MD, FAAOS reviewed the draft" in entry.change_message
    edition = publish(draft, by=author, change_note="First.")
    assert clinical_reviews.shown(edition).review == made


def test_asking_and_taking_back_are_logged(asked, draft, reviewer):
    external_review.revoke(asked[0], by=reviewer)
    messages = (
        LogEntry.objects.filter(object_id=draft.pk).order_by("pk").values_list("user__username", "change_message")
    )
    (by, first), (other, second) = list(messages)[-2:]
    assert by == "manager" and first.startswith("Asked Ruth Okafor, MD, FAAOS to sign off the draft, by ")
    assert (other, second) == ("reviewer", "Took back the sign-off link of Ruth Okafor, MD, FAAOS")


def killed_by_time(request, author, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: request.expires_at)
    return State.EXPIRED


def killed_by_its_sender(request, author, monkeypatch):
    external_review.revoke(request, by=author)
    return State.REVOKED


def killed_by_its_answer(request, author, monkeypatch):
    external_review.answer(request, outcome=NO_CHANGE)
    return State.ANSWERED


def killed_by_a_new_draft(request, author, monkeypatch):
    restore(document(summary="Other words."), by=author)
    return State.CHANGED


KILLERS = [killed_by_time, killed_by_its_sender, killed_by_its_answer, killed_by_a_new_draft]


@pytest.mark.parametrize("kill", KILLERS)
def test_a_dead_link_takes_no_answer(asked, author, kill, monkeypatch):
    request, secret = asked
    assert external_review.state(request) is State.OPEN
    state = kill(request, author, monkeypatch)
    count = Review.objects.count()
    with pytest.raises(LinkDead) as dead:
        external_review.answer(request, outcome=NO_CHANGE)
    assert dead.value.state is external_review.state(external_review.find(secret)) is state
    assert Review.objects.count() == count


@pytest.mark.django_db(transaction=True)
def test_of_many_answers_at_once_one_counts(asked):
    def send(_):
        try:
            return bool(external_review.answer(asked[0], outcome=NO_CHANGE))
        except LinkDead:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(8))) == 1
    assert Review.objects.count() == 1


def test_a_link_to_a_deleted_draft_takes_no_answer(asked, draft):
    draft.delete()
    with pytest.raises(LinkDead) as dead:
        external_review.answer(asked[0], outcome=NO_CHANGE)
    assert dead.value.state is State.GONE and external_review.find(asked[1]) is None


def test_a_renamed_word_in_the_draft_kills_it_too(asked, draft):
    term = draft.symptom_rows.first().term
    term.name = "Puffiness"
    term.save()
    assert external_review.state(asked[0]) is State.CHANGED


def test_a_dead_link_is_not_taken_back_again(asked, author):
    external_review.revoke(asked[0], by=author)
    with pytest.raises(SignOffRefused, match="dead already"):
        external_review.revoke(asked[0], by=author)


def test_a_needed_change_may_be_told_in_a_comment_alone(asked):
    with pytest.raises(clinical_reviews.ReviewRefused, match="Say what has to change"):
        external_review.answer(
            asked[0], outcome=CHANGE_NEEDED, comments=[{"part": "causes", "label": "Causes", "text": " "}]
        )
    comment = {"part": "causes", "label": "Causes", "text": "Wrong."}
    assert external_review.answer(asked[0], outcome=CHANGE_NEEDED, comments=[comment]).comments == [comment]


def test_words_for_the_author_are_those_since_the_last_publication(asked, draft, author, reviewer):
    made = external_review.answer(asked[0], outcome=CHANGE_NEEDED, note="Wrong.")
    assert list(clinical_reviews.said_since(draft)) == [made]
    restore(document(summary="Mended."), by=author)
    publish(draft, by=author, change_note="First.")
    assert list(clinical_reviews.said_since(draft)) == []
    edition = draft.live_edition
    facts = {"by": reviewer, "seen": edition.fingerprint, "edition": edition}
    clinical_reviews.review(draft, outcome=NO_CHANGE, **facts)
    said = clinical_reviews.review(draft, outcome=NO_CHANGE, note="Fine, but mind the commas.", **facts)
    assert list(clinical_reviews.said_since(draft)) == [said]


def test_what_the_last_reviewer_read_is_known_from_edition_or_link(asked, draft, author, reviewer):
    assert clinical_reviews.last_read(draft) is None
    made = external_review.answer(asked[0], outcome=NO_CHANGE)
    assert clinical_reviews.last_read(draft) == (made, asked[0].document)
    restore(document(summary="Other words."), by=author)
    draft.refresh_from_db()
    own = clinical_reviews.review(draft, by=reviewer, outcome=NO_CHANGE, seen=draft.fingerprint)
    assert clinical_reviews.last_read(draft) == (made, asked[0].document)  # that draft is known nowhere yet
    publish(draft, by=author, change_note="First.")
    assert clinical_reviews.last_read(draft) == (own, draft.live_edition.document)


def test_what_an_expert_was_shown_does_not_change_and_is_kept_once_it_was_answered(draft, manager):
    (answered, _), (asked, _) = (
        external_review.ask(draft, by=manager, name=name) for name in ("Ruth Okafor", "Ida Lund")
    )
    external_review.answer(answered, outcome="no-change")
    table = SignOffRequest._meta.db_table
    for column in ("name", "fingerprint", "data", "expires_at"):
        value = "'\"x\"'" if column == "data" else "'2040-01-01'"
        assert "never changed" in refused(f"UPDATE {table} SET {column} = {value}")
    sql(f"UPDATE {table} SET revoked_at = %s", timezone.now())
    assert "answered is kept" in refused(f"DELETE FROM {table} WHERE id = %s", answered.pk)
    asked.delete()
    assert SignOffRequest.objects.get() == answered
