"""The settings of online requests: one row, there as soon as a manager looks for it."""

from datetime import date

import pytest
from django.urls import reverse

from appointments.models import OnlineRequests
from tests.admin.forms import fields, opened
from tests.conftest import signed_in

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
