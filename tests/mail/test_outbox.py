"""Letters go out once, whatever the mail server and the database do meanwhile."""

import logging
import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from appointments.models import Letter
from clinic_site.mail import outbox
from tests.appointments.requests import EMAIL, received

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = timezone.now()


def letter(address=EMAIL, at=NOW):
    """A letter that waits, due since `at`."""
    return received(email=address, at=at).letters.get()


def fresh(letter):
    return Letter.objects.get(pk=letter.pk)


def kinds(letter):
    return [event.kind for event in letter.request.events.all()][2:]


def go_round(at=NOW):
    sender = outbox.Sender()
    sender.round(at=at)
    return sender


def test_a_letter_arrives_as_it_was_written(clinic, server, settings):
    settings.DEFAULT_FROM_EMAIL = "office@pelican.example"
    waiting = letter()
    go_round()
    (arrived,) = server.taken
    assert arrived["To"] == EMAIL and arrived["Subject"] == waiting.subject
    assert arrived["From"] == "Pelican Point Orthopedics <office@pelican.example>"
    assert arrived["Message-ID"] == f"<{waiting.message_id}@pelican.example>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived.get_body(["plain"]).get_content().splitlines() == waiting.text.splitlines()
    assert arrived.get_body(["html"]).get_content().splitlines() == waiting.html.splitlines()


@pytest.mark.parametrize(
    "name, written",
    [
        ("Bones, Joints & Co.", '"Bones, Joints & Co." <office@pelican.example>'),
        ("Clínica Pelícano", "Clínica Pelícano <office@pelican.example>"),
        ("", "office@pelican.example"),
    ],
)
def test_the_clinics_name_stands_before_the_address(clinic, server, settings, name, written):
    settings.DEFAULT_FROM_EMAIL = "office@pelican.example"
    clinic.name = name
    clinic.save()
    letter()
    go_round()
    assert server.taken[0]["From"] == written


def test_a_name_in_the_settings_counts_more(clinic, server, settings):
    settings.DEFAULT_FROM_EMAIL = "Front desk <office@pelican.example>"
    letter()
    go_round()
    assert server.taken[0]["From"] == "Front desk <office@pelican.example>"


def test_what_was_sent_forgets_its_address_and_is_not_sent_again(clinic, server):
    waiting = letter()
    assert go_round().done == {"sent": 1}
    sent = fresh(waiting)
    assert (sent.state, sent.sent_at, sent.sealed_to, sent.attempts) == ("sent", NOW, "", 1)
    assert kinds(waiting) == ["letter sent"]
    assert go_round(NOW + timedelta(days=9)).done == {}
    assert len(server.taken) == 1


def test_letters_share_a_connection(clinic, server):
    for _ in range(3):
        letter()
    assert go_round().done == {"sent": 3}
    assert server.connections == 1


def test_a_letter_of_tomorrow_waits(clinic, server):
    letter(at=NOW + timedelta(days=1))
    assert go_round().done == {} and server.connections == 0


def test_a_server_that_cannot_be_reached_is_tried_once_a_round(clinic, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = free.getsockname()
    letters = [letter(at=NOW - timedelta(minutes=5 - i)) for i in range(5)]
    assert go_round().done == {"put off": 1}
    first, *others = map(fresh, letters)
    assert (first.state, first.attempts, first.next_attempt_at) == ("queued", 1, NOW + timedelta(minutes=1))
    assert [other.attempts for other in others] == [0] * 4
    assert first.to == EMAIL


@pytest.mark.parametrize(
    "verb, answer",
    [
        ("CONNECT", "554 not today"),
        ("CONNECT", "421 too busy"),
        ("CONNECT", ""),
        ("CONNECT", None),
        ("EHLO", ""),
        ("MAIL", "451 try again"),
        ("MAIL", "550 you may not send"),  # ours to mend: no letter is to blame
        ("MAIL", None),
        ("RCPT", "450 mailbox busy"),
        ("RCPT", "421 going down"),
        ("RCPT", ""),
        ("DATA", "451 try again"),
        ("DATA", None),
        (".", "452 disk full"),
        (".", ""),  # it vanishes with the letter in hand
        (".", None),
    ],
)
def test_what_may_pass_is_tried_again_later(clinic, server, verb, answer):
    waiting = letter()
    server.answers[verb] = answer
    assert go_round().done == {"put off": 1}
    assert (fresh(waiting).state, fresh(waiting).next_attempt_at) == ("queued", NOW + timedelta(minutes=1))
    assert kinds(waiting) == []
    server.answers.clear()
    assert go_round(NOW + timedelta(minutes=1)).done == {"sent": 1}
    assert len(server.taken) == 1


def test_a_server_that_speaks_no_tls_gets_no_letter_in_the_clear(clinic, server, settings):
    settings.EMAIL_USE_TLS = True
    letter()
    assert go_round().done == {"put off": 1} and server.taken == []


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "."])
def test_a_letter_that_is_refused_for_good_fails_at_once(clinic, server, verb):
    waiting = letter()
    server.answers[verb] = "550 no such mailbox"
    assert go_round().done == {"failed": 1}
    failed = fresh(waiting)
    assert (failed.state, failed.sealed_to, failed.sent_at) == ("failed", "", None)
    assert kinds(waiting) == ["letter failed"]
    assert go_round(NOW + timedelta(days=9)).done == {}


@pytest.mark.parametrize(
    "answer, result", [("550 no such mailbox", "failed"), ("450 busy", "put off"), ("", "put off")]
)
def test_one_bad_letter_does_not_stop_the_next(clinic, server, answer, result):
    letter("bad@example.org", at=NOW - timedelta(minutes=2))
    letter("good@example.org", at=NOW - timedelta(minutes=1))
    server.answers["RCPT bad@example.org"] = answer
    assert go_round().done == {result: 1, "sent": 1}
    assert [taken["To"] for taken in server.taken] == ["good@example.org"]


def test_a_letter_is_tried_again_ever_more_seldom_and_then_given_up(clinic, server):
    waiting = letter()
    server.answers["RCPT"] = "450 mailbox busy"
    at, waits = NOW, []
    while fresh(waiting).state == "queued":
        assert go_round(at - timedelta(seconds=1)).done == {}
        go_round(at)
        waits.append(fresh(waiting).next_attempt_at - at)
        at = fresh(waiting).next_attempt_at
    minutes = [wait / timedelta(minutes=1) for wait in waits[:-1]]
    assert minutes == [1, 5, 15, 60, 240, 720, 1440]
    assert (fresh(waiting).state, fresh(waiting).attempts) == ("failed", 8)
    assert kinds(waiting) == ["letter failed"]


def test_a_sender_that_dies_with_a_letter_in_hand_delays_it(clinic, server):
    """What a killed process leaves: the claim. The letter goes out when that has run out, under the same name."""
    waiting = letter()
    outbox._claim(waiting.pk, NOW)
    assert go_round(NOW + outbox.LEASE - timedelta(seconds=1)).done == {}
    assert go_round(NOW + outbox.LEASE).done == {"sent": 1}
    assert str(waiting.message_id) in server.taken[0]["Message-ID"]


def test_two_senders_that_both_sent_it_leave_one_event(clinic, server):
    """Each believed that the claim was its own: one hung for longer than LEASE before it got its yes."""
    waiting, late = letter(), outbox.Sender()
    late.untold[outbox._claim(waiting.pk, NOW)] = NOW
    go_round(NOW + outbox.LEASE)
    late.round(at=NOW + outbox.LEASE)
    assert kinds(waiting) == ["letter sent"] and fresh(waiting).sent_at == NOW + outbox.LEASE


def test_a_letter_that_no_key_opens_waits_and_is_loud(clinic, server, settings, caplog):
    waiting, keys = letter(), settings.BOOKING_KEYS
    settings.BOOKING_KEYS = ["A" * 43 + "="]
    for day in range(20):
        go_round(NOW + timedelta(days=day))
    assert fresh(waiting).state == "queued" and fresh(waiting).attempts == 0 and server.taken == []
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 20 and waiting.request.reference in errors[0] and "BOOKING_KEYS" in errors[0]
    settings.BOOKING_KEYS = keys
    assert go_round(NOW + timedelta(days=20)).done == {"sent": 1}


def test_the_round_ends_between_two_letters_where_asked(clinic, server):
    for _ in range(3):
        letter()
    sender = outbox.Sender()
    sender.round(at=NOW, stopping=lambda: len(server.taken) == 2)
    assert sender.done == {"sent": 2} and Letter.objects.filter(attempts=0).count() == 1


def test_log_lines_name_the_letter_and_never_the_address(clinic, server, caplog):
    """The server repeats the address, as real ones do."""
    caplog.set_level(logging.DEBUG)
    letters = []
    for answer in (f"450 <{EMAIL}> busy", f"550 <{EMAIL}> unknown", "", "250 ok"):
        server.answers["RCPT"] = answer
        letters.append(letter())
        go_round()
    lines = [f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records]
    ends = ["SMTPRecipientsRefused 450", "SMTPRecipientsRefused 550", "SMTPServerDisconnected", "was sent"]
    for one, end in zip(letters, ends, strict=True):
        assert any(f"{one.request.reference}: received" in line and end in line for line in lines), end
    assert [line for line in lines if EMAIL in line or "quillon" in line.lower()] == []
