"""The article form tells who else has it open, and keeps telling without keeping anybody signed in."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from conditions.editing import presence
from conditions.models import OpenForm
from tests.admin.conftest import act, change
from tests.admin.forms import opened, press
from tests.conftest import signed_in, user

pytestmark = pytest.mark.usefixtures("draft_for_module")


@pytest.fixture
def bea(db):
    return signed_in(user("bea", "Authors", last_name="Moreno"))


def since(client, article):
    """What the form of `client` says of its opening."""
    return client.get(change(article)).content.decode().split('data-since="')[1].split('"')[0]


def say(client, article, **values):
    return client.post(act(article, "presence"), values)


def test_a_form_says_who_has_opened_it_before(writing, bea, draft):
    assert "has had this article open" not in writing.get(change(draft)).content.decode()
    page = bea.get(change(draft)).content.decode()
    assert "Author has had this article open." in page
    assert "Bea Moreno has had this article open." in writing.get(change(draft)).content.decode()


def test_who_saved_or_went_on_to_another_page_is_not_named(writing, bea, draft):
    press(bea, change(draft), opened(bea, change(draft)), button="_preview")
    assert "Bea Moreno" not in writing.get(change(draft)).content.decode().split('id="draft-offer"')[0]


def test_a_save_that_is_refused_leaves_the_form_open(writing, bea, draft):
    values = opened(bea, change(draft)) | {"title": ""}
    OpenForm.objects.all().delete()
    assert press(bea, change(draft), values).status_code == 200
    assert "Bea Moreno has had this article open" in writing.get(change(draft)).content.decode()


def test_an_open_form_is_told_who_came_and_who_left(writing, bea, draft):
    mine, theirs = since(writing, draft), since(bea, draft)
    answer = say(writing, draft, since=mine).json()
    assert [other["name"] for other in answer["others"]] == ["Bea Moreno"]
    assert answer["warning"].startswith(f"Since {answer['others'][0]['since']}, Bea Moreno has had this article open.")
    assert say(bea, draft, since=theirs, left="1").status_code == 200
    assert say(writing, draft, since=mine).json() == {"others": [], "warning": ""}


def test_an_open_form_does_not_keep_its_session_alive(writing, draft):
    moment = since(writing, draft)
    session = Session.objects.get()
    for values in ({"since": moment}, {"since": moment, "left": "1"}, {"since": "nonsense"}):
        assert not say(writing, draft, **values).cookies
        assert Session.objects.get().expire_date == session.expire_date
    writing.get(change(draft))
    assert Session.objects.get().expire_date > session.expire_date


def test_who_is_signed_out_is_led_to_signing_in_and_notes_nothing(client, draft):
    response = say(client, draft, since=timezone.now().isoformat())
    assert response.status_code == 302 and "/login/" in response.url
    assert not OpenForm.objects.exists()


def test_only_who_may_change_articles(draft, frontdesk, outsider, manager):
    moment = timezone.now().isoformat()
    for account in (frontdesk, outsider):
        assert say(signed_in(account), draft, since=moment).status_code == 403
    assert say(signed_in(manager), draft, since=moment).status_code == 200
    assert [form.user for form in OpenForm.objects.all()] == [manager]
    assert signed_in(manager).get(act(draft, "presence")).status_code == 405


def test_an_article_that_is_not_there(writing, draft):
    address = act(draft, "presence").replace(str(draft.pk), "999")
    assert writing.post(address, {"since": timezone.now().isoformat()}).status_code == 404


@pytest.mark.parametrize(
    "moment",
    [
        *["", "now", "2026-99-99T00:00Z", "2026-01-01T00:00", "2999-01-01T00:00Z"],
        *["0001-01-01T00:00+14:00", "0001-01-01T00:00Z", "9999-12-31T23:59-14:00"],
    ],
)
@pytest.mark.parametrize("left", [{}, {"left": "1"}])
def test_a_moment_that_cannot_be_is_refused(writing, draft, moment, left):
    assert say(writing, draft, since=moment, **left).status_code == 400
    assert not OpenForm.objects.exists()


def test_a_form_for_a_new_article_tells_nothing(writing, db):
    assert "data-presence" not in writing.get("/admin/conditions/article/add/").content.decode()


def test_names_are_shown_as_text(writing, draft):
    mallory = user("mallory", "Authors", last_name="<b>x</b>")
    presence.opened(draft, mallory)
    page = writing.get(change(draft)).content.decode()
    assert "<b>x</b>" not in page and "&lt;b&gt;x" in page
