"""Sent once is sent: whatever stands in the way of the second time, nobody is told that it was not."""

import threading

import pytest
from django.db import connection
from django.test import Client

from appointments.models import BookingRequest, OnlineRequests, RateBucket
from clinic_site.rate import LIMIT
from tests.appointments.asking import NEW_PATIENT, REHAB, filled, opened, post, pressed, send, token
from tests.appointments.requests import received
from tests.appointments.test_asking_fails import UNSENT, database_down

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "way"), pytest.mark.database]


@pytest.fixture
def sent(client):
    """(the values that were posted, the address of the page that they led to)."""
    values = {"token": token(), **filled(), "step": "send"}
    return values, client.post(NEW_PATIENT, values).headers["Location"]


def pause():
    OnlineRequests.objects.create(paused_from="2020-01-01")


def test_while_requests_are_paused(client, sent):
    values, page = sent
    pause()
    assert client.post(NEW_PATIENT, values).headers["Location"] == page
    other = post(client, {**values, "reason": "And my hip."})
    assert other.status_code == 422 and "Your answers were not sent." in other.text


@pytest.mark.parametrize("cookie", ["", "x" * 32])
def test_without_the_right_cookie(sent, cookie):
    values, page = sent
    browser = Client(enforce_csrf_checks=True)
    if cookie:
        browser.cookies["csrf"] = cookie
    assert browser.post(NEW_PATIENT, values).headers["Location"] == page
    for changes in ({"reason": "And my hip."}, {"token": token()}, {"step": "check"}):
        assert browser.post(NEW_PATIENT, {**values, **changes}).status_code == 403
    assert BookingRequest.objects.count() == 1


def test_while_the_database_is_down(client, sent):
    values, page = sent
    with database_down():
        response = client.post(NEW_PATIENT, values)
    assert response.status_code == 503
    assert UNSENT["send"] in response.text and "not be sent twice" in response.text
    assert "not sent." not in response.text
    assert client.post(NEW_PATIENT, values).headers["Location"] == page


def test_the_same_page_for_the_other_kind_of_visit_is_asked_about(client, sent):
    assert post(client, sent[0], REHAB).status_code == 409


@pytest.mark.parametrize("promised, now, kept", [(90, 365, 90), (365, 90, 90), (90, 90, 90)])
def test_nothing_is_kept_for_longer_than_the_page_said(client, promised, now, kept):
    OnlineRequests.objects.create(keep_days=now)
    send(client, consent=f"2026-11/{promised}")
    request = BookingRequest.objects.get()
    assert (request.keep_days, request.consent, request.answers.consent) == (kept, "2026-11", "2026-11")


def test_the_page_carries_how_long_it_said(client):
    OnlineRequests.objects.create(keep_days=30)
    assert 'value="2026-11/30"' in opened(client).text


def test_an_answer_from_elsewhere_is_kept_for_as_long_as_the_clinic_says(client):
    OnlineRequests.objects.create(keep_days=30)
    assert received().keep_days == 30


def test_what_is_over_the_limit_leaves_nothing_behind(client):
    for _ in range(LIMIT):
        send(client)
    refused = send(client)
    assert refused.status_code == 429
    assert BookingRequest.objects.count() == LIMIT
    RateBucket.objects.all().delete()
    assert pressed(client, refused, "check", "send").status_code == 303
    assert BookingRequest.objects.count() == LIMIT + 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", [0, LIMIT - 1])
def test_sent_many_times_at_the_same_moment_counts_once(client, before):
    send(client, token=token())
    RateBucket.objects.update(count=before)
    values, answers = {"token": token(), **filled(), "step": "send"}, []

    def post():
        answers.append(Client().post(NEW_PATIENT, values))
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [303] * 4
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert RateBucket.objects.get().count == before + 1
