"""The settings of online requests: one row, there as soon as a manager looks for it."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from appointments import desk, privacy
from appointments.models import BookingRequest, OnlineRequests
from tests.admin.forms import fields, opened
from tests.appointments.requests import received
from tests.conftest import signed_in, user

LIST = reverse("admin:appointments_onlinerequests_changelist")
ROW = reverse("admin:appointments_onlinerequests_change", args=[1])


@pytest.fixture
def jonah(manager):
    return signed_in(manager)


def test_the_list_leads_to_the_one_row_with_the_defaults(jonah):
    for _ in range(2):
        response = jonah.get(LIST)
        assert (response.status_code, response.url) == (302, ROW)
    assert OnlineRequests.objects.count() == 1
    values = opened(jonah, ROW)
    assert (values["callback_hours"], values["keep_days"], values["paused_from"]) == ("4", "90", "")


def test_a_pause_is_set_with_what_patients_read_meanwhile(jonah):
    jonah.get(LIST)
    values = opened(jonah, ROW) | {"paused_from": "2026-12-24", "paused_until": "2026-12-26", "pause_message": "Away."}
    assert jonah.post(ROW, values).status_code == 302
    online = OnlineRequests.load()
    assert online.pause_message == "Away."
    paused = [day for day in range(23, 29) if online.paused(date(2026, 12, day))]
    assert paused == [24, 25, 26]


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({"paused_from": "2026-12-24", "paused_until": "2026-12-23"}, "The last day must not come before the first"),
        ({"paused_until": "2026-12-23"}, "a last day needs a first"),
        ({"callback_hours": "0"}, "greater than or equal to 1"),
        ({"callback_hours": "81"}, "less than or equal to 80"),
        ({"keep_days": "0"}, "greater than or equal to 1"),
        ({"desk_email": "nowhere"}, "Enter a valid email address"),
    ],
)
def test_what_cannot_be_is_said_and_kept_on_the_form(jonah, typed, sentence):
    jonah.get(LIST)
    response = jonah.post(ROW, opened(jonah, ROW) | typed)
    page = response.content.decode()
    assert response.status_code == 200 and sentence in page
    assert fields(response).items() >= typed.items()
    online = OnlineRequests.load()
    assert (online.paused_until, online.callback_hours, online.keep_days, online.desk_email) == (None, 4, 90, "")


def test_the_front_desk_does_not_change_them(frontdesk):
    OnlineRequests.objects.create()
    assert {signed_in(frontdesk).get(where).status_code for where in (LIST, ROW)} == {403}


def closed(by, days, keep_days=90):
    """A request closed `days` days ago, whose patient was promised `keep_days`."""
    request = received(email="")
    then = timezone.now() - timedelta(days=days, minutes=1)
    desk.close(request, by=by, version=1, reason="declined", at=then)
    BookingRequest.objects.filter(pk=request.pk).update(keep_days=keep_days)


@pytest.fixture
def row(jonah, manager, clinic):
    """The row; of six requests, five days let three go that would stay for 90."""
    for days, keep_days in [(1, 90), (5, 90), (6, 90), (6, 7), (6, 5), (95, 90)]:
        closed(manager, days, keep_days)
    received(email="")
    jonah.get(LIST)


def shorten(jonah, days, **typed):
    return jonah.post(ROW, opened(jonah, ROW) | {"keep_days": days} | typed)


def box(page):
    """The box to tick, not ticked yet."""
    [found] = re.findall(r'<input type="checkbox" name="destroy_after"[^>]*>', page)
    assert "checked" not in found
    return found


def test_a_shorter_time_that_destroys_details_is_asked_about_first(jonah, row):
    assert 'type="checkbox"' not in jonah.get(ROW).content.decode()
    response = shorten(jonah, 5)
    page = response.content.decode()
    assert "With 5 days, the details of 3 requests are destroyed within the hour, for good." in page
    assert "Tick the box below if you mean it." in page
    assert 'value="5"' in box(page) and "Destroy the details of 3 requests</label>" in page
    assert OnlineRequests.load().keep_days == 90
    assert jonah.post(ROW, fields(response) | {"destroy_after": "5"}).status_code == 302
    assert OnlineRequests.load().keep_days == 5
    assert privacy.purge() == 5, "three, and two that were due anyway"


def test_of_one_request_it_speaks_as_of_one(jonah, manager, clinic):
    closed(manager, 1)
    jonah.get(LIST)
    assert "With 1 day, the details of 1 request are destroyed" in shorten(jonah, 1).content.decode()


def test_a_tick_holds_for_the_days_it_was_given_for(jonah, row):
    page = shorten(jonah, 1, destroy_after="5").content.decode()
    assert "With 1 day, the details of 4 requests" in page and 'value="1"' in box(page)
    assert OnlineRequests.load().keep_days == 90


def test_a_tick_is_not_lost_to_another_mistake(jonah, row):
    response = shorten(jonah, 5, destroy_after="5", desk_email="nowhere")
    assert "Enter a valid email address" in response.content.decode()
    assert jonah.post(ROW, fields(response) | {"desk_email": ""}).status_code == 302
    assert OnlineRequests.load().keep_days == 5


@pytest.mark.parametrize("before, days", [(90, 90), (90, 91), (90, 89), (5, 90)])
def test_a_time_that_destroys_nothing_is_just_saved(jonah, row, before, days):
    OnlineRequests.objects.update(keep_days=before)
    assert shorten(jonah, days).status_code == 302
    assert OnlineRequests.load().keep_days == days


def test_who_may_only_look_sees_the_settings(db):
    OnlineRequests.objects.create()
    looking = user("looking")
    looking.user_permissions.add(Permission.objects.get(codename="view_onlinerequests"))
    assert "Keep personal details for" in signed_in(looking).get(ROW).content.decode()
