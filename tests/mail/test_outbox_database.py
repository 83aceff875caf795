"""A letter goes out once, though senders race for it or the database fails when the server has taken it."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, Error, connection
from django.utils import timezone

from appointments.models import BookingEvent, Letter
from clinic_site import triggers
from clinic_site.mail import outbox
from tests.appointments.requests import received

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
REFUSAL = [triggers.Refusal("letter_full", "appointments_letter", "UPDATE", "The disk is full.", "NEW.state = 'sent'")]


@pytest.fixture
def failing():
    """The database accepts no letter as sent until it is mended."""
    triggers.create(REFUSAL)
    yield
    triggers.drop(REFUSAL)


def ids(server):
    return [taken["Message-ID"][1:37] for taken in server.taken]


def sent_events():
    return BookingEvent.objects.filter(kind="letter sent").count()


def test_what_the_database_could_not_be_told_is_told_later_and_not_sent_again(clinic, server, failing):
    received()
    sender = outbox.Sender()
    with pytest.raises(DatabaseError):
        sender.round()
    assert Letter.objects.get().state == "queued" and len(server.taken) == len(sender.untold) == 1
    with pytest.raises(DatabaseError):  # long after the claim has run out
        sender.round(at=timezone.now() + timedelta(days=1))
    triggers.drop(REFUSAL)
    sender.round(at=timezone.now() + timedelta(days=1))
    assert Letter.objects.get().state == "sent" and sent_events() == 1
    assert len(server.taken) == 1 and sender.untold == {} and sender.done == {"sent": 1}


def test_the_command_ends_when_all_is_written_down(clinic, server, failing, monkeypatch, capsys):
    received()
    pauses = []

    def pause(seconds):
        pauses.append(seconds)
        triggers.drop(REFUSAL)

    monkeypatch.setattr("time.sleep", pause)
    call_command("send_letters")
    assert pauses and len(server.taken) == 1
    assert Letter.objects.get().state == "sent"
    assert capsys.readouterr().out == "1 sent, 0 put off, 0 failed\n"


def test_a_connection_lost_with_a_letter_in_hand_is_opened_again(clinic, server):
    """The connection breaks while the server says yes, as when the database restarts."""
    received()
    server.on_taken = lambda letter: connection_of_sender.close()
    connection.ensure_connection()
    connection_of_sender = connection.connection
    sender = outbox.Sender()
    with pytest.raises(Error, match="closed"):
        sender.round()
    connection.close()
    sender.round(at=timezone.now() + timedelta(days=1))
    assert Letter.objects.get().state == "sent" and len(server.taken) == 1


def test_senders_at_once_send_every_letter_once(clinic, server):
    waiting = {str(received(submission=uuid.uuid4()).letters.get().message_id) for _ in range(20)}
    start, senders = threading.Barrier(4, timeout=60), [outbox.Sender() for _ in range(4)]

    def send(sender):
        try:
            start.wait()
            sender.round()
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[sender]) for sender in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ids(server)) == sorted(waiting)
    assert sum(sender.done["sent"] for sender in senders) == sent_events() == 20
    assert set(Letter.objects.values_list("attempts", flat=True)) == {1}
