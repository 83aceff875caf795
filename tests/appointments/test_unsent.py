"""Answers between the steps: two halves find them, they are few and small, and an hour later nobody does."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from appointments import key_rotation, privacy, unsent
from appointments.models import UnsentRequest
from tests.appointments.asking import (
    NEW_PATIENT,
    REHAB,
    address_of,
    check,
    filled,
    hidden,
    older,
    opened,
    pressed,
    saved,
    token,
)
from tests.appointments.canary import everything_stored
from tests.appointments.requests import EMAIL, NAME, PHONE, REASON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic"), pytest.mark.database]
HOUR = timedelta(hours=1)


def test_the_row_is_found_by_both_halves_alone(client):
    page = check(client)
    address, other = address_of(page, "check"), Client()
    assert REASON in client.get(address).text
    assert other.get(address).status_code == 410
    other.cookies[unsent.COOKIE] = "x" * 43
    assert other.get(address).status_code == 410
    assert client.get(address.replace(address[-40:-35], "00000")).status_code == 410
    assert client.get(address.replace("new-patient", "rehab")).status_code == 410
    client.cookies[unsent.COOKIE] = "no secret of ours"
    assert client.get(address).status_code == 410


def test_neither_half_nor_any_answer_stands_in_the_database(client):
    page = check(client)
    halves = [client.cookies[unsent.COOKIE].value, address_of(page).split("/")[3]]
    for table, rows in everything_stored():
        words = (*NAME.split(), PHONE, REASON, EMAIL, *halves, halves[1].replace("-", ""))
        assert [word for word in words if word in rows] == [], table


def test_the_cookie_is_short_lived_and_for_this_form_alone(client):
    response = client.post(NEW_PATIENT, {"token": token(), **filled(), "step": "check"})
    cookie = response.cookies[unsent.COOKIE]
    assert (cookie["path"], cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (
        "/appointments/",
        3600,
        True,
        "Lax",
    )
    assert len(cookie.value) == 43
    again = client.post(NEW_PATIENT, {"token": token(), **filled(), "step": "check"})
    assert again.cookies[unsent.COOKIE].value == cookie.value  # another tab goes on


def test_who_only_looks_gets_no_cookie_and_makes_no_row(client):
    response = opened(client)
    assert set(response.cookies) == {"csrf"} and not UnsentRequest.objects.exists()


def test_a_purge_destroys_the_row_and_leaves_a_younger_one(client):
    check(client)
    older(HOUR)
    check(client)
    privacy.purge()
    assert UnsentRequest.objects.count() == 1 and saved()["reason"] == [REASON]


@pytest.mark.parametrize("name, most", [("MOST", 3), ("MOST_OF_ONE", 3)])
def test_there_is_room_for_so_many_and_the_next_is_carried_in_its_page(client, monkeypatch, name, most):
    monkeypatch.setattr(unsent, name, most)
    for _ in range(most):
        assert "reason" not in hidden(check(client).text)
    page = check(client)
    assert hidden(page.text)["reason"] == [REASON] and UnsentRequest.objects.count() == most
    assert pressed(client, page, "check", "send").status_code == 303
    older(HOUR)
    assert "reason" not in hidden(check(client).text) and UnsentRequest.objects.count() == 1


def test_another_network_address_has_room_of_its_own(client, monkeypatch):
    monkeypatch.setattr(unsent, "MOST_OF_ONE", 1)
    check(client)
    assert "reason" in hidden(check(client).text)
    assert "reason" not in hidden(check(Client(REMOTE_ADDR="203.0.113.9")).text)


def test_a_row_that_is_there_may_be_saved_again_where_there_is_no_room_for_more(client, monkeypatch):
    page = check(client)
    monkeypatch.setattr(unsent, "MOST", 1)
    pressed(client, page, "more", "check", page="more", reason="Worse.")
    assert saved()["reason"] == ["Worse."]


def test_a_row_does_not_grow_past_its_size_and_nothing_is_lost(client):
    page = check(client)
    long = "x" * unsent.LONGEST
    response = pressed(client, page, "more", "check", page="more", reason=long)
    assert response.status_code == 422 and long in response.text and not UnsentRequest.objects.exists()
    assert hidden(response.text)["first_name"] == [NAME.split()[0]]


def test_names_that_the_form_does_not_know_are_not_saved(client):
    check(client, junk="x", vx7="y", csrfmiddlewaretoken="z", read=["no sign", "paralysis"])
    assert not {"junk", "vx7", "csrfmiddlewaretoken", "step", "page"} & set(saved())
    assert saved()["read"] == ["paralysis"]


def test_a_new_key_opens_what_the_former_one_sealed(client, settings):
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    settings.BOOKING_KEYS = [old]
    page = check(client)
    settings.BOOKING_KEYS = [new, old]
    assert key_rotation.rotate() == 1
    settings.BOOKING_KEYS = [new]
    assert REASON in client.get(address_of(page, "check")).text


def test_what_no_key_opens_is_gone_and_no_reason_to_complain(client, settings):
    settings.BOOKING_KEYS = [Fernet.generate_key().decode()]
    page = check(client)
    settings.BOOKING_KEYS = [Fernet.generate_key().decode()]
    assert key_rotation.rotate() == 0
    assert client.get(address_of(page, "check")).status_code == 410


def test_without_any_key_answers_go_on_in_the_page(client, monkeypatch, settings, tmp_path):
    settings.BOOKING_KEYS, settings.DATA_DIR = [], tmp_path
    assert hidden(check(client).text)["reason"] == [REASON]


def test_pressed_twice_at_the_same_moment_is_one_row(client, monkeypatch):
    """The second has looked before the first was there."""
    values = {"token": token(), **filled(), "step": "check"}
    client.post(NEW_PATIENT, values)
    monkeypatch.setattr(UnsentRequest.objects, "filter", lambda **kwargs: UnsentRequest.objects.none())
    assert client.post(NEW_PATIENT, {**values, "reason": "Later."}).status_code == 303
    assert UnsentRequest.objects.count() == 1 and saved()["reason"] == ["Later."]


def test_the_two_kinds_of_visit_are_two_forms(client):
    same = token()
    check(client, token=same)
    check(client, REHAB, token=same, reason="Another.")
    assert UnsentRequest.objects.count() == 2


def test_what_comes_out_is_what_went_in(rf):
    request, answers = rf.get("/"), QueryDict("a=1&a=2&b=&c=%C3%A9%00%F0%9F%A6%B5")
    request.COOKIES[unsent.COOKIE] = secret = unsent.secret_of(request)
    named = {"kind": "rehab", "submission": "0f8fad5b"}
    assert unsent.save(answers, note=[1, "x"], secret=secret, address="192.0.2.1", **named)
    assert unsent.find(request, **named) == (answers, [1, "x"])
    assert unsent.find(request, **named, at=timezone.now() + HOUR) == (None, None)
    unsent.destroy(request, **named)
    assert unsent.find(request, **named) == (None, None)
