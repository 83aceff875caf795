"""Danger signs in a request: said before anything else, sent only by who has read it, first at the desk."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from appointments import desk, queue
from appointments.models import BookingRequest
from conditions.models import RedFlag, RedFlagCount
from conditions.red_flags import live
from tests.appointments.asking import NEW_PATIENT, address_of, check, filled, hidden, kept, post, send, token
from tests.appointments.requests import received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "way")]
LEGS = "I cannot feel my legs and cannot pee since this morning"


def later(hours):
    return timezone.now() + timedelta(hours=hours)


def pressed_send_anyway(client, **how):
    return client.post(NEW_PATIENT, hidden(check(client, reason=LEGS).text) | {"step": "send"}, **how)


def test_what_is_written_is_checked_before_anything_else_is_said(client):
    page = check(client, reason=LEGS, last_name="", danger_signs=["none"])
    assert page.status_code == 200 and "<title>Call 911 now" in page.text
    assert "Read this first" in page.text and "Do not walk or drive" in page.text
    assert 'lang="es"' in page.text and 'href="tel:911"' in page.text
    assert "Send anyway; I have read this" in page.text and "Back to my answers" in page.text
    assert "Enter the last name" not in page.text and not BookingRequest.objects.exists()


def test_nothing_typed_is_lost_and_the_way_back_is_the_form_with_it(client):
    page = check(client, reason=LEGS)
    assert kept(page)["reason"] == [LEGS] and kept(page)["last_name"] == [filled()["last_name"]]
    assert f'value="back" formaction="{address_of(page, "more")}">Back to my answers' in page.text
    back = post(client, hidden(page.text) | {"step": "back"}, address_of(page, "more"))
    assert f">\n{LEGS}</textarea>" in back.text and "Call 911 now" in back.text


def test_who_has_read_it_may_send_it_and_the_desk_has_it_on_top_with_its_reason(client, frontdesk):
    ordinary = received()
    sent = pressed_send_anyway(client)
    assert sent.status_code == 303
    request = BookingRequest.objects.exclude(pk=ordinary.pk).get()
    assert request.alarm == "911" and any("both legs" in sign for sign in request.answers.red_flags)
    first, *others = queue.waiting()
    assert first.key == "alarms" and list(first.requests) == [request]
    assert all(request not in section.requests for section in others)
    client.force_login(frontdesk)
    desk = client.get("/admin/appointments/bookingrequest/").text
    assert desk.index("Danger signs: call these first") < desk.index(request.reference) < desk.index(ordinary.reference)
    assert "Call 911 now:</strong> Sudden weakness" in desk
    assert "Sudden weakness" in client.get(f"/admin/appointments/bookingrequest/{request.pk}/change/").text


def test_the_received_page_and_the_letter_repeat_what_to_do_and_promise_no_routine_call(client):
    sent = pressed_send_anyway(client, follow=True)
    assert "Call 911 or go to an emergency room now" in sent.text and "do not wait for our call" in sent.text
    assert "Nobody reads it before" in sent.text and "We call you by" not in sent.text
    request = BookingRequest.objects.get()
    [letter] = request.letters.filter(name="received")
    assert "call or text 988. Do not wait for our call" in letter.text and "we call you by" not in letter.text
    assert "legs" not in letter.text.lower() and not mail.outbox


def test_it_stays_on_top_until_somebody_was_reached_and_the_page_of_the_patient_says_so(client, frontdesk):
    request = received(alarm="988", red_flags=("Thoughts of ending your life",))
    page = client.get(f"/appointments/received/{request.reference}/").text
    assert "call or text 988" in page and "Thoughts" not in page, "whoever has the address learns of no sign"
    for outcome, sections in (("voicemail", {"alarms"}), ("reached", set())):
        request.refresh_from_db()
        desk.log_call(request, by=frontdesk, version=request.version, outcome=outcome, callback_at=later(1))
        shown = {section.key for section in queue.waiting(later(2)) if request in section.requests}
        assert (shown == sections) if sections else "alarms" not in shown
    assert "988" not in client.get(f"/appointments/received/{request.reference}/").text.split("<footer")[0]


def test_a_sign_that_left_the_list_while_the_form_was_open_is_no_lost_tick(client):
    flag = RedFlag.objects.get(key="chest-pain")
    flag.is_withdrawn = True
    live.publish(flag, by=None, signature="Amelia Hart, MD", reason="Under review.")
    page = check(client, reason="My knee clicks.", danger_signs=["chest-pain"])
    assert "Check your answers" in page.text and "Chest pain or pressure" in page.text


def test_a_ticked_sign_counts_without_a_word_and_with_none_of_these(client):
    for ticks in (["chest-pain"], ["chest-pain", "none"]):
        page = check(client, reason="My knee clicks.", danger_signs=ticks)
        assert "<title>Call 911 now" in page.text and "Chest pain or pressure" in page.text


def test_an_answer_that_is_no_sign_is_refused_in_words(client):
    for odd in ("\x00", "no-such-sign", "x" * 9000):
        page = check(client, danger_signs=[odd])
        assert page.status_code == 422 and "choose from the answers in the list" in page.text


def test_the_question_must_be_answered_and_none_of_these_is_an_answer(client):
    page = check(client, danger_signs=[])
    assert page.status_code == 422 and "Tick the danger signs that fit, or “None of these”." in page.text
    assert "Check your answers" in check(client, danger_signs=["none"]).text


def test_sent_without_the_page_having_been_read_it_is_shown_first(client):
    page = send(client, reason=LEGS)
    assert "Read this first" in page.text and not BookingRequest.objects.exists()


def test_another_sign_written_after_the_first_was_read_is_shown_too(client):
    posted = hidden(check(client, reason=LEGS).text) | {"step": "send", "reason": f"{LEGS}. And I want to die."}
    page = post(client, posted)
    assert "Read this first" in page.text and "988" in page.text and not BookingRequest.objects.exists()


def test_an_ordinary_request_goes_its_usual_way(client):
    page = check(client, reason="No fever, no numbness. My knee clicks on the stairs.")
    assert "Check your answers" in page.text and "Read this first" not in page.text
    assert send(client).status_code == 303
    assert BookingRequest.objects.get().alarm == ""


def test_all_that_is_kept_beside_the_request_is_a_count_a_day(client):
    for _ in range(2):
        check(client, reason=LEGS)
    pressed_send_anyway(client)
    assert RedFlagCount.objects.get(key="paralysis").times == 3


def test_while_requests_are_paused_the_danger_is_told_first(client):
    from appointments.models import OnlineRequests

    online = OnlineRequests.load()
    online.paused_from = received().submitted_at
    online.save()
    page = check(client, reason=LEGS)
    assert "Read this first" in page.text
    paused = post(client, hidden(page.text) | {"step": "send"})
    assert "Please call us" in paused.text and "Call 911 now" in paused.text


def test_where_the_database_fails_what_came_with_the_software_tells_of_the_danger(client, monkeypatch):
    from django.db import OperationalError

    from appointments.models import OnlineRequests

    def down():
        raise OperationalError

    monkeypatch.setattr(OnlineRequests, "load", down)
    page = client.post(NEW_PATIENT, {"token": token(), **filled(reason=LEGS), "step": "check"})
    assert page.status_code == 503 and '<h2 id="red-flags-heading">Call 911 now</h2>' in page.text and LEGS in page.text
