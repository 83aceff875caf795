"""Who was signed out while typing loses nothing: the words stay on the page, through signing in and saving again."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import urlencode

from appointments import desk
from appointments.models import BookingEvent
from appointments.rules import Act
from tests.admin.desk import PERSONAL, at_desk, called, kinds, text
from tests.admin.forms import fields
from tests.appointments.requests import fresh, received

pytestmark = pytest.mark.usefixtures("clinic")
NOTE = "Her daughter <Ada> & she come by bus.\nMornings."
ESCAPED = "Her daughter &lt;Ada&gt; &amp; she come by bus."
SOON = timezone.localdate() + timedelta(days=28)
VISIT = SOON - timedelta(days=SOON.weekday())  # a Monday
TYPED = {
    "call": {"outcome": "voicemail", "note": NOTE},
    "note": {"text": NOTE},
    "schedule": {"day": f"{VISIT:%Y-%m-%d}", "clock": "10:30", "note": NOTE},
    "close": {"reason": "declined", "note": NOTE},
    "reopen": {"note": NOTE},
}


@pytest.fixture
def strict():
    """A browser that has to show its token, and is not signed in."""
    return Client(enforce_csrf_checks=True)


def with_token(client, request):
    """The token of a page that `client` was shown."""
    page = client.get("/admin/login/", follow=True)
    return {"csrfmiddlewaretoken": fields(page).get("csrfmiddlewaretoken", ""), "version": fresh(request).version}


def post(client, request, act, typed=None, **headers):
    return client.post(at_desk(request, act), TYPED.get(act, {}) if typed is None else typed, headers=headers)


def ready(act, by):
    request = received()
    if act == "schedule":
        called(request, by)
    if act == "reopen":
        desk.close(request, by=by, version=1, reason="declined")
    return fresh(request)


@pytest.mark.parametrize("act", TYPED)
def test_what_was_typed_without_a_session_stays_on_the_page(strict, manager, act):
    request = ready(act, manager)
    before = kinds(request)
    typed = with_token(strict, request) | TYPED[act]
    response = post(strict, request, act, typed)
    page = text(response, 403)
    assert (
        "You were signed out" in page and "what you typed is kept" in page and "no-store" in response["Cache-Control"]
    )
    assert {name: value for name, value in fields(response).items() if name != "csrfmiddlewaretoken"} == {
        name: str(value) for name, value in typed.items() if name != "csrfmiddlewaretoken"
    }
    assert f'<blockquote class="kept">{ESCAPED}<br>Mornings.</blockquote>' in page
    assert f'href="/admin/login/?{urlencode({"next": at_desk(request)})}" target="_blank" rel="noopener"' in page
    assert kinds(request) == before and fresh(request).version == request.version


def test_it_tells_a_stranger_nothing_of_the_request(client):
    request = received()
    page = text(post(client, request, "call", {}), 403)
    assert not [word for word in (*PERSONAL, request.reference) if word in page]
    nowhere = client.post(at_desk(request, "call").replace(str(request.pk), "999"))
    assert nowhere.content.decode() == page.replace(f"%2F{request.pk}%2F", "%2F999%2F")


@pytest.mark.parametrize("act", ["claim", "release"])
def test_where_nothing_was_typed_it_says_to_try_again(client, act):
    page = text(post(client, received(), act), 403)
    assert "Nothing was saved." in page and "what you typed" not in page and "“Try again”" in page


@pytest.mark.parametrize("act", TYPED)
def test_after_signing_in_it_stands_in_the_form_and_is_saved(strict, manager, act):
    """The page from before signing in has no token that counts."""
    request = ready(act, manager)
    kept = fields(post(strict, request, act, with_token(strict, request) | TYPED[act]))
    strict.force_login(manager)
    response = post(strict, request, act, kept)
    page = text(response, 403)
    assert "This page was out of date. What you typed is still here: save it again." in page
    assert "no-store" in response["Cache-Control"] and fresh(request).version == request.version
    form = response.context["forms"][0]
    assert form.act == act and form.is_valid() and ESCAPED in page
    token = fields(response)["csrfmiddlewaretoken"]
    again = post(strict, request, act, {**form.data.dict(), "csrfmiddlewaretoken": token})
    assert again.status_code == 302
    assert NOTE in fresh(request).notes.last().text.replace("\r\n", "\n")


def test_a_colleagues_change_meanwhile_is_told_before_it_is_saved(strict, frontdesk, manager):
    request = received()
    kept = fields(post(strict, request, "note", with_token(strict, request) | TYPED["note"]))
    desk.add_note(request, by=manager, version=1, text="Call after six.")
    strict.force_login(frontdesk)
    response = post(strict, request, "note", kept)
    token = {"csrfmiddlewaretoken": fields(response)["csrfmiddlewaretoken"]}
    told = post(strict, request, "note", response.context["forms"][0].data.dict() | token)
    assert "Manager changed this request" in text(told, 409) and ESCAPED in told.content.decode()


@pytest.mark.parametrize("act", ["claim", "release"])
def test_an_old_page_claims_and_releases_nothing_and_shows_the_request(strict, frontdesk, act):
    request = received()
    if act == "release":
        desk.claim(request, by=frontdesk)
    strict.force_login(frontdesk)
    page = text(post(strict, request, act, {"version": fresh(request).version}), 403)
    assert "This page was out of date. Nothing was changed. Try again." in page and request.reference in page
    assert bool(fresh(request).claimed_by) == (act == "release")


def test_an_old_page_without_a_session_is_kept_too(strict):
    page = text(post(strict, received(), "call"), 403)
    assert "You were signed out" in page and ESCAPED in page


@pytest.mark.parametrize("act", Act)
def test_who_does_not_work_the_queue_is_shown_nothing(strict, author, act):
    request = received()
    strict.force_login(author)
    page = text(post(strict, request, act), 403)
    assert not [word for word in (*PERSONAL, request.reference, "out of date") if word in page]
    assert not BookingEvent.objects.filter(kind="viewed").exists()


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_words_from_another_site_are_put_into_nobodys_mouth(strict, frontdesk, origin, signed_in):
    request = received()
    if signed_in:
        strict.force_login(frontdesk)
    page = text(post(strict, request, "call", origin=origin), 403)
    assert "Ada" not in page and "again" not in page and request.reference not in page


@pytest.mark.parametrize("origin", [settings.SITE_URL, "http://testserver"])
def test_words_from_this_site_are_kept(strict, frontdesk, origin):
    strict.force_login(frontdesk)
    assert ESCAPED in text(post(strict, received(), "call", origin=origin), 403)


def test_a_request_that_is_not_there_is_not_found(strict, frontdesk):
    strict.force_login(frontdesk)
    assert strict.post("/admin/appointments/bookingrequest/999/call/").status_code == 404


def test_without_a_session_no_request_is_read(client):
    address = at_desk(received(), "call")
    with CaptureQueriesContext(connection) as queries:
        client.post(address, TYPED["call"])
    assert not [query["sql"] for query in queries if "appointments_" in query["sql"]]
