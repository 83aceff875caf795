"""What stops programs leaves people their answers, a sentence and the phone line."""

import re
import uuid

import pytest
from django.core import signing

from appointments.models import BookingRequest, RateBucket
from clinic_site.rate import LIMIT
from tests.appointments.asking import check, filled, kept, led, opened, post, pressed, send, token
from tests.appointments.requests import REASON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "way")]
FORGED = {  # made in the test: a token is signed with a key and a moment of its own
    "empty": lambda: "",
    "nonsense": lambda: "nonsense",
    "parts": lambda: "a:b:c",
    "control": lambda: "\0",
    "cut": lambda: token()[:-1],
    "another form's": lambda: signing.TimestampSigner(salt="another").sign(str(uuid.uuid4())),
}


def token_of(response):
    return re.search(r'name="token" value="([^"]+)"', response.text)[1]


def assert_kept(response, sentence, status=422):
    """Nothing was sent; the page to check came back with the answers, the sentence and the phone line."""
    assert response.status_code == status and not BookingRequest.objects.exists()
    assert "<title>Error: Check your answers: step 3 of 3 |" in response.text
    assert "Send request</button>" in response.text
    assert sentence in response.text and REASON in response.text
    refusal = response.text[response.text.index("This was not sent") : response.text.index("<h1>")]
    assert "(904) 555-0102" in refusal


def test_faster_than_people_type_is_not_sent_but_the_next_time_is(client):
    fresh = token(age=0)
    response = send(client, token=fresh)
    assert_kept(response, "faster than people type")
    assert token_of(response) == fresh
    later = token(age=5)
    assert send(client, token=later).status_code == 303


def test_a_form_that_was_open_for_a_day_is_looked_at_once_more(client):
    old = token(age=86_500)
    response = send(client, token=old)
    assert_kept(response, "open for a long time")
    fresh = token_of(response)
    assert fresh != old
    assert pressed(client, response, "check", "send").status_code == 303
    assert not BookingRequest.objects.get().suspected_spam


def test_a_second_request_from_the_same_page_need_not_wait(client):
    same = token()
    send(client, token=same)
    asked = send(client, token=same, reason="And my hip.")
    assert asked.status_code == 409
    assert pressed(client, asked, "check", "send").status_code == 303
    assert not BookingRequest.objects.filter(suspected_spam=True).exists()


@pytest.mark.parametrize("kind", ["nonsense", "another form's"])
def test_a_forged_token_does_not_save_the_wait(client, kind):
    text = FORGED[kind]()
    for page in (send(client, token=text), check(client, token=text)):
        assert_kept(led(client, pressed(client, page, "check", "send")), "faster than people type")


def test_a_form_that_was_open_for_less_than_a_day_is_sent(client):
    assert send(client, token=token(age=86_300)).status_code == 303


def test_a_form_that_was_sent_and_stood_open_is_still_the_same_request(client):
    page = send(client).headers["Location"]
    old = token(age=90_000)
    BookingRequest.objects.update(submission=old.partition(":")[0])  # as if it had been sent a day ago
    assert send(client, token=old).headers["Location"] == page


@pytest.mark.parametrize("kind", FORGED)
def test_a_missing_or_forged_token_sends_nothing(client, kind):
    text = FORGED[kind]()
    response = send(client, token=text)
    assert_kept(response, "got lost on its way")
    assert token_of(response) != text


@pytest.mark.parametrize("kind", [*FORGED, "old"])
def test_going_on_to_the_page_to_check_mends_the_token(client, kind):
    text = token(age=90_000) if kind == "old" else FORGED[kind]()
    response = check(client, token=text)
    assert response.status_code == 200 and token_of(response) != text


def test_a_form_without_any_token_is_mended_too(client):
    assert_kept(post(client, {**filled(), "step": "send"}), "got lost on its way")


def test_the_field_that_people_do_not_see_sends_nothing(client):
    assert_kept(send(client, vx7="http://example.org"), "hidden field that must stay empty")
    page = check(client, vx7="x")
    assert page.status_code == 422 and "hidden field that must stay empty" in page.text
    assert kept(page)["reason"] == [REASON]


def test_that_field_is_for_nobody(client):
    for response in (opened(client), check(client)):
        field = re.search(r"<div class=\"leave\".*?</div>", response.text, re.DOTALL)[0]
        marks = ['aria-hidden="true"', 'tabindex="-1"', 'autocomplete="off"', "Leave this field empty"]
        assert all(mark in field for mark in marks) and "value" not in field


def test_more_than_ten_in_an_hour_from_one_address_are_told_to_call(client):
    for _ in range(LIMIT):
        assert send(client).status_code == 303
    response = send(client)
    assert response.status_code == 429 and BookingRequest.objects.count() == LIMIT
    assert "too many requests" in response.text and REASON in response.text
    assert response.headers["Retry-After"] == "3600"
    assert "<title>Error: Check your answers: step 3 of 3 |" in response.text


def test_only_what_is_sent_counts(client):
    for _ in range(LIMIT + 2):
        check(client)
        send(client, phone="")
        send(client, token=token(age=0))
        send(client, vx7="x")
    assert not RateBucket.objects.exists()
    same = token()
    for _ in range(LIMIT + 2):
        assert send(client, token=same).status_code == 303
    assert RateBucket.objects.get().count == 1


@pytest.mark.parametrize("age, suspected", [(5, True), (7, True), (30, False)])
def test_sent_within_seconds_is_taken_but_flagged(client, age, suspected):
    send(client, token=token(age=age))
    assert BookingRequest.objects.get().suspected_spam is suspected


def test_a_web_address_in_the_reason_is_taken_but_flagged(client):
    assert send(client, reason="Cheap pills at https://example.org").status_code == 303
    assert BookingRequest.objects.get().suspected_spam
