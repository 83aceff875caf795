"""What presses most stands first; a request is found by what a caller says of himself, however it is typed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.fernet import Fernet

from appointments import desk, queue
from appointments.answers import Phone
from appointments.models import BookingRequest
from tests.appointments.requests import NAME, fresh, received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic"), pytest.mark.database]
NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)  # a Monday in Tampa; it is open from 9 to 5 and calls within 4 hours
LAST = NAME.split()[1]


def ago(hours):
    return NOON - timedelta(hours=hours)


def came_in(hours, **more):
    return received(at=ago(hours), email="", **more)


def called(request, by, *, hours, callback_at, outcome="voicemail"):
    desk.log_call(request, by=by, version=request.version, outcome=outcome, callback_at=callback_at, at=ago(hours))
    return fresh(request)


def shown(sections):
    return {section.key: list(section.requests) for section in sections}


def test_overdue_comes_first_then_callbacks_then_the_new_ones_oldest_first(frontdesk):
    young, old = came_in(1), came_in(2)
    late, later = came_in(70), came_in(90)
    due = called(came_in(30), frontdesk, hours=20, callback_at=ago(1))
    longer_due = called(came_in(30), frontdesk, hours=20, callback_at=ago(2))
    called(came_in(30), frontdesk, hours=20, callback_at=NOON + timedelta(hours=1))
    sections = queue.waiting(NOON)
    assert [section.key for section in sections] == ["alarms", "overdue", "callbacks", "visits", "new"]
    assert shown(sections) == {
        "alarms": [],
        "overdue": [later, late],
        "callbacks": [longer_due, due],
        "visits": [],
        "new": [old, young],
    }


def test_nothing_is_overdue_before_the_clinic_had_time_to_call():
    """What came in on Saturday is due on Monday at 1 p.m.: an hour from now."""
    weekend = came_in(48)
    assert shown(queue.waiting(NOON))["new"] == [weekend]
    assert shown(queue.waiting(NOON + timedelta(hours=1)))["overdue"] == [weekend]


def test_a_patient_with_a_visit_whom_the_desk_owes_a_call_is_called(frontdesk):
    request = called(came_in(30), frontdesk, hours=20, callback_at=ago(1), outcome="reached")
    desk.schedule(request, by=frontdesk, version=request.version, scheduled_for=NOON + timedelta(days=9), at=ago(19))
    request = called(fresh(request), frontdesk, hours=2, callback_at=ago(1))
    assert shown(queue.waiting(NOON))["callbacks"] == [request]


def test_a_visit_that_is_over_asks_whether_they_came(frontdesk):
    request = called(came_in(30), frontdesk, hours=20, callback_at=ago(1), outcome="reached")
    desk.schedule(request, by=frontdesk, version=request.version, scheduled_for=NOON, at=ago(19))
    assert shown(queue.waiting(NOON + timedelta(minutes=59)))["visits"] == []
    assert shown(queue.waiting(NOON + timedelta(hours=1)))["visits"] == [request]


def test_who_is_closed_waits_for_nothing(frontdesk):
    request = called(came_in(90), frontdesk, hours=20, callback_at=ago(1))
    desk.close(request, by=frontdesk, version=request.version, reason="declined", at=ago(1))
    assert not any(shown(queue.waiting(NOON)).values())


def test_each_tab_shows_its_own(frontdesk, manager):
    new = came_in(1)
    mine, theirs = came_in(3), came_in(3)
    desk.claim(mine, by=frontdesk, at=ago(1))
    desk.claim(theirs, by=manager, at=ago(1))
    contacted = called(came_in(30), manager, hours=20, callback_at=ago(1))
    scheduled = called(came_in(30), manager, hours=20, callback_at=ago(1), outcome="reached")
    visit = NOON + timedelta(days=1)
    desk.schedule(scheduled, by=frontdesk, version=scheduled.version, scheduled_for=visit, at=ago(19))
    closed = came_in(30)
    desk.close(closed, by=frontdesk, version=closed.version, reason="spam", at=ago(1))
    tabs = {key: list(requests) for key, (_, requests) in queue.tabs(frontdesk).items()}
    assert tabs.pop("new") in ([mine, theirs, new], [theirs, mine, new])
    assert tabs == {"mine": [mine], "contacted": [contacted], "scheduled": [scheduled], "closed": [closed]}


def test_mine_begins_with_what_comes_next(frontdesk):
    visit, call, new = came_in(40), came_in(39), came_in(1)
    visit = called(visit, frontdesk, hours=30, callback_at=None, outcome="reached")
    desk.schedule(visit, by=frontdesk, version=visit.version, scheduled_for=NOON + timedelta(days=9), at=ago(29))
    call = called(call, frontdesk, hours=30, callback_at=NOON + timedelta(days=2))
    for request in (visit, call, new):
        desk.claim(request, by=frontdesk, at=ago(1))
    assert list(queue.tabs(frontdesk)["mine"][1]) == [new, call, visit]


@pytest.mark.parametrize("number, words", [(0, "0"), (2, "2"), (3, "2+"), (5, "2+")])
def test_a_count_stops_where_nobody_reads_on(monkeypatch, number, words):
    monkeypatch.setattr(queue, "COUNTED", 3)
    for _ in range(number):
        came_in(1)
    assert queue.counted(queue.size(BookingRequest.objects.all())) == words


@pytest.mark.parametrize(
    "typed",
    [
        *["{reference}", " {lower} ", "{bare}", "{spaced}"],
        *["(904) 555-0163", "904-555-0163", "9045550163", "+1 904 555 0163", "1 904.555.0163", "904-555-0163 ext. 7"],
        *["Vanterpool", "vanterpool", " VANTERPOOL ", "Vänterpool", "Vanter-pool"],
        *["Quillon Vanterpool", "Vanterpool, Quillon", "Dr. Quillon  Vanterpool"],
        *["3/14/1971", "03/14/1971", " 3/14/1971 ", "3-14-1971", "3/14/71", "1971-03-14", "March 14, 1971"],
    ],
)
def test_a_request_is_found_however_it_is_typed(typed):
    other = {"last_name": "Hart", "phone": Phone("(904) 555-0100", "+19045550100"), "birth_date": date(1999, 1, 1)}
    request = came_in(1)
    came_in(1, **other)
    reference = request.reference
    bare = reference.replace("-", "")
    spelled = typed.format(reference=reference, lower=reference.lower(), bare=bare, spaced=reference.replace("-", " "))
    assert list(queue.look_up(spelled)) == [request]


@pytest.mark.parametrize("typed", ["", " ", "-", "Vanter", "Quillon", "904", "14/3/1971", "2/30/1971", "💥", "0" * 500])
def test_what_matches_nobody_finds_nobody(typed):
    came_in(1)
    assert list(queue.look_up(typed)) == []


@pytest.mark.parametrize("typed", ["", "-", "12/31/1969"])
def test_those_whose_details_were_destroyed_are_not_found_by_an_empty_word(frontdesk, typed):
    request = came_in(90)
    desk.close(request, by=frontdesk, version=request.version, reason="declined", at=ago(80))
    gone = dict.fromkeys(["sealed_answers", "phone_hash", "birth_date_hash", "last_name_hash"], "")
    BookingRequest.objects.update(**gone, purged_at=NOON)
    assert list(queue.look_up(typed)) == []
    assert list(queue.look_up(request.reference)) == [request]


def test_the_newest_is_found_first_and_a_page_at_most(monkeypatch):
    monkeypatch.setattr(queue, "PAGE", 2)
    came_in(9)
    old, young = came_in(2), came_in(1)
    assert list(queue.look_up(LAST)) == [young, old]


def test_a_key_that_was_changed_still_finds_what_the_former_one_hid(settings):
    before = came_in(2)
    settings.BOOKING_KEYS = [Fernet.generate_key().decode(), *settings.BOOKING_KEYS]
    after = came_in(1)
    for typed in (LAST, "904-555-0163", "3/14/1971"):
        assert list(queue.look_up(typed)) == [after, before]
    settings.BOOKING_KEYS = settings.BOOKING_KEYS[:1]
    assert list(queue.look_up(LAST)) == [after]


def test_a_person_who_asks_twice_is_marked(frontdesk):
    """By phone, or by name and birth date; a name alone is many people's."""
    other_phone, other_day = Phone("(904) 555-0100", "+19045550100"), date(1999, 1, 1)
    first = came_in(5)
    same_phone = came_in(4, last_name="Hart", birth_date=other_day)
    same_person = came_in(3, phone=other_phone)
    namesake = came_in(2, phone=Phone("(904) 555-0101", "+19045550101"), birth_date=date(1950, 1, 1))
    marked = {request: request.has_twin for request in BookingRequest.objects.with_twin()}
    assert marked == {first: True, same_phone: True, same_person: True, namesake: False}
    for request in (same_phone, same_person):
        desk.close(request, by=frontdesk, version=request.version, reason="duplicate", at=ago(1))
    assert not BookingRequest.objects.open().with_twin().filter(has_twin=True)


def test_those_of_whom_nothing_is_known_are_not_the_same_person():
    for day in (1, 2):
        came_in(1, phone=Phone("", ""), last_name="", birth_date=date(1999, 1, day))
    assert not BookingRequest.objects.with_twin().filter(has_twin=True)
    assert not any(request.twins for request in BookingRequest.objects.all())


def test_the_queue_costs_the_same_for_many(frontdesk, django_assert_num_queries):
    for _ in range(8):
        came_in(1)
    with django_assert_num_queries(5):
        shown(queue.waiting(NOON))
    with django_assert_num_queries(5):
        [list(requests) for _, requests in queue.tabs(frontdesk).values()]
