"""From step to step: each leads on by a redirect, and what stands in the way of one takes nothing that was typed."""

import re
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from appointments import unsent
from appointments.models import BookingRequest, UnsentRequest
from tests.appointments.asking import (
    NEW_PATIENT,
    address_of,
    check,
    filled,
    first_page,
    hidden,
    kept,
    older,
    on_more,
    opened,
    post,
    pressed,
    saved,
    send,
    token,
)
from tests.appointments.requests import EMAIL, NAME, PHONE, REASON
from tests.appointments.test_asking_fails import database_down

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic"), pytest.mark.database]
HOUR = timedelta(hours=1)
NAMES_OF_PAGES = [
    "first_name",
    "phone",
    "danger_signs",
    "caller_name",
    "consent",
    "email",
    "reason",
    "days",
    "needs_detail",
]


def test_every_step_leads_on_by_a_redirect_and_leaves_nothing_in_the_page(client):
    form = opened(client)
    first = first_page()
    typed = {**hidden(form.text), "token": token(), **first, "step": "next"}
    response = client.post(address_of(form), typed)
    second = client.get(response.headers["Location"])
    assert response.status_code == 303 and response.headers["Cache-Control"] == "no-store"
    assert [secret for secret in (*NAME.split(), PHONE) if secret in second.text] == []
    response = pressed(client, second, "more", "check", reason=REASON)
    third = client.get(response.headers["Location"])
    assert response.status_code == 303 and REASON in third.text and REASON not in str(hidden(third.text))
    response = pressed(client, third, "check", "send")
    assert response.status_code == 303 and "/received/" in response.headers["Location"]
    assert BookingRequest.objects.get().answers.reason == REASON and not UnsentRequest.objects.exists()


def test_the_page_that_may_be_skipped_asks_nothing_that_must_be_answered(client):
    page = on_more(client).text
    assert "All of this is optional." in page and "Skip this page</button>" in page
    names = {name for name in NAMES_OF_PAGES if f'name="{name}"' in page}
    assert names >= {"email", "reason", "days", "needs_detail"} and not names & {"first_name", "phone", "danger_signs"}


def test_skipping_keeps_what_was_typed_all_the_same(client):
    third = post(client, {**hidden(on_more(client).text), "reason": REASON, "step": "check"}, NEW_PATIENT)
    assert REASON in third.text and "Send request</button>" in third.text


def test_a_box_that_was_emptied_is_empty(client):
    second = pressed(client, on_more(client), "more", "check", reason=REASON, days=["monday", "friday"])
    third = client.get(second.headers["Location"])
    assert "Monday, Friday" in third.text
    back = client.get(address_of(third, "more"))
    assert 'value="monday" id="id_days_0" checked' in back.text
    pressed(client, back, "more", "check", reason="")
    assert saved()["reason"] == [""] and "days" not in saved() and saved()["first_name"] == [NAME.split()[0]]


def test_a_change_from_the_page_to_check_leads_back_to_it(client):
    third = check(client)
    form = post(client, {**hidden(third.text), "step": "change"}, address_of(third))
    again = post(client, {**hidden(form.text), **filled(phone="904 555 0177"), "step": "next"}, address_of(form))
    assert "Send request</button>" in again.text and "(904) 555-0177" in again.text


def test_a_page_that_is_asked_for_too_early_sends_back(client):
    third = check(client, phone="")
    for page in ("more", "check"):
        response = client.get(address_of(third, page))
        assert (response.status_code, response.headers["Location"]) == (303, address_of(third))


@pytest.mark.parametrize("age, found", [(timedelta(minutes=59), True), (timedelta(minutes=61), False)])
def test_after_an_hour_they_are_gone_and_the_page_says_so(client, age, found):
    page = check(client)
    older(age)
    response = client.get(address_of(page, "check"))
    assert (response.status_code == 200) is (REASON in response.text) is found
    if not found:
        assert response.status_code == 410 and response.headers["Cache-Control"] == "no-store"
        assert "<strong>Nothing was sent.</strong>" in response.text and f'href="{NEW_PATIENT}"' in response.text
        assert "904-555-0101" in response.text
        sent = pressed(client, page, "check", "send")
        assert client.get(sent.headers["Location"]).status_code == 410 and not BookingRequest.objects.exists()


def test_what_was_typed_on_the_second_page_outlives_the_first(client):
    second = on_more(client)
    older(HOUR)
    lapsed = pressed(client, second, "more", "check", reason=REASON)
    form = client.get(lapsed.headers["Location"])
    assert "More than an hour went by" in form.text and 'id="problem-heading"' in form.text
    assert "Enter the first name." not in form.text and 'class="error"' not in form.text
    first = first_page()
    assert REASON in post(client, {**hidden(form.text), **first, "step": "next"}, address_of(form)).text


def test_danger_on_the_second_page_is_told_even_then(client):
    second = on_more(client)
    older(HOUR)
    lapsed = pressed(client, second, "more", "check", reason="I cannot feel my legs")
    assert "<title>Call 911 now" in client.get(lapsed.headers["Location"]).text


def test_what_was_typed_on_the_first_page_again_goes_on_and_the_second_says_what_is_missing(client):
    third = check(client)
    form = client.get(address_of(third))
    older(HOUR)
    second = post(client, {**hidden(form.text), **filled(), "step": "next"}, address_of(form))
    assert "More than an hour went by" in second.text and NAME.split()[0] in str(kept(second))


def test_after_sending_every_page_of_it_leads_to_the_one_that_says_so(client):
    page = check(client)
    sent = pressed(client, page, "check", "send")
    for name in ("form", "more", "check"):
        response = client.get(address_of(page, name))
        assert (response.status_code, response.headers["Location"]) == (303, sent.headers["Location"])
    again = pressed(client, page, "check", "send")
    assert (again.status_code, again.headers["Location"]) == (303, sent.headers["Location"])
    assert BookingRequest.objects.count() == 1


@pytest.mark.parametrize("statement", ["INSERT", "UPDATE", "DELETE", "SAVEPOINT"])
def test_where_nothing_can_be_written_every_answer_goes_on_in_the_page(client, statement):
    with database_down(OperationalError, only=f"{statement} "):
        page = check(client)
        found = hidden(page.text)
    assert page.status_code == 200 and found["reason"] == [REASON] and found["last_name"] == [NAME.split()[1]]
    assert pressed(client, page, "check", "send").status_code == 303


def test_a_row_that_can_no_longer_be_changed_goes_on_in_the_page_whole(client):
    second = on_more(client)
    with database_down(OperationalError, only="UPDATE "):
        page = pressed(client, second, "more", "check", reason=REASON)
    found = hidden(page.text)
    assert found["reason"] == [REASON] and found["first_name"] == [NAME.split()[0]]
    assert pressed(client, page, "check", "send").status_code == 303
    assert BookingRequest.objects.get().answers.reason == REASON and not UnsentRequest.objects.exists()


def test_a_step_that_finds_the_database_down_keeps_what_was_typed_and_goes_on_later(client):
    second = on_more(client)
    with database_down():
        page = pressed(client, second, "more", "check", reason=REASON)
        looked = client.get(address_of(second, "more"))
    assert page.status_code == looked.status_code == 503 and REASON in page.text
    assert "not sent" not in looked.text and "Keep the address of this page" in looked.text
    third = post(client, hidden(page.text), address_of(second, "more"))
    assert REASON in third.text and NAME.split()[0] in third.text


def test_a_cookie_of_ours_that_is_missing_when_a_step_is_made_takes_nothing(client):
    """The one against forgery, lost between two steps: the answers stand in the page that says so."""
    strict = Client(enforce_csrf_checks=True)
    page = check(client)
    strict.cookies[unsent.COOKIE] = client.cookies[unsent.COOKIE].value
    response = pressed(strict, page, "check", "send")
    assert response.status_code == 403 and REASON in response.text
    assert hidden(response.text)["phone"] == [PHONE] and "Send request</button>" in response.text
    response = pressed(Client(enforce_csrf_checks=True), page, "check", "send")
    assert response.status_code == 403 and "Allow cookies" in response.text and "<h1>" in response.text


def test_a_request_that_was_sent_too_often_is_kept_with_its_reason(client, monkeypatch):
    from clinic_site import rate

    monkeypatch.setattr(rate, "LIMIT", 0)
    response = send(client)
    assert response.status_code == 429 and REASON in client.get(address_of(response, "check")).text


@pytest.mark.usefixtures("way")
def test_danger_on_the_first_page_is_told_before_what_is_wrong_and_before_the_second(client):
    form = opened(client)
    typed = first_page(danger_signs=["chest-pain"], last_name="", phone="555")
    page = post(client, {**hidden(form.text), **typed, "step": "next"}, address_of(form))
    assert page.status_code == 200 and "<title>Call 911 now" in page.text and "Enter the last name." not in page.text
    back = post(client, {**hidden(page.text), "step": "back"}, address_of(page))
    assert back.text.index("Enter the last name.") and "Chest pain or pressure" in back.text
    second = post(client, {**hidden(back.text), **first_page(danger_signs=["chest-pain"]), "step": "next"})
    assert "step 2 of 3" in second.text and "Call 911 now" in second.text  # it was read, and stays on top


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("button", ["Skip this page", "Continue"])
def test_danger_on_the_second_page_is_told_whichever_button_is_pressed(client, button):
    second = on_more(client)
    [step] = re.findall(rf'<button[^>]*name="step" value="(\w+)"[^>]*>{button}</button>', second.text)
    typed = {"reason": "I cannot feel my legs", "email": "no address", "needs_detail": "x" * 999}
    page = post(client, {**hidden(second.text), **typed, "step": step}, address_of(second, "more"))
    assert page.status_code == 200 and "<title>Call 911 now" in page.text and "Write the email" not in page.text
    sent = post(client, {**hidden(page.text), "step": "send"}, address_of(page, "check"))
    assert "Write the email address like" in sent.text and "Call 911 now" in sent.text and "step 2 of 3" in sent.text


@pytest.mark.usefixtures("way")
def test_who_goes_back_from_a_danger_on_the_first_page_still_sees_the_second(client):
    page = check(client, danger_signs=["chest-pain"])
    form = post(client, {**hidden(page.text), "step": "back"}, address_of(page))
    second = post(client, {**hidden(form.text), **first_page(), "step": "next"}, address_of(form))
    assert "step 2 of 3" in second.text and "red-flags" not in second.text


@pytest.mark.usefixtures("way")
def test_a_slip_in_an_email_is_asked_about_and_never_twice(client):
    page = check(client, email="pat@gmial.com")
    assert page.status_code == 200 and "Did you mean pat@gmail.com?" in page.text
    kept_as_typed = post(client, {**hidden(page.text), "step": "keep"}, address_of(page, "check"))
    assert "Did you mean" not in kept_as_typed.text and "pat@gmial.com" in kept_as_typed.text
    again = post(client, {**hidden(kept_as_typed.text), "step": "check"}, address_of(page, "check"))
    assert "Did you mean" not in again.text
    other = {**hidden(again.text), "email": "pat@hotmial.com", "step": "check"}
    assert "Did you mean pat@hotmail.com?" in post(client, other, address_of(page, "more")).text


@pytest.mark.usefixtures("way")
def test_a_slip_that_is_taken_back_is_sent_as_it_was_meant_and_one_that_is_passed_over_as_it_was_typed(client):
    for press, email in (("take", "pat@gmail.com"), ("send", "pat@gmial.com")):
        page = check(client, email="pat@gmial.com")
        if press == "take":
            page = post(client, {**hidden(page.text), "step": press}, address_of(page, "check"))
            assert "Did you mean" not in page.text and "Send request</button>" in page.text
        assert post(client, {**hidden(page.text), "step": "send"}, address_of(page, "check")).status_code == 303
        assert BookingRequest.objects.latest("pk").answers.email == email


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    "press, email", [("take", "pat@gmail.com"), ("keep", "pat@gmial.com"), ("send", "pat@gmial.com")]
)
def test_a_slip_is_asked_about_after_a_danger_was_read_and_before_anything_is_sent(client, press, email):
    danger = check(client, email="pat@gmial.com", danger_signs=["chest-pain"])
    assert "<title>Call 911 now" in danger.text
    asked = post(client, {**hidden(danger.text), "step": "send"}, address_of(danger, "check"))
    assert "Did you mean pat@gmail.com?" in asked.text and "Read this first" not in asked.text
    assert "Call 911 now" in asked.text and REASON in asked.text and not BookingRequest.objects.exists()
    if press != "send":
        asked = post(client, {**hidden(asked.text), "step": press}, address_of(asked, "check"))
    assert post(client, {**hidden(asked.text), "step": "send"}, address_of(asked, "check")).status_code == 303
    answers = BookingRequest.objects.get().answers
    assert answers.email == email and len(answers.red_flags) == 1


@pytest.mark.parametrize("step", ["take", "keep"])
def test_these_buttons_change_nothing_where_nothing_was_asked(client, step):
    for email in (EMAIL, "", "no address"):
        page = post(client, {"token": token(), **filled(email=email), "step": step})
        assert saved()["email"] == [email] and page.status_code in (200, 422)
