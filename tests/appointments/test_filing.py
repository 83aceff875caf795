"""What waits in the spool is filed once, in order, as it was sent; what cannot be is set aside and the others go on."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from appointments import outage
from appointments.answers import encode
from appointments.models import BookingRequest, Letter, OnlineRequests, RateBucket
from appointments.models.request import reference_of
from appointments.outage import filing, spool
from appointments.views import stores
from appointments.views.stores import Database
from tests.appointments.asking import filled, send
from tests.appointments.requests import EMAIL, REASON, answers, received
from tests.appointments.spooling import SECRETS, files, outage_of
from tests.appointments.test_asking_fails import database_down
from tests.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "spooling"), pytest.mark.database]
MONDAY = datetime(2026, 11, 30, 15, tzinfo=UTC)  # 10 a.m. in New York


def keep(*, submission=None, at=MONDAY, alarm="", keep_days=90, address="10.0.0.1", article="", **more):
    """A request that was sent at `at`, in the spool."""
    submission, sent = submission or uuid.uuid4(), answers(**more)
    content = filing.content(
        sent,
        submission=submission,
        reference=reference_of(submission),
        alarm=alarm,
        article=article,
        suspected_spam=False,
        promised_days=keep_days,
        sent_at=at,
    )
    facts = {"sent_at": at, "keep_days": keep_days, "alarm": alarm, "address": address}
    spool.keep(content, submission=submission, answers=encode(sent), **facts)
    return submission


def kept_in_turn(number, **more):
    """So many, sent a minute after the other, each from an address of its own."""
    return [keep(at=MONDAY + timedelta(minutes=n), address=f"10.0.1.{n}", **more) for n in range(number)]


def another_key(settings):
    """The key is lost; the next start makes another pair."""
    former = settings.SPOOL_KEY.read_text()
    settings.SPOOL_KEY.unlink()
    outage.prepare()
    return former


def aside():
    return spool.set_aside()


def test_they_are_filed_in_the_order_in_which_they_were_sent():
    sent = kept_in_turn(5)
    assert filing.file_waiting() == 5 and files() == []
    assert list(BookingRequest.objects.order_by("pk").values_list("submission", flat=True)) == sent
    assert filing.file_waiting() == 0 and BookingRequest.objects.count() == 5


def test_a_request_is_as_it_was_sent_and_its_letters_are_of_today(live):
    OnlineRequests.objects.create(desk_email="desk@example.org", keep_days=90)
    submission = keep(keep_days=60, article=str(live.pk), alarm="911")
    before = timezone.now()
    filing.file_waiting()
    request = BookingRequest.objects.get()
    assert (request.submitted_at, request.keep_days, request.alarm) == (MONDAY, 60, "911")
    assert request.article == live and request.answers == answers() and request.reference == reference_of(submission)
    [came, *_] = request.events.filter(kind="submitted")
    assert (came.at, came.fields) == (MONDAY, ["spool"])
    assert {letter.name: letter.to for letter in Letter.objects.all()} == {
        "received": EMAIL,
        "waiting": "desk@example.org",
    }
    assert all(letter.queued_at >= before for letter in Letter.objects.all())


def test_the_trail_tells_that_it_came_through_the_spool(manager):
    keep()
    filing.file_waiting()
    address = reverse("admin:appointments_bookingrequest_history", args=[BookingRequest.objects.get().pk])
    assert re.search(r"Submitted.{,300}spool", signed_in(manager).get(address).text, re.DOTALL)


@pytest.mark.parametrize("hours, promised", [(1, 4), (30, 50)])
def test_no_call_is_promised_for_a_moment_that_is_over(monkeypatch, hours, promised):
    """Sent on Monday at 10 a.m.; a call within four opening hours (9 to 5): by 2 p.m., or by noon on Wednesday."""
    filed_at = MONDAY + timedelta(hours=hours)
    monkeypatch.setattr(filing.timezone, "now", lambda: filed_at)
    keep()
    filing.file_waiting()
    assert BookingRequest.objects.get().due_at == MONDAY + timedelta(hours=promised)


def test_the_limit_of_an_address_is_not_applied_twice():
    for _ in range(10):
        keep()
    filing.file_waiting()
    assert BookingRequest.objects.count() == 10 and not RateBucket.objects.exists()


def test_what_the_database_had_already_is_dropped():
    """Nobody knew whether it was committed when the line broke."""
    booking = received(submission=(submission := uuid.uuid4()))
    keep(submission=submission)
    assert filing.file_waiting() == 0 and files() == []
    assert BookingRequest.objects.get() == booking and Letter.objects.count() == 1


def test_the_line_breaks_in_the_very_commit(client, monkeypatch):
    """The database's yes is lost, the request is not: one request, with the reference that the patient is told."""

    class Cut(Database):
        def receive(self, step, token):
            super().receive(step, token)
            raise OperationalError("The line is cut.")

    outage.prepare()
    with monkeypatch.context() as patch:
        patch.setattr(stores, "Database", Cut)
        response = send(client)
    assert response.status_code == 303 and len(files()) == 1 and BookingRequest.objects.count() == 1
    assert filing.file_waiting() == 0 and files() == []
    assert BookingRequest.objects.get().reference in response.headers["Location"]


def test_the_same_form_with_other_answers_is_a_second_request():
    submission = uuid.uuid4()
    received(submission=submission)
    keep(submission=submission, reason="Another thing.")
    assert filing.file_waiting() == 1
    first, second = BookingRequest.objects.order_by("pk")
    assert second.answers.reason == "Another thing." and first.reference != second.reference
    keep(submission=submission, reason="Another thing.")  # killed before the file went
    assert filing.file_waiting() == 0 and BookingRequest.objects.count() == 2


def test_a_sender_that_is_killed_between_commit_and_file_doubles_nothing(monkeypatch):
    kept_in_turn(3)

    class Killed(BaseException):
        pass

    def killed(spooled):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(spool, "remove", killed)
        with pytest.raises(Killed):
            filing.file_waiting()
    assert BookingRequest.objects.count() == 1 and len(files()) == 3
    assert filing.file_waiting() == 2 and files() == []
    assert BookingRequest.objects.count() == 3 and Letter.objects.filter(name="received").count() == 3


def test_while_the_database_is_still_down_they_wait():
    kept_in_turn(2)
    with database_down(), pytest.raises(OperationalError):
        filing.file_waiting()
    assert len(files()) == 2 and aside() == []
    assert filing.file_waiting() == 2


def test_a_reference_that_another_request_has_is_given_up():
    submission = uuid.uuid4()
    BookingRequest.objects.filter(pk=received().pk).update(reference=reference_of(submission))
    keep(submission=submission)
    assert filing.file_waiting() == 1
    assert BookingRequest.objects.exclude(reference=reference_of(submission)).get().submission == submission


@pytest.mark.parametrize("how", ["cut short", "one bit", "no header", "empty", "other header"])
def test_a_damaged_one_is_set_aside_and_the_others_go_on(how, caplog):
    kept_in_turn(3)
    path = files()[1]
    content = path.read_bytes()
    path.write_bytes(
        {
            "cut short": content[:-1],
            "one bit": content[:-1] + bytes([content[-1] ^ 1]),
            "no header": b"\xff" + content,
            "empty": b"",
            "other header": content.replace(b" 90 ", b" 91 ", 1),
        }[how]
    )
    assert filing.file_waiting() == 2 and files() == [] and len(aside()) == 1
    assert filing.file_waiting() == 0 and "was set aside (Unopened)" in caplog.text
    assert [secret for secret in SECRETS if secret in caplog.text] == []


def test_so_is_one_that_this_release_does_not_understand(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(filing.answers, "encode", lambda sent: '{"unknown": 1}')
        keep()
    kept_in_turn(1)
    assert filing.file_waiting() == 1 and len(aside()) == 1


def test_a_purged_request_does_not_come_back(settings):
    booking = received(submission=(submission := uuid.uuid4()))
    BookingRequest.objects.filter(pk=booking.pk).update(
        state="closed",
        close_reason="declined",
        closed_at=MONDAY,
        purged_at=MONDAY,
        **dict.fromkeys(BookingRequest.personal, ""),
    )
    keep(submission=submission)
    assert filing.file_waiting() == 0 and BookingRequest.objects.count() == 1


def test_everything_a_form_can_hold_comes_out_again(client):
    with outage_of():
        assert send(client, **filled(reason=REASON + " “ñ” 🙂", call_times=["morning", "afternoon"])).status_code == 303
    filing.file_waiting()
    found = BookingRequest.objects.get().answers
    assert found.reason == REASON + " “ñ” 🙂" and found.call_times == ("morning", "afternoon")
