"""Once a week those who answer for pages are told which of them are due for review."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from appointments import key_rotation
from appointments.models import BookingEvent, Letter
from clinic_site.mail import outbox
from conditions.models import OwnerReminder
from conditions.publishing.actions import withdraw
from conditions.reviews import clinical_reviews, reminders
from tests.appointments.requests import received
from tests.conditions.conftest import put  # noqa: F401

pytestmark = pytest.mark.django_db
ZONE = timezone.get_default_timezone()
MONDAY = datetime(2031, 3, 10, 8, tzinfo=ZONE)  # the day after the clocks went forward
ADDRESS = "nora@clinic.example"


@pytest.fixture
def owner(author):
    author.email = ADDRESS
    author.save()
    return author


@pytest.fixture
def due(put, owner):  # noqa: F811
    """due(slug): a live page of the owner's that nobody has reviewed."""

    def due(slug, owner=owner):
        article = put(slug)
        article.owner = owner
        article.save()
        return article

    return due


def test_the_letter_names_the_pages_and_where_to_review_them(due, clinic, reviewer, settings):
    never, overdue = due("never-page"), due("overdue-page")
    edition = overdue.live_edition
    day = timezone.localdate()
    clinical_reviews.review(
        overdue, by=reviewer, outcome="no-change", seen=edition.fingerprint, edition=edition, next_due=day
    )
    assert reminders.queue(MONDAY) == 1
    letter = Letter.objects.get()
    assert (letter.to, letter.request, letter.subject) == (ADDRESS, None, "2 of your pages have to be reviewed")
    for words in (letter.text, letter.html):
        assert "Never page" in words and "never reviewed" in words
        assert "Overdue page" in words and f"was due on {day:%B} {day.day}, {day.year}" in words
        for article in (never, overdue):
            assert f"{settings.SITE_URL}/admin/conditions/article/{article.pk}/review/?text=1" in words
        assert f"{settings.SITE_URL}/admin/conditions/article/reviews/" in words
        assert clinic.name in words
    assert "&" not in letter.subject and BookingEvent.objects.count() == 0


def test_titles_are_written_plainly_in_the_text_and_escaped_in_the_markup(due, put):  # noqa: F811
    article = put("hips-knees", title="Hips & <knees>")
    article.owner_id = due("other").owner_id
    article.save()
    reminders.queue(MONDAY)
    letter = Letter.objects.get()
    assert "Hips & <knees>" in letter.text and "Hips &amp; &lt;knees&gt;" in letter.html


def test_one_letter_a_week_from_monday_eight_on(due):
    due("never-page")
    assert reminders.queue(MONDAY - timedelta(minutes=1)) == 0
    assert reminders.queue(MONDAY) == 1
    for later in (timedelta(0), timedelta(hours=1), timedelta(days=6, hours=15)):
        assert reminders.queue(MONDAY + later) == 0
    assert reminders.queue(MONDAY + timedelta(days=7)) == 1
    assert Letter.objects.count() == 2 and OwnerReminder.objects.count() == 2


def test_a_sender_that_was_off_on_monday_writes_later_in_the_week(due):
    due("never-page")
    assert reminders.queue(MONDAY + timedelta(days=3)) == 1


def test_every_owner_gets_a_letter_of_their_own(due, manager):
    manager.email = "mona@clinic.example"
    manager.save()
    due("authors-page")
    due("managers-page", owner=manager)
    assert reminders.queue(MONDAY) == 2
    mine, theirs = sorted(Letter.objects.all(), key=lambda letter: letter.to)
    assert "Managers page" in mine.text and "Authors page" not in mine.text
    assert "Authors page" in theirs.text and "Managers page" not in theirs.text


def test_nobody_is_written_to_without_reason_address_or_account(due, owner, author):
    article = due("never-page")
    owner.is_active = False
    owner.save()
    assert reminders.queue(MONDAY) == 0
    owner.is_active, owner.email = True, ""
    owner.save()
    assert reminders.queue(MONDAY) == 0
    owner.email = ADDRESS
    owner.save()
    withdraw(article, by=author, reason="Out of date.")
    assert reminders.queue() == reminders.queue(timezone.now() + timedelta(days=7)) == 0
    assert not Letter.objects.filter(name="reviews_due").exists() and not OwnerReminder.objects.exists()


def test_a_page_without_an_owner_writes_to_nobody(due):
    due("never-page", owner=None)
    assert reminders.queue(MONDAY) == 0


def test_reminder_and_letter_are_one_or_neither(due, monkeypatch):
    due("never-page")

    def fails(*args):
        raise RuntimeError

    monkeypatch.setattr("clinic_site.encryption.seal", fails)
    with pytest.raises(RuntimeError):
        reminders.queue(MONDAY)
    assert not OwnerReminder.objects.exists() and not Letter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_senders_write_one_letter(due):
    due("never-page")

    def sender(_):
        try:
            return reminders.queue(MONDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(sender, range(8))) == 1
    assert Letter.objects.count() == 1


def test_it_is_sent_as_any_other_and_forgets_its_address(due, server, clinic):
    due("never-page")
    reminders.queue(MONDAY)
    outbox.Sender().round(at=MONDAY)
    (arrived,) = server.taken
    assert arrived["To"] == ADDRESS
    letter = Letter.objects.get()
    assert (letter.state, letter.sealed_to) == (Letter.State.SENT, "")
    assert str(letter) == "Staff: reviews_due"


def test_one_that_cannot_be_delivered_is_given_up(due, server, clinic):
    due("never-page")
    reminders.queue(MONDAY)
    server.answers["RCPT"] = "550 no such mailbox"
    outbox.Sender().round(at=MONDAY)
    assert Letter.objects.get().state == Letter.State.FAILED and Letter.objects.get().sealed_to == ""


def test_its_address_is_sealed_anew_when_keys_change_and_named_when_no_key_opens_it(due, settings):
    due("never-page")
    reminders.queue(MONDAY)
    former, settings.BOOKING_KEYS = settings.BOOKING_KEYS, [Fernet.generate_key().decode()]
    with pytest.raises(key_rotation.Unopened, match="a letter to staff"):
        key_rotation.rotate()
    settings.BOOKING_KEYS = [*settings.BOOKING_KEYS, *former]
    assert key_rotation.rotate() >= 1 and Letter.objects.get().to == ADDRESS


def test_the_command_that_sends_letters_writes_them(due, server, clinic, monkeypatch):
    due("never-page")
    called = []
    queue = reminders.queue
    monkeypatch.setattr(reminders, "queue", lambda: called.append(queue(MONDAY)))
    call_command("send_letters", verbosity=0)
    assert called == [1]


def test_letters_to_patients_wait_neither_for_reminders_nor_for_a_fault_in_them(due, server, clinic, monkeypatch):
    due("never-page")
    queue = reminders.queue

    def fails():
        raise RuntimeError

    monkeypatch.setattr(reminders, "queue", fails)
    letter = received().letters.get()
    with pytest.raises(RuntimeError):
        call_command("send_letters", verbosity=0)
    letter.refresh_from_db()
    assert letter.state == Letter.State.SENT
    monkeypatch.setattr(reminders, "queue", lambda: queue(MONDAY))
    monkeypatch.setattr(timezone, "now", lambda: MONDAY)
    call_command("send_letters", verbosity=0)
    assert server.taken[-1]["To"] == ADDRESS
