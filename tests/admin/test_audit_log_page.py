"""The trail, by request and by person: for managers alone, newest first, with names of fields and no values."""

import inspect
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from appointments import audit_log, desk, letters
from appointments.admin.audit_log import LETTERS, PAGE
from appointments.audit_log import Kind
from tests.admin.desk import at_desk
from tests.appointments.requests import EMAIL, NAME, PHONE, REASON, fresh, received
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
BY_PERSON = reverse("admin:appointments_bookingrequest_trail")
NOTE = "She will come by bus."


@pytest.fixture
def managing(manager, clinic):
    return signed_in(manager)


@pytest.fixture
def worked_on(frontdesk, clinic):
    request = received()
    desk.claim(request, by=frontdesk)
    desk.log_call(request, by=frontdesk, version=2, outcome="reached", note=NOTE)
    return fresh(request)


def signed(function):
    return inspect.signature(function).parameters


def history(request):
    return reverse("admin:appointments_bookingrequest_history", args=[request.pk])


def person(user, **more):
    return {"person": user.pk, **more}


def cells(response):
    """The table's rows as text."""
    rows = re.findall(r"<tr>(.*?)</tr>", response.content.decode().partition("<tbody>")[2], re.DOTALL)
    return [
        [" ".join(re.sub("<.*?>", "", cell).split()) for cell in re.findall(r"<t[dh].*?>.*?</t[dh]>", row, re.DOTALL)]
        for row in rows
    ]


def test_only_managers_see_it(frontdesk, author, reviewer, outsider, managing, worked_on):
    for address in (BY_PERSON, history(worked_on)):
        assert managing.get(address).status_code == 200
        assert managing.post(address).status_code == 405
        for other in (frontdesk, author, reviewer, outsider):
            assert signed_in(other).get(address).status_code == 403


def test_a_request_tells_its_story_newest_first(managing, worked_on):
    rows = cells(managing.get(history(worked_on)))
    assert [row[1:3] for row in rows] == [
        ["Frontdesk", "Noted"],
        ["Frontdesk", "Called"],
        ["Frontdesk", "Claimed"],
        ["The site", "Letter queued: we have your request"],
        ["The patient", "Submitted"],
    ]
    assert rows[3][3] == rows[4][3] == ""
    assert rows[1][3] == "callback at, first called at, outcome, reached at, state"


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("kind", [Kind.LETTER_QUEUED, Kind.LETTER_SENT, Kind.LETTER_FAILED])
def test_a_letter_is_told_in_words(managing, clinic, name, kind):
    request = received(email="")
    audit_log.record(request, kind, fields=[name])
    assert cells(managing.get(history(request)))[0][1:] == ["The site", f"{kind.capitalize()}: {LETTERS[name]}", ""]


def test_every_letter_has_its_words():
    written = {name for name, thing in vars(letters).items() if inspect.isfunction(thing) and "to" in signed(thing)}
    assert written - {"_queue", "queue"} == set(LETTERS)


def test_its_page_leads_back_to_the_request(managing, worked_on):
    page = managing.get(history(worked_on)).content.decode()
    assert f'<a href="{at_desk(worked_on)}">Back to the request</a>' in page
    assert (
        f'<a href="{history(worked_on)}">Who looked and who did what</a>'
        in managing.get(at_desk(worked_on)).content.decode()
    )


def test_a_person_has_done_these_things(managing, worked_on, frontdesk):
    rows = cells(managing.get(BY_PERSON, person(frontdesk)))
    assert [row[1:3] for row in rows] == [[worked_on.reference, what] for what in ("Noted", "Called", "Claimed")]


def test_it_holds_no_value(managing, worked_on, frontdesk):
    for address in (history(worked_on), f"{BY_PERSON}?person={frontdesk.pk}"):
        page = managing.get(address).content.decode()
        for word in (*NAME.split(), PHONE, REASON, EMAIL, NOTE):
            assert word not in page


def test_those_who_did_something_are_offered_even_when_they_have_left(managing, worked_on, frontdesk, author):
    frontdesk.is_staff = frontdesk.is_active = False
    frontdesk.save()
    page = managing.get(BY_PERSON).content.decode()
    assert f'<option value="{frontdesk.pk}">Frontdesk</option>' in page
    assert f'value="{author.pk}"' not in page


@pytest.mark.parametrize("unknown", ["0", "x", "99999999999999999999", "-1"])
def test_somebody_unknown_is_not_found(managing, unknown):
    assert managing.get(BY_PERSON, {"person": unknown}).status_code == 404


def test_a_request_that_is_not_there_is_not_found(managing):
    assert managing.get(reverse("admin:appointments_bookingrequest_history", args=[404])).status_code == 404


@pytest.fixture
def many(frontdesk, clinic):
    request, now = received(email=""), timezone.now()
    for i in range(PAGE + 1):
        audit_log.record(request, Kind.VIEWED, by=frontdesk, at=now + timedelta(minutes=i))
    return request


def test_there_are_pages(managing, many, frontdesk):
    first = managing.get(BY_PERSON, person(frontdesk))
    second = managing.get(BY_PERSON, person(frontdesk, page=2))
    assert (len(cells(first)), len(cells(second))) == (PAGE, 1)
    assert f'href="?person={frontdesk.pk}&amp;page=2">Older</a>' in first.content.decode()
    assert ">Newer</a>" not in first.content.decode()
    assert f'href="?person={frontdesk.pk}&amp;page=1">Newer</a>' in second.content.decode()
    assert ">Older</a>" not in second.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "²", "9" * 50])
def test_a_page_that_cannot_be_is_the_first(managing, many, frontdesk, page):
    assert len(cells(managing.get(history(many), {"page": page}))) == PAGE


def test_a_page_after_the_last_says_so(managing, many):
    assert "nothing on this page" in managing.get(history(many), {"page": 99}).content.decode()


def test_it_costs_the_same_for_many(managing, worked_on, frontdesk):
    def cost():
        counts = []
        for address in (history(worked_on), f"{BY_PERSON}?person={frontdesk.pk}"):
            with CaptureQueriesContext(connection) as queries:
                managing.get(address)
            counts.append(len(queries))
        return counts

    before = cost()
    for _ in range(5):
        other = received(email="")
        audit_log.record(other, Kind.VIEWED, by=frontdesk)
        audit_log.record(worked_on, Kind.VIEWED, by=frontdesk)
    assert cost() == before
