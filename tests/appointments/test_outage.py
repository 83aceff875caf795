"""While the database is down: the form opens, is filled in on three pages, and what is sent waits in the spool."""

import re
import stat
from datetime import date, timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from appointments import outage
from appointments.models import BookingRequest, OnlineRequests
from appointments.models.request import reference_of
from appointments.outage import filing, last_known
from appointments.views import stores
from clinic_site.directory.models import Location, Person
from conditions.models import BodyArea, RedFlag
from conditions.red_flags import live
from tests.appointments.asking import (
    NEW_PATIENT,
    REHAB,
    address_of,
    check,
    filled,
    first_page,
    hidden,
    led,
    on_more,
    opened,
    post,
    pressed,
    send,
    token,
)
from tests.appointments.requests import NAME, PHONE, REASON
from tests.appointments.spooling import SECRETS, files, kept, outage_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "spooling"), pytest.mark.database]
TRUST = "Kept. Nobody has read it yet."


def reference_in(page):
    return re.search(r'class="reference">([^<]+)<', page)[1]


def test_the_way_to_ask_and_both_forms_open(client):
    with outage_of():
        index = client.get("/appointments/")
        assert index.status_code == 200 and "The line to our database is down." in index.text
        assert "(904) 555-0102" in index.text and "Ask for a rehab visit" in index.text
        for address in (NEW_PATIENT, REHAB):
            page = opened(client, address)
            assert page.status_code == 200 and "The line to our database is down." in page.text
            assert "Call 911" in page.text and "(904) 555-0102" in page.text and "Open now" not in page.text


def test_it_offers_what_was_last_known(client):
    BodyArea.objects.create(name="Elbow", slug="elbow")
    for name in ("North", "South"):
        Location.objects.create(name=name, slug=name.lower(), street="1 A St", city="B", state="FL", postal_code="1")
    Person.objects.create(
        name="Amelia Hart",
        slug="amelia-hart",
        role="physician",
        listed=True,
        accepts_new_patients=True,
        credentials="MD",
    )
    OnlineRequests.objects.create(keep_days=33)
    with outage_of():
        first = opened(client).text
        assert "Elbow" in first and "33 days after the request is closed" in first
        second = on_more(client).text
        assert "South" in second and "Amelia Hart" in second


def test_three_pages_without_the_database_end_in_the_spool_and_then_in_the_queue(client):
    with outage_of():
        second = on_more(client)
        third = led(client, pressed(client, second, "more", "check", reason=REASON, days=["monday"]))
        assert "Check your answers" in third.text and REASON in third.text and "Monday" in third.text
        response = pressed(client, third, "check", "send")
        assert response.status_code == 303 and response.headers["Cache-Control"] == "no-store"
        thanks = client.get(response.headers["Location"])
        assert thanks.status_code == 200 and TRUST in thanks.text and "(904) 555-0102" in thanks.text
        assert thanks.headers["Cache-Control"] == "no-store"
        assert "We file your request when the line is back" in thanks.text
        assert "Call 911 or go to the nearest emergency room." in thanks.text
    assert not BookingRequest.objects.exists()
    assert filing.file_waiting() == 1 and files() == []
    request = BookingRequest.objects.get()
    assert request.reference == reference_in(thanks.text) and request.answers.days == ("monday",)
    later = client.get(response.headers["Location"])
    assert "We have your request." in later.text and request.reference in later.text


def test_until_it_is_filed_its_page_says_that_it_is_kept(client):
    with outage_of():
        response = kept(client)
    page = client.get(response.headers["Location"])
    assert page.status_code == 200 and TRUST in page.text
    assert client.get(response.headers["Location"].partition("?")[0]).status_code == 404


def test_the_address_of_another_request_proves_nothing(client):
    with outage_of():
        sealed = kept(client).headers["Location"].partition("?")[2]
        assert client.get(f"/appointments/received/7K2M-9QPX/?{sealed}").status_code == 503
        assert client.get("/appointments/received/7K2M-9QPX/?kept=forged").status_code == 503
    assert client.get(f"/appointments/received/7K2M-9QPX/?{sealed}").status_code == 404


def test_nothing_personal_stands_in_the_clear(client, spooling, caplog):
    with outage_of():
        response = kept(client)
    [path] = files()
    whole = b" ".join([path.read_bytes(), path.name.encode(), response.headers["Location"].encode()])
    whole += caplog.text.encode() + b" ".join(file.read_bytes() for file in spooling.iterdir() if file.is_file())
    assert [secret for secret in SECRETS if secret.lower().encode() in whole.lower()] == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(spooling.stat().st_mode) == 0o700


def test_the_length_of_a_file_tells_nothing(client):
    with outage_of():
        kept(client, reason="")
        kept(client, reason="x" * 500, needs_detail="y" * 200)
    assert len({path.stat().st_size for path in files()}) == 1 and len(files()) == 2


@pytest.mark.parametrize("again", ["same page", "other browser"])
def test_sent_twice_it_is_kept_once(client, again):
    same = token()
    with outage_of():
        first = send(client, token=same)
        second = send(client if again == "same page" else Client(), token=same)
        assert second.status_code == 303
        pages = [client.get(response.headers["Location"]).text for response in (first, second)]
    assert len(files()) == 1 and len({reference_in(page) for page in pages}) == 1


def test_sent_again_with_other_answers_is_asked_about(client):
    same = token()
    with outage_of():
        send(client, token=same)
        again = send(client, token=same, reason="Another thing.")
        assert again.status_code == 409 and "You already sent a request: " in again.text
        assert post(client, {**hidden(again.text), "step": "send"}).status_code == 303
    assert len(files()) == 2


def test_going_back_after_sending_finds_that_it_is_kept(client):
    with outage_of():
        page = opened(client)
        client.post(address_of(page), {**hidden(page.text), **filled(), "token": token(), "step": "send"})
        submission = hidden(page.text)["token"][0].partition(":")[0]
        send(client, token=(same := token()))
        sent_as = same.partition(":")[0]
        assert TRUST in client.get(f"/appointments/new-patient/{sent_as}/check/", follow=True).text
    assert submission != sent_as


def test_answers_from_before_the_line_broke_are_not_lost(client):
    """They lie in a row that nobody can read now: the page itself carries them, sealed."""
    second = on_more(client, phone=PHONE)
    assert [secret for secret in SECRETS if secret in second.text] == []
    with outage_of():
        third = pressed(client, second, "more", "check", reason=REASON)
        assert third.status_code == 200 and "Check your answers" in third.text and PHONE in third.text
        assert pressed(client, third, "check", "send").status_code == 303
    filing.file_waiting()
    assert BookingRequest.objects.get().answers.name == NAME


def test_the_page_to_check_is_sent_though_the_line_broke_after_it(client):
    third = check(client)
    with outage_of():
        response = pressed(client, third, "check", "send")
        assert response.status_code == 303 and TRUST in client.get(response.headers["Location"]).text
    filing.file_waiting()
    assert BookingRequest.objects.get().answers.reason == REASON


def test_another_browser_opens_nothing_that_a_page_carries(client):
    third = check(client)
    with outage_of():
        response = pressed(Client(), third, "check", "send")
        assert [secret for secret in SECRETS if secret in led(Client(), response).text] == [] and files() == []


def test_a_page_that_cannot_be_read_says_so_and_offers_the_form(client):
    third = check(client)
    with outage_of():
        page = client.get(address_of(third, "check"))
        assert page.status_code == 422 and "we cannot read what you had answered" in page.text
        assert "If you sent it, we have it." in page.text and "(904) 555-0102" in page.text


def test_danger_comes_first_and_is_pinned(client):
    flag = RedFlag.objects.filter(is_asked=True).order_by("pk").first()
    with outage_of():
        page = check(client, danger_signs=[flag.key])
        assert "Read this first" in page.text and flag.sign in page.text and files() == []
        response = pressed(client, page, "check", "send")
        assert response.status_code == 303 and flag.key not in response.headers["Location"]
        thanks = client.get(response.headers["Location"]).text
        assert "You told us of a sign that must not wait." in thanks and "Call 988" in thanks
    live.publish(_milder(flag), by=None, signature="", reason="Test.")
    filing.file_waiting()
    request = BookingRequest.objects.get()
    assert request.alarm == flag.action and request.answers.red_flags == (flag.sign,)


def _milder(flag):
    changed = RedFlag.objects.get(pk=flag.pk)
    changed.action, changed.sign = "same_day", "Something else"
    return changed


def test_the_clinics_own_red_flags_hold(client):
    flag = RedFlag.objects.filter(is_asked=True).first()
    flag.sign = "A sign that this clinic words itself"
    live.publish(flag, by=None, signature="", reason="Test.")
    with outage_of():
        assert "A sign that this clinic words itself" in opened(client).text


def test_an_hour_later_a_page_carries_nothing_any_longer(client, monkeypatch):
    second = on_more(client)
    with outage_of(), monkeypatch.context() as patch:
        later = timezone.now() + timedelta(minutes=61)
        patch.setattr("appointments.unsent.timezone.now", lambda: later)
        page = pressed(client, second, "more", "check", reason=REASON).text
    assert NAME.split()[0] not in page and "More than an hour went by" in page


def test_a_reference_is_the_same_wherever_it_is_made(client):
    third = check(client)
    submission = hidden(third.text)["token"][0].partition(":")[0]
    pressed(client, third, "check", "send")
    assert BookingRequest.objects.get().reference == reference_of(submission)


def test_first_pages_with_mistakes_are_shown_again(client):
    with outage_of():
        form = opened(client)
        typed = {**hidden(form.text), "token": token(), **first_page(phone="555"), "step": "next"}
        page = client.post(address_of(form), typed)
        assert page.status_code == 422 and 'value="555"' in page.text and "Continue</button>" in page.text


def test_what_is_last_known_follows_the_database(client):
    assert not last_known.load().online.paused()
    OnlineRequests.objects.create(paused_from=date(2020, 1, 1), callback_hours=7)
    outage.prepare()
    online = last_known.load().online
    assert online.paused() and online.callback_hours == 7 and online.paused_until is None


def test_a_database_that_hung_is_left_alone_for_as_long(client):
    """One visitor waits for it, not all."""
    outage.prepare()
    stores.breaker.open(60, OperationalError())
    assert "The line to our database is down." in opened(client).text
    stores.breaker.close()
    assert "The line to our database is down." not in opened(client).text
