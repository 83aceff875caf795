"""The queue: it opens on what waits, names nobody, and costs the same however long it is."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appointments import desk, queue
from appointments.answers import Kind
from appointments.models import Letter
from tests.admin.desk import PERSONAL, QUEUE, called, references, text
from tests.appointments.requests import NAME, PHONE, fresh, received
from tests.conftest import signed_in

pytestmark = pytest.mark.usefixtures("clinic")
DAY = timedelta(days=1)


@pytest.fixture
def lucia(frontdesk):
    """The front desk's browser."""
    return signed_in(frontdesk)


def long_ago(**more):
    return received(at=timezone.now() - 9 * DAY, **more)


def headings(response):
    return [(section.key, number) for section, _, number in response.context["parts"]]


def test_it_opens_on_what_waits_the_most_pressing_first(lucia, frontdesk):
    new, late = received(), long_ago()
    due = called(long_ago(), frontdesk, callback_at=timezone.now() - DAY, at=timezone.now() - 2 * DAY)
    called(received(), frontdesk, callback_at=timezone.now() + DAY)
    response = lucia.get(QUEUE)
    assert references(response) == [late.reference, due.reference, new.reference]
    assert headings(response) == [("overdue", "1"), ("callbacks", "1"), ("new", "1")]
    assert "<title>(3) Booking requests" in text(response)


def test_an_empty_queue_says_so(lucia):
    page = text(lucia.get(QUEUE))
    assert "Nobody is waiting for a call." in page and "<title>Booking requests" in page


@pytest.mark.parametrize("tab", ["waiting", "new", "contacted", "scheduled", "closed", "nonsense"])
def test_a_tab_names_nobody(lucia, frontdesk, manager, tab):
    received()
    called(received(), frontdesk)
    scheduled = called(received(), manager)
    desk.schedule(scheduled, by=manager, version=scheduled.version, scheduled_for=timezone.now() + DAY)
    closed = received()
    desk.close(closed, by=manager, version=1, reason="declined")
    response = lucia.get(QUEUE, {"tab": tab})
    page = text(response)
    assert references(response)
    assert not [word for word in PERSONAL if word in page]


def test_mine_names_those_whom_i_have_claimed_and_them_alone(lucia, frontdesk, manager):
    mine, theirs = received(), received(first_name="Zora", last_name="Nobody")
    desk.claim(mine, by=frontdesk)
    desk.claim(theirs, by=manager)
    response = lucia.get(QUEUE, {"tab": "mine"})
    assert references(response) == [mine.reference]
    assert NAME in text(response) and PHONE in text(response) and "no-store" in response["Cache-Control"]


def test_a_row_says_what_one_needs_to_choose(lucia, frontdesk, manager):
    request = long_ago(kind=Kind.REHAB, needs=("interpreter",), call_times=("morning",))
    called(request, frontdesk, outcome="voicemail", callback_at=timezone.now() + 2 * DAY)
    page = text(lucia.get(QUEUE, {"tab": "contacted"}))
    for words in (
        "Rehab",
        "Best time: Morning",
        "Interpreter",
        "1 call, last: voicemail",
        "Call back: ",
        "Yours",
    ):
        assert words in page
    assert f"{request.reference}</span></button>" not in page


def test_flags_are_words(lucia):
    received()
    received(suspected_spam=True)
    page = text(lucia.get(QUEUE))
    assert page.count("Perhaps the same person as another open request") == 2 and page.count("Might be spam") == 1


def test_each_tab_shows_its_number(lucia, frontdesk):
    received()
    called(received(), frontdesk)
    numbers = {key: number for key, _, number in lucia.get(QUEUE).context["tabs"]}
    assert numbers == {"waiting": "1", "new": "1", "mine": "1", "contacted": "1", "scheduled": "0", "closed": "0"}


def test_the_pages_follow_one_another_through_the_sections(lucia, monkeypatch):
    monkeypatch.setattr(queue, "PAGE", 2)
    wanted = [long_ago().reference for _ in range(3)] + [received().reference for _ in range(2)]
    pages = [references(lucia.get(QUEUE, {"page": number})) for number in (1, 2, 3)]
    assert sum(pages, []) == wanted and [len(page) for page in pages] == [2, 2, 1]
    assert references(lucia.get(QUEUE, {"page": "x"})) == pages[0]
    assert references(lucia.get(QUEUE, {"page": 99})) == pages[2]
    assert 'href="?tab=waiting&amp;page=2"' in text(lucia.get(QUEUE))


def test_a_tab_ends_where_counting_does_and_says_so(lucia, frontdesk, monkeypatch):
    monkeypatch.setattr(queue, "COUNTED", 3)
    for _ in range(4):
        desk.close(received(), by=frontdesk, version=1, reason="declined")
    response = lucia.get(QUEUE, {"tab": "closed"})
    assert len(references(response)) == 3
    assert "These pages hold 3 requests. Find others by look-up." in text(response)


@pytest.mark.parametrize("tab", ["waiting", "mine", "closed"])
def test_it_costs_the_same_number_of_queries_for_many(lucia, frontdesk, tab):
    def grow(number):
        for _ in range(number):
            request = long_ago()
            desk.claim(request, by=frontdesk)
            if tab == "closed":
                desk.close(request, by=frontdesk, version=2, reason="declined")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert references(lucia.get(QUEUE, {"tab": tab}))
        return len(queries)

    grow(2)
    few = cost()
    grow(28)
    assert cost() == few <= 25


def test_another_key_is_told_with_its_remedy(lucia, settings):
    received()
    settings.BOOKING_KEYS = [Fernet.generate_key().decode()]
    page = text(lucia.get(QUEUE))
    assert "Put the key back with which it was sealed" in page and "Best time" not in page


def test_letters_that_wait_are_told_until_they_went_out(lucia):
    received(at=timezone.now() - timedelta(minutes=14))
    assert "Letters are not going out" not in text(lucia.get(QUEUE))
    long_ago()
    assert "Letters are not going out" in text(lucia.get(QUEUE))
    Letter.objects.update(state="sent", sealed_to="", sent_at=timezone.now())
    assert "Letters are not going out" not in text(lucia.get(QUEUE))


def test_a_letter_that_was_given_up_is_told_while_its_request_is_open(lucia, frontdesk):
    request = received(at=timezone.now() - DAY)
    Letter.objects.update(state="failed")
    assert "A letter could not be delivered" in text(lucia.get(QUEUE))
    desk.close(request, by=frontdesk, version=1, reason="declined")
    assert "A letter could not be delivered" not in text(lucia.get(QUEUE))


def test_a_claim_from_the_queue_leads_to_the_request(lucia, frontdesk):
    request = received()
    response = lucia.post(f"{QUEUE}{request.pk}/claim/", {"tab": "new"})
    assert (response.status_code, response.url) == (302, f"{QUEUE}{request.pk}/change/")
    assert fresh(request).claimed_by == frontdesk


def test_who_comes_too_late_stays_on_the_tab_and_hears_who_was_first(lucia, manager):
    request = received()
    desk.claim(request, by=manager)
    response = lucia.post(f"{QUEUE}{request.pk}/claim/", {"tab": "new"}, follow=True)
    assert response.redirect_chain == [(f"{QUEUE}?tab=new", 302)]
    (said,) = response.context["messages"]
    assert str(said).startswith(f"{request.reference}: Manager claimed this request at ")
    assert fresh(request).claimed_by == manager
