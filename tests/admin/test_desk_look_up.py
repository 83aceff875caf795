"""Look-up while the patient is on the phone: by reference, phone, last name or birth date, and never in an address."""

import pytest
from cryptography.fernet import Fernet

from appointments import desk, queue
from tests.admin.desk import LOOK_UP, QUEUE, at_desk, kinds, references, text
from tests.appointments.requests import NAME, PHONE, received
from tests.conftest import signed_in

pytestmark = [pytest.mark.usefixtures("clinic"), pytest.mark.database]
LAST = NAME.split()[1]


@pytest.fixture
def lucia(frontdesk):
    return signed_in(frontdesk)


@pytest.mark.parametrize("typed", [LAST, LAST.upper(), PHONE, "9045550163", "3/14/1971"])
def test_what_a_caller_says_finds_the_request_with_name_and_number(lucia, typed):
    request = received()
    received(first_name="Zora", last_name="Nobody", phone=request.answers.phone.__class__("1", "+12025550100"))
    response = lucia.post(LOOK_UP, {"typed": typed})
    page = text(response)
    assert request.reference in references(response)
    assert NAME in page and PHONE in page and 'href="tel:+19045550163"' in page and "3/14/1971" in page


def test_a_reference_opens_its_request(lucia):
    request = received()
    received()
    response = lucia.post(LOOK_UP, {"typed": request.reference.lower().replace("-", " ")})
    assert (response.status_code, response.url) == (302, at_desk(request))


def test_every_hit_counts_as_looked_at(lucia, frontdesk):
    first, second, other = received(), received(), received(last_name="Other")
    lucia.post(LOOK_UP, {"typed": LAST})
    assert [kinds(request)[-1] for request in (first, second, other)] == ["viewed", "viewed", "letter queued"]
    assert first.events.last().actor == frontdesk


def test_closed_requests_are_found_too(lucia, frontdesk):
    request = received()
    desk.close(request, by=frontdesk, version=1, reason="declined")
    response = lucia.post(LOOK_UP, {"typed": LAST})
    assert references(response) == [request.reference] and "Does not want a visit anymore" in text(response)


def test_nothing_found_is_said_with_what_helps(lucia):
    page = text(lucia.post(LOOK_UP, {"typed": "Nobody"}))
    assert "Nothing matches" in page and "the last name alone" in page and 'value="Nobody"' in page


@pytest.mark.parametrize("typed", ["", "   ", "x" * 121, "a\0b"])
def test_what_cannot_be_looked_up_is_an_error_in_words(lucia, typed):
    response = lucia.post(LOOK_UP, {"typed": typed})
    page = text(response)
    assert "<title>Error: " in page and 'id="typed-error"' in page and "Nothing matches" not in page


def test_a_page_at_most_is_shown_and_it_is_said(lucia, monkeypatch):
    monkeypatch.setattr(queue, "PAGE", 2)
    for _ in range(3):
        received()
    response = lucia.post(LOOK_UP, {"typed": LAST})
    assert len(references(response)) == 2 and "The newest 2 that match" in text(response)


def test_an_address_looks_nobody_up(lucia):
    received()
    page = text(lucia.get(LOOK_UP, {"typed": LAST}))
    assert NAME not in page and LAST not in page and 'method="post"' in page
    assert f'action="{LOOK_UP}"' in text(lucia.get(QUEUE))


def test_it_is_kept_by_no_cache(lucia):
    received()
    assert "no-store" in lucia.post(LOOK_UP, {"typed": LAST})["Cache-Control"]


def test_with_another_key_nobody_is_found_by_name_and_it_is_said_why(lucia, settings):
    first = received()
    settings.BOOKING_KEYS = [Fernet.generate_key().decode()]
    received(last_name=LAST)
    response = lucia.post(LOOK_UP, {"typed": LAST})
    assert first.reference not in references(response)
    page = text(lucia.get(at_desk(first)))
    assert "Put the key back" in page and NAME not in page
