"""What each act of the desk leaves behind, and what it refuses: events name fields, never values."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from appointments import desk
from appointments.models import BookingEvent, BookingRequest, Note, OnlineRequests
from appointments.rules import RULES, Act, CloseReason
from clinic_site.directory.models import Location, Person
from tests.appointments.requests import EMAIL, fresh, received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic"), pytest.mark.database]
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)  # Monday, 10 a.m. in Tampa
FOUR_HOURS_ON = NOW + timedelta(hours=4)
TOMORROW, NEXT_WEEK = NOW + timedelta(days=1), NOW + timedelta(days=7)
SAID = "Prefers the afternoon bus."


@pytest.fixture
def request_in():
    return received(email="", at=NOW - timedelta(hours=1))


def act(name, request, by, **more):
    """Do it as somebody who has just looked; the request as it is afterwards."""
    getattr(desk, name)(request, by=by, version=fresh(request).version, **{"at": NOW, **more})
    return fresh(request)


@pytest.fixture
def contacted(request_in, frontdesk):
    return act("log_call", request_in, frontdesk, outcome="voicemail")


@pytest.fixture
def scheduled(contacted, frontdesk):
    return act("schedule", contacted, frontdesk, scheduled_for=NEXT_WEEK)


@pytest.fixture
def closed(contacted, frontdesk):
    return act("close", contacted, frontdesk, reason=CloseReason.UNREACHED)


@pytest.fixture
def read_a_day_later(monkeypatch):
    """On the day itself, no day is told."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: TOMORROW)


def last(request):
    event = request.events.last()
    return event.kind, event.actor, event.at, event.fields


def test_a_call_that_reached_nobody_is_due_again_within_the_promised_hours(request_in, frontdesk):
    request = act("log_call", request_in, frontdesk, outcome="no_answer")
    assert (request.state, request.version) == ("contacted", 2)
    assert (request.first_called_at, request.reached_at, request.callback_at) == (NOW, None, FOUR_HOURS_ON)
    call = request.calls.get()
    assert (call.outcome, call.by, call.at) == ("no_answer", frontdesk, NOW)
    assert last(request) == (
        "called",
        frontdesk,
        NOW,
        ["callback_at", "claimed_at", "claimed_by", "first_called_at", "outcome", "state"],
    )


def test_a_patient_who_was_reached_and_has_no_visit_yet_is_called_again(request_in, frontdesk):
    request = act("log_call", request_in, frontdesk, outcome="reached")
    assert (request.reached_at, request.callback_at) == (NOW, FOUR_HOURS_ON)
    assert "reached_at" in last(request)[3]


def test_the_clinic_says_how_soon_it_calls(request_in, frontdesk):
    OnlineRequests.objects.create(callback_hours=8)
    request = act("log_call", request_in, frontdesk, outcome="voicemail")
    assert request.callback_at == TOMORROW  # seven hours until 5 p.m., one from 9 a.m.


def test_a_time_to_call_again_is_kept_to_the_minute(request_in, frontdesk):
    assert act("log_call", request_in, frontdesk, outcome="voicemail", callback_at=TOMORROW).callback_at == TOMORROW


@pytest.mark.parametrize("when", [NOW, NOW - timedelta(days=1)])
def test_a_time_to_call_again_lies_ahead(request_in, frontdesk, when):
    with pytest.raises(desk.ActRefused, match="passed"):
        act("log_call", request_in, frontdesk, outcome="voicemail", callback_at=when)
    assert fresh(request_in).version == 1


def test_the_first_call_and_the_first_talk_stay_the_first(contacted, frontdesk):
    later = NOW + timedelta(hours=2)
    reached = act("log_call", contacted, frontdesk, outcome="reached", at=later)
    again = act("log_call", reached, frontdesk, outcome="reached", at=later + timedelta(hours=1))
    assert (again.first_called_at, again.reached_at, again.calls.count()) == (NOW, later, 3)
    assert last(again)[3] == ["callback_at", "outcome", "state"]


def test_a_call_about_a_visit_leaves_it_as_it_was(scheduled, frontdesk):
    request = act("log_call", scheduled, frontdesk, outcome="reached")
    assert (request.state, request.scheduled_for, request.callback_at) == ("scheduled", NEXT_WEEK, None)
    request = act("log_call", request, frontdesk, outcome="voicemail")
    assert (request.state, request.callback_at) == ("scheduled", FOUR_HOURS_ON)


def test_a_visit_has_a_time_and_may_have_a_person_and_a_place(contacted, frontdesk):
    person = Person.objects.create(name="Amelia Hart", slug="amelia-hart")
    place = Location.objects.create(name="Harbor", slug="harbor")
    request = act("schedule", contacted, frontdesk, scheduled_for=NEXT_WEEK, provider=person, location=place)
    assert (request.state, request.scheduled_for, request.callback_at) == ("scheduled", NEXT_WEEK, None)
    assert (request.provider, request.location) == (person, place)
    assert last(request)[3] == ["callback_at", "location", "provider", "scheduled_for", "state"]


def test_a_visit_can_be_moved(scheduled, frontdesk):
    request = act("schedule", scheduled, frontdesk, scheduled_for=TOMORROW)
    assert (request.state, request.scheduled_for) == ("scheduled", TOMORROW)


def test_a_visit_is_confirmed_by_letter_where_there_is_an_address(frontdesk):
    request = received(at=NOW - timedelta(hours=1))
    request = act("log_call", request, frontdesk, outcome="reached")
    request = act("schedule", request, frontdesk, scheduled_for=NEXT_WEEK)
    letter = request.letters.get(name="scheduled")
    assert (letter.to, letter.state) == (EMAIL, "queued")
    assert [event.kind for event in request.events.all()][-2:] == ["scheduled", "letter queued"]


def test_a_visit_is_kept_or_missed_only_when_it_is_over(contacted, frontdesk):
    for reason in ("visited", "missed"):
        with pytest.raises(desk.ActRefused, match="does not fit a request that is contacted"):
            act("close", contacted, frontdesk, reason=reason)
    act("schedule", contacted, frontdesk, scheduled_for=NEXT_WEEK)
    with pytest.raises(desk.ActRefused, match="still to come"):
        act("close", contacted, frontdesk, reason="missed")
    assert act("close", contacted, frontdesk, reason="missed", at=NEXT_WEEK).close_reason == "missed"


def test_without_an_address_no_letter_is_written(scheduled):
    assert not scheduled.letters.exists()


@pytest.mark.parametrize("when", [NOW, NOW - timedelta(days=1)])
def test_a_visit_lies_ahead(contacted, frontdesk, when):
    with pytest.raises(desk.ActRefused, match="passed"):
        act("schedule", contacted, frontdesk, scheduled_for=when)
    assert fresh(contacted).state == "contacted"


def test_no_visit_without_a_call(request_in, frontdesk):
    with pytest.raises(desk.ActRefused, match="Log a call first"):
        act("schedule", request_in, frontdesk, scheduled_for=NEXT_WEEK)


def test_a_closed_request_is_owed_nothing_and_nobodys(contacted, frontdesk):
    request = act("close", contacted, frontdesk, reason=CloseReason.DECLINED)
    assert (request.state, request.closed_at, request.close_reason) == ("closed", NOW, "declined")
    assert (request.callback_at, request.claimed_by, request.claimed_at) == (None, None, None)
    fields = ["callback_at", "claimed_at", "claimed_by", "close_reason", "closed_at", "state"]
    assert last(request) == ("closed", frontdesk, NOW, fields)


def test_another_reason_is_said_in_the_note(contacted, frontdesk):
    for note in ("", "  \n"):
        with pytest.raises(desk.ActRefused, match="Say in the note"):
            act("close", contacted, frontdesk, reason=CloseReason.OTHER, note=note)
    assert act("close", contacted, frontdesk, reason=CloseReason.OTHER, note=SAID).notes.get().text == SAID


def test_who_was_called_before_is_called_again_when_work_goes_on(closed, manager):
    request = act("reopen", closed, manager, note=SAID)
    assert (request.state, request.closed_at, request.close_reason) == ("contacted", None, "")
    assert request.callback_at == FOUR_HOURS_ON
    assert last(request)[0] == "noted"
    assert request.events.get(kind="reopened").fields == [
        *["callback_at", "close_reason", "closed_at", "location", "provider", "scheduled_for", "state"]
    ]


def test_why_it_had_been_closed_stays_on_record(closed, manager):
    assert act("reopen", closed, manager, note=SAID).notes.get().text == f"Was closed: Could not be reached. {SAID}"


def test_who_was_never_called_is_new_again_and_the_promise_stands(request_in, manager):
    act("close", request_in, manager, reason=CloseReason.SPAM)
    request = act("reopen", request_in, manager, note=SAID)
    assert (request.state, request.due_at, request.callback_at) == ("new", request_in.due_at, None)


def test_a_former_visit_does_not_come_back(scheduled, manager):
    act("close", scheduled, manager, reason=CloseReason.DECLINED)
    request = act("reopen", scheduled, manager, note=SAID)
    assert (request.scheduled_for, request.provider, request.location) == (None, None, None)


def test_reopening_takes_a_reason_and_somebody_to_call(closed, manager):
    with pytest.raises(desk.ActRefused, match="Say in the note"):
        act("reopen", closed, manager, note=" ")
    gone = dict.fromkeys(["sealed_answers", "phone_hash", "birth_date_hash", "last_name_hash"], "")
    BookingRequest.objects.update(**gone, purged_at=NOW)
    with pytest.raises(desk.ActRefused, match="destroyed"):
        act("reopen", closed, manager, note=SAID)
    with pytest.raises(desk.ActRefused, match="destroyed"):
        act("add_note", closed, manager, text=SAID)
    assert fresh(closed).state == "closed" and not Note.objects.exists()


def test_a_note_is_sealed_and_says_who_wrote_it(closed, frontdesk):
    request = act("add_note", closed, frontdesk, text=f"  {SAID}\n")
    note = request.notes.get()
    assert (note.text, note.by, note.at) == (SAID, frontdesk, NOW)
    assert SAID not in note.sealed_text
    assert last(request) == ("noted", frontdesk, NOW, ["text"])


def test_an_empty_note_is_none(request_in, frontdesk):
    with pytest.raises(desk.ActRefused, match="Write the note first"):
        act("add_note", request_in, frontdesk, text=" \n ")


@pytest.mark.parametrize(
    "name, more",
    [("log_call", {"outcome": "reached"}), ("schedule", {"scheduled_for": NEXT_WEEK}), ("close", {"reason": "other"})],
)
def test_an_act_takes_a_note_along(contacted, frontdesk, name, more):
    assert act(name, contacted, frontdesk, note=SAID, **more).notes.get().text == SAID


def test_nothing_typed_or_answered_is_in_an_event(contacted, frontdesk, manager):
    act("schedule", contacted, frontdesk, scheduled_for=NEXT_WEEK, note=SAID)
    act("close", contacted, frontdesk, reason=CloseReason.VISITED, note=SAID, at=NEXT_WEEK)
    act("reopen", contacted, manager, note=SAID)
    columns = {field.name for field in BookingRequest._meta.fields} | {"outcome", "text"}
    events = BookingEvent.objects.all()
    assert len(events) == 8 and {name for event in events for name in event.fields} <= columns
    assert not any(word in json.dumps([event.fields for event in events]) for word in ("2026", "visited", SAID))


@pytest.mark.parametrize(
    "name, more",
    [
        ("release", {}),
        ("log_call", {"outcome": "reached", "note": SAID}),
        ("add_note", {"text": SAID}),
        ("schedule", {"scheduled_for": NEXT_WEEK, "note": SAID}),
        ("close", {"reason": "declined", "note": SAID}),
        ("reopen", {"note": SAID}),
    ],
)
@pytest.mark.usefixtures("read_a_day_later")
def test_who_acts_on_what_a_colleague_has_changed_is_told_by_whom_and_when(closed, frontdesk, manager, name, more):
    """Whatever the act: version comes before state."""
    act("reopen", closed, manager, note="Called back.", at=NOW.replace(hour=20, minute=5))
    before, events = fresh(closed), BookingEvent.objects.count()
    with pytest.raises(
        desk.StaleRequest, match=r"^Manager changed this request on Mon, Nov 23, at 3:05 p.m. \(noted\) after you"
    ):
        getattr(desk, name)(closed, by=frontdesk, version=closed.version, at=NOW, **more)
    assert fresh(closed).version == before.version and BookingEvent.objects.count() == events
    assert Note.objects.count() == 1


@pytest.mark.usefixtures("read_a_day_later")
def test_who_presses_twice_is_told_that_it_was_done(contacted, frontdesk):
    with pytest.raises(
        desk.StaleRequest, match=r"^You changed this request yourself on Mon, Nov 23, at 10 a.m. \(called\)"
    ):
        desk.log_call(contacted, by=frontdesk, version=1, outcome="voicemail", at=NOW)
    assert contacted.calls.count() == 1


@pytest.mark.parametrize("name", ["log_call", "close", "release"])
def test_a_closed_request_says_what_to_do_instead(closed, frontdesk, name):
    act_of = {"log_call": Act.CALL, "close": Act.CLOSE, "release": Act.RELEASE}[name]
    more = {"log_call": {"outcome": "reached"}, "close": {"reason": "spam"}}.get(name, {})
    with pytest.raises(desk.ActRefused, match=RULES[act_of].refusal):
        act(name, closed, frontdesk, **more)


def test_every_act_but_a_refused_one_makes_a_new_version(request_in, frontdesk):
    desk.claim(request_in, by=frontdesk, at=NOW)
    versions = [fresh(request_in).version]
    for name, more in (
        ("log_call", {"outcome": "reached"}),
        ("add_note", {"text": SAID}),
        ("schedule", {"scheduled_for": NEXT_WEEK}),
        ("release", {}),
        ("close", {"reason": "missed", "at": NEXT_WEEK}),
        ("reopen", {"note": SAID}),
    ):
        versions.append(act(name, request_in, frontdesk, **more).version)
    assert versions == list(range(2, 9))
