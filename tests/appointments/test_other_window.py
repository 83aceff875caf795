"""One form in two windows: what is sent is what was checked, and a danger is told whichever window it came from."""

import re

import pytest

from appointments.models import BookingRequest
from tests.appointments.asking import (
    address_of,
    check,
    first_page,
    hidden,
    post,
    pressed,
)
from tests.appointments.requests import REASON
from tests.appointments.test_asking_fails import database_down

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic"), pytest.mark.database]


def in_another_window(client, page, **changes):
    """The same form, changed on its first page while `page` stands open."""
    form = client.get(address_of(page))
    post(client, {**hidden(form.text), "page": "form", **first_page(**changes), "step": "next"}, address_of(form))


def test_what_is_sent_is_what_was_checked(client):
    page = check(client)
    in_another_window(client, page, phone="904 555 0177")
    again = post(client, {**hidden(page.text), "step": "send"}, address_of(page, "check"))
    assert again.status_code == 409 and not BookingRequest.objects.exists()
    assert "Your answers were changed in another window" in again.text and "(904) 555-0177" in again.text
    assert REASON in again.text and 'id="problem-heading"' in again.text
    assert pressed(client, again, "check", "send").status_code == 303
    assert BookingRequest.objects.get().answers.phone.typed == "904 555 0177"


def test_another_window_that_changed_nothing_stands_in_nobodys_way(client):
    page = check(client)
    in_another_window(client, page)
    assert pressed(client, page, "check", "send").status_code == 303


def test_a_danger_that_was_read_sends_only_the_answers_it_was_read_for(client):
    danger = check(client, danger_signs=["chest-pain"])
    in_another_window(client, danger, danger_signs=["chest-pain"], phone="904 555 0177")
    again = post(client, {**hidden(danger.text), "step": "send"}, address_of(danger, "check"))
    assert again.status_code == 409 and "(904) 555-0177" in again.text and "Call 911 now" in again.text
    assert not BookingRequest.objects.exists()
    assert pressed(client, again, "check", "send").status_code == 303


def test_a_danger_from_another_window_is_told_first_and_then_what_was_changed(client):
    page = check(client)
    in_another_window(client, page, danger_signs=["chest-pain"])
    danger = post(client, {**hidden(page.text), "step": "send"}, address_of(page, "check"))
    assert danger.status_code == 200 and "Read this first" in danger.text
    again = post(client, {**hidden(danger.text), "step": "send"}, address_of(danger, "check"))
    assert "changed in another window" in again.text and "Chest pain or pressure" in again.text
    assert not BookingRequest.objects.exists()
    assert pressed(client, again, "check", "send").status_code == 303


def test_what_was_checked_is_sent_once_the_database_is_back(client):
    page = check(client, email="pat@gmial.com")
    with database_down():
        down = pressed(client, page, "check", "send")
    assert down.status_code == 503
    assert client.post(address_of(page, "check"), hidden(down.text)).status_code == 303


def test_the_page_to_check_names_its_answers_by_a_hash_alone(client):
    [digest] = hidden(check(client).text)["digest"]
    [other] = hidden(check(client, phone="904 555 0177").text)["digest"]
    assert re.fullmatch("[0-9a-f]{64}", digest) and digest != other
