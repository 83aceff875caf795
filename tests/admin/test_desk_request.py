"""A request's page and its sheet of paper: what is there to read, what may be done next, and who saw it."""

from datetime import date, timedelta

import pytest
from cryptography.fernet import Fernet
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appointments import desk
from appointments.answers import Phone
from appointments.models import BookingRequest, Letter
from tests.admin.desk import at_desk, called, kinds, text
from tests.appointments.requests import EMAIL, NAME, PHONE, REASON, fresh, received
from tests.conftest import signed_in

pytestmark = pytest.mark.usefixtures("clinic")
DAY = timedelta(days=1)


@pytest.fixture
def lucia(frontdesk):
    return signed_in(frontdesk)


def offered(client, request):
    return [str(form.act) for form in client.get(at_desk(request)).context["forms"]]


def test_it_shows_who_asked_and_for_what(lucia, live):
    request = received(article=live)
    page = text(lucia.get(at_desk(request)))
    for words in (NAME, PHONE, REASON, EMAIL, "March 14, 1971", "Best time", "Morning", "Knee", "No preference"):
        assert words in page, words
    assert 'href="tel:+19045550163"' in page and "May say that the clinic called" in page
    assert f'href="/conditions/{live.slug}/"' in page
    assert "destroyed 90 days after the request is closed" in page and "(2026-11)" in page


def test_its_title_names_nobody(lucia):
    request = received()
    page = text(lucia.get(at_desk(request)))
    title = page[page.index("<title>") : page.index("</title>")]
    assert request.reference in title and not [word for word in NAME.split() if word in title]


def test_for_a_minor_it_says_whom_to_speak_with(lucia):
    birth = timezone.localdate() - 9 * 365 * DAY
    child = received(asking_for="child", birth_date=birth, caller_name="Petra Larkin", caller_relation="mother")
    assert "Under 18. Speak with Petra Larkin (mother)." in text(lucia.get(at_desk(child)))
    adult = received(asking_for="other", caller_name="Petra Larkin")
    assert "Speak with Petra Larkin." in text(lucia.get(at_desk(adult)))


def test_no_voicemail_is_said(lucia):
    assert "No voicemail" in text(lucia.get(at_desk(received(voicemail=False))))


def test_what_a_patient_typed_stays_text(lucia):
    page = text(lucia.get(at_desk(received(reason="<b>bold</b>\n<script>alert(1)</script>"))))
    assert "&lt;b&gt;bold&lt;/b&gt;<br>&lt;script&gt;" in page


def test_the_likeliest_act_is_offered_first(lucia, frontdesk, manager):
    request = received()
    assert offered(lucia, request) == ["call", "note", "close"]
    request = called(request, frontdesk, outcome="voicemail")
    assert offered(lucia, request) == ["call", "schedule", "note", "close"]
    request = called(request, frontdesk)
    assert offered(lucia, request) == ["schedule", "call", "note", "close"]
    desk.schedule(request, by=frontdesk, version=request.version, scheduled_for=timezone.now() + DAY)
    assert offered(lucia, request) == ["schedule", "close", "call", "note"]
    BookingRequest.objects.update(scheduled_for=timezone.now() - DAY)
    assert offered(lucia, request) == ["close", "schedule", "call", "note"]
    desk.close(request, by=frontdesk, version=fresh(request).version, reason="declined")
    assert offered(lucia, request) == ["note"]
    assert offered(signed_in(manager), request) == ["reopen", "note"]


def test_what_was_done_is_told_newest_first(lucia, frontdesk, manager):
    request = received(at=timezone.now() - 5 * DAY)
    desk.claim(request, by=frontdesk, at=timezone.now() - 4 * DAY)
    called(request, frontdesk, outcome="voicemail", note="Works nights.", at=timezone.now() - 3 * DAY)
    called(request, manager, at=timezone.now() - 2 * DAY)
    desk.schedule(
        request,
        by=manager,
        version=fresh(request).version,
        scheduled_for=timezone.now() + DAY,
        at=timezone.now() - DAY,
    )
    Letter.objects.filter(name="received").update(state="failed")
    told = [(entry.what, entry.who) for entry in lucia.get(at_desk(request)).context["timeline"]]
    assert told == [
        ("Visit scheduled", "Manager"),
        ("Letter waits to be sent", ""),
        ("Call: reached", "Manager"),
        ("Call: voicemail", "Frontdesk"),
        ("Note", "Frontdesk"),
        ("Claimed", "Frontdesk"),
        ("The request came in", ""),
        ("Letter could not be delivered", ""),
    ]
    assert "Works nights." in text(lucia.get(at_desk(request)))


def test_other_open_requests_of_the_same_phone_or_person_are_linked(lucia, frontdesk):
    request, same_phone = received(), received(last_name="Other", birth_date=date(1999, 1, 1))
    same_person = received(phone=Phone("1", "+12025550100"))
    stranger = received(last_name="Stranger", phone=Phone("1", "+12025550101"))
    closed = received()
    desk.close(closed, by=frontdesk, version=1, reason="duplicate")
    page = text(lucia.get(at_desk(request)))
    linked = [other for other in (same_phone, same_person, stranger, closed) if f">{other.reference}</a>" in page]
    assert linked == [same_phone, same_person]


def test_opening_it_is_noted_once_for_one_look(lucia, frontdesk):
    request = received(email="")
    lucia.get(at_desk(request))
    lucia.get(at_desk(request))
    assert kinds(request) == ["submitted", "viewed"] and request.events.last().actor == frontdesk
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("name", ["change", "print"])
def test_it_is_kept_by_no_cache(lucia, name):
    assert "no-store" in lucia.get(at_desk(received(), name))["Cache-Control"]


def test_after_a_purge_the_skeleton_is_shown(lucia, frontdesk):
    request = received()
    desk.add_note(request, by=frontdesk, version=1, text="About the knee.")
    desk.close(request, by=frontdesk, version=2, reason="declined")
    request.notes.update(sealed_text="")
    gone = dict.fromkeys(["sealed_answers", "phone_hash", "birth_date_hash", "last_name_hash"], "")
    BookingRequest.objects.update(**gone, purged_at=timezone.now())
    for name in ("change", "print"):
        page = text(lucia.get(at_desk(request, name)))
        assert request.reference in page and "The words of this note were destroyed." in page
    assert offered(lucia, request) == []


@pytest.mark.parametrize("name", ["change", "print"])
def test_another_key_is_told_with_its_remedy(lucia, frontdesk, settings, name):
    request = received()
    desk.add_note(request, by=frontdesk, version=1, text="About the knee.")
    settings.BOOKING_KEYS = [Fernet.generate_key().decode()]
    page = text(lucia.get(at_desk(request, name)))
    assert "Put the key back" in page and NAME not in page and "About the knee." not in page


def test_the_sheet_has_everything_for_the_call_and_printing_is_noted(lucia, frontdesk):
    request = received()
    called(request, frontdesk, note="Works nights.")
    lucia.head(at_desk(request, "print"))
    assert "printed" not in kinds(request), "nothing was shown that could be"
    page = text(lucia.get(at_desk(request, "print")))
    for words in (request.reference, NAME, PHONE, REASON, "Works nights.", "Printed on", "not yet an appointment"):
        assert words in page
    assert "<form" not in page and kinds(request)[-1] == "printed" and request.events.last().actor == frontdesk


def test_its_queries_do_not_grow_with_its_history(lucia, frontdesk):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            text(lucia.get(at_desk(request)))
        return len(queries)

    request = received()
    received()
    called(request, frontdesk, note="One.")
    cost()
    few = cost()
    for _ in range(5):
        called(request, frontdesk, note="More.")
        received()
    assert cost() == few <= 26
