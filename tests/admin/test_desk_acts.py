"""The acts on a request's page: each works, is refused to a stale look with what was typed kept, and says so."""

from datetime import datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.utils import timezone

from appointments import desk
from appointments.models import BookingRequest, Letter
from clinic_site.directory.models import Location, OpeningHours, Person
from tests.admin.desk import PERSONAL, QUEUE, at_desk, called, done, kinds, text
from tests.admin.forms import messages
from tests.appointments.requests import fresh, received
from tests.conftest import signed_in, user

pytestmark = pytest.mark.usefixtures("clinic")
DAY = timedelta(days=1)
NOTE = "Asked for a call after the school run."
HERE = timezone.get_default_timezone()
VISIT = {"day": f"{timezone.localdate() + 30 * DAY:%Y-%m-%d}", "clock": "10:30"}
TYPED = {  # what a form of each act holds when it is filled in
    "release": {},
    "call": {"outcome": "voicemail", "note": NOTE},
    "note": {"text": NOTE},
    "schedule": {**VISIT, "note": NOTE},
    "close": {"reason": "declined", "note": NOTE},
    "reopen": {"note": NOTE},
}
EVENT = {"release": "released", "call": "called", "schedule": "scheduled", "close": "closed", "reopen": "reopened"}


@pytest.fixture
def lucia(frontdesk):
    return signed_in(frontdesk)


@pytest.fixture
def jonah(manager):
    return signed_in(manager)


def ready(act, by):
    """A request on which `act` may be done by `by`."""
    request = received()
    if act in ("release", "schedule"):
        desk.claim(request, by=by)
    if act == "schedule":
        called(request, by)
    if act == "reopen":
        desk.close(request, by=by, version=1, reason="declined")
    return fresh(request)


@pytest.mark.parametrize("act", TYPED)
def test_an_act_is_done_told_by_reference_alone_and_noted(jonah, manager, act):
    request = ready(act, manager)
    response = done(jonah, request, act, **TYPED[act])
    where = QUEUE if act == "close" else at_desk(request)
    assert response.redirect_chain == [(where, 302)]
    said = messages(response)
    assert request.reference in said[0] and not [word for word in PERSONAL if word in " ".join(said)]
    assert EVENT.get(act, "noted") in kinds(request)
    assert [note.text.endswith(NOTE) for note in request.notes.all()] == ([] if act == "release" else [True])


@pytest.mark.parametrize("act", TYPED)
def test_a_stale_act_is_refused_with_who_changed_it_and_keeps_what_was_typed(jonah, manager, frontdesk, act):
    request = ready(act, manager)
    seen = request.version
    desk.add_note(request, by=frontdesk, version=seen, text="Meanwhile.")
    response = jonah.post(at_desk(request, act), {"version": seen, **TYPED[act]})
    page = text(response, 409)
    assert "Frontdesk changed this request at" in page and "Meanwhile." in page and 'role="alert"' in page
    assert (fresh(request).version, fresh(request).state) == (seen + 1, request.state)
    form, *others = response.context["forms"]
    assert form.act == act and form["version"].value() == seen + 1
    assert act not in [other.act for other in others]
    if act != "release":
        assert NOTE in page
    assert messages(response) == []
    assert jonah.post(at_desk(request, act), form.data).status_code == 302, "it is saved once it was looked at"


@pytest.mark.parametrize("act", TYPED)
@pytest.mark.parametrize("version", ["", "x", "9" * 5000, "-1"])
def test_a_version_that_is_none_does_nothing(jonah, manager, act, version):
    request = ready(act, manager)
    response = jonah.post(at_desk(request, act), {**TYPED[act], "version": version})
    assert response.status_code in (200, 409) and fresh(request).version == request.version


def test_pressing_twice_is_told_as_ones_own_doing(lucia, frontdesk):
    request = received()
    for status in (302, 409):
        response = lucia.post(at_desk(request, "call"), {"version": 1, **TYPED["call"]})
        assert response.status_code == status
    assert "You changed this request yourself" in text(response, 409) and request.calls.count() == 1


@pytest.mark.parametrize(
    "act, sentence",
    [
        ("release", "A closed request is nobody&#x27;s."),
        ("call", "This request is closed: reopen it before you log a call."),
        ("schedule", "Log a call first"),
        ("close", "This request is closed already."),
    ],
)
def test_what_the_rules_forbid_is_refused_in_words(lucia, frontdesk, act, sentence):
    request = received()
    desk.close(request, by=frontdesk, version=1, reason="declined")
    response = done(lucia, request, act, **TYPED[act])
    page = text(response, 409)
    assert sentence in page and (NOTE in page or act == "release")
    assert fresh(request).version == 2 and not request.calls.exists()


def test_an_open_request_is_not_reopened(jonah):
    assert "This request is not closed." in text(done(jonah, received(), "reopen", note=NOTE), 409)


@pytest.mark.parametrize(
    "act, typed, sentence",
    [
        ("call", {}, "Say how the call ended."),
        ("call", {"outcome": "sang"}, "Select a valid choice"),
        ("call", {"outcome": "reached", "day": "2030-02-30"}, "Enter a valid date."),
        ("call", {"outcome": "reached", "day": VISIT["day"]}, "Give the time as well."),
        ("call", {"outcome": "reached", "clock": "10:00"}, "Give the day as well."),
        ("note", {"text": "  "}, "Write the note first."),
        ("note", {"text": "x" * 4001}, "at most 4000 characters"),
        ("schedule", {}, "Give the day of the visit."),
        ("schedule", {"day": VISIT["day"], "clock": "25:00"}, "Enter a valid time."),
        ("schedule", {"day": "2062-01-01", "clock": "10:00"}, "more than two years away"),
        ("schedule", {"day": "9999-12-31", "clock": "23:59"}, "more than two years away"),
        ("schedule", {**VISIT, "provider": "999"}, "Select a valid choice"),
        ("close", {}, "Say why the request is closed."),
        ("reopen", {}, "Say why the request is reopened."),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_lost(jonah, manager, act, typed, sentence):
    request = ready(act, manager)
    response = done(jonah, request, act, **{"note": NOTE} | typed if "note" not in typed and act != "reopen" else typed)
    page = text(response)
    assert "<title>Error: " in page and page.count(sentence) >= 2, "on top with a link, and at the field"
    assert f'href="#{act}_' in page
    assert fresh(request).version == request.version
    if act in ("call", "schedule", "close"):
        assert NOTE in page


@pytest.mark.parametrize("day, clock", [("03-08", "02:30"), ("11-01", "01:30")])
def test_a_time_that_does_not_exist_or_comes_twice_gets_a_sentence(jonah, manager, monkeypatch, day, clock):
    monkeypatch.setattr(timezone, "localdate", lambda *args: datetime(2026, 1, 5).date())
    page = text(done(jonah, ready("schedule", manager), "schedule", day=f"2026-{day}", clock=clock))
    assert "The clocks change that night" in page


@pytest.mark.parametrize("act, field", [("call", "callback_at"), ("schedule", "scheduled_for")])
def test_a_time_that_has_passed_is_refused(jonah, manager, act, field):
    request = ready(act, manager)
    typed = TYPED[act] | {"day": f"{timezone.localdate() - DAY:%Y-%m-%d}", "clock": "10:00"}
    assert "has passed. Choose a later one." in text(done(jonah, request, act, **typed), 409)
    assert fresh(request).version == request.version


def test_the_first_call_makes_the_request_the_callers(lucia, frontdesk):
    request = received()
    done(lucia, request, "call", outcome="reached", **VISIT)
    now = fresh(request)
    assert (now.claimed_by, now.state, now.calls.get().outcome) == (frontdesk, "contacted", "reached")
    assert timezone.localtime(now.callback_at).strftime("%Y-%m-%d %H:%M") == f"{VISIT['day']} 10:30"


def test_a_call_counts_though_a_colleague_has_claimed_the_request_meanwhile(lucia, manager):
    request = received()
    desk.claim(request, by=manager)
    response = lucia.post(at_desk(request, "call"), {"version": 1, **TYPED["call"]}, follow=True)
    assert messages(response) == [f"Call logged for {request.reference}.", "Manager has this request."]
    assert fresh(request).claimed_by == manager and request.calls.count() == 1


def test_what_is_claimed_already_is_called_and_stays_with_whom_it_is(lucia, frontdesk, manager):
    for owner, told in [(frontdesk, []), (manager, ["Manager has this request."])]:
        request = received()
        desk.claim(request, by=owner)
        assert messages(done(lucia, request, "call", outcome="reached"))[1:] == told
        assert fresh(request).claimed_by == owner


def test_it_is_the_colleague_who_changed_a_request_and_not_the_letter_that_followed(lucia, manager):
    request = called(received(), manager)
    visit = timezone.now() + DAY
    desk.schedule(request, by=manager, version=request.version, scheduled_for=visit)
    response = lucia.post(at_desk(request, "note"), {"version": request.version, "text": NOTE})
    assert "Manager changed this request at" in text(response, 409) and "(scheduled)" in text(response, 409)


def test_a_colleagues_call_is_no_claim(lucia, manager):
    request = received()
    called(request, manager)
    response = lucia.post(at_desk(request, "call"), {"version": 1, **TYPED["call"]})
    assert "Manager changed this request" in text(response, 409)
    assert fresh(request).claimed_by == manager and request.calls.count() == 1


def test_a_visit_is_scheduled_with_whom_and_where_and_a_letter_waits(lucia, frontdesk):
    request = ready("schedule", frontdesk)
    hart = Person.objects.create(name="Amelia Hart", slug="hart", role="physician")
    writer = Person.objects.create(name="Nora", slug="nora", role="author")
    place = Location.objects.create(name="Harbor Street", slug="harbor")
    shown = lucia.get(at_desk(request)).context["forms"][0]["provider"]
    assert "Amelia Hart" in str(shown) and writer.name not in str(shown)
    response = done(lucia, request, "schedule", **VISIT, provider=hart.pk, location=place.pk)
    page = text(response)
    assert "10:30 a.m.</strong>, with Amelia Hart, Harbor Street" in page
    assert Letter.objects.filter(name="scheduled", state="queued").count() == 1
    again = next(form for form in response.context["forms"] if form.act == "schedule")
    assert again["provider"].value() == hart.pk and again.title == "Change the visit"
    assert 'value="10:30"' in str(again["clock"]) and f'value="{VISIT["day"]}"' in str(again["day"])


def test_a_visit_outside_opening_hours_is_scheduled_only_where_it_is_meant_so(lucia, frontdesk):
    harbor, bay = (Location.objects.create(name=name, slug=name.lower()) for name in ("Harbor", "Bay"))
    for weekday in range(7):
        OpeningHours.objects.create(location=harbor, weekday=weekday, opens="08:00", closes="17:00")
        OpeningHours.objects.create(location=bay, weekday=weekday, opens="08:00", closes="10:00")
    for clock, place, whose in [("10:30", bay.pk, "Bay"), ("19:00", "", "The clinic")]:
        request = ready("schedule", frontdesk)
        typed = {"day": VISIT["day"], "clock": clock, "location": place, "note": NOTE}
        page = text(done(lucia, request, "schedule", **typed), 409)
        assert f"{whose} is closed at that time. Nothing was saved and no letter was sent." in page and NOTE in page
        assert fresh(request).state == "contacted" and not request.letters.filter(name="scheduled").exists()
        assert '<input type="checkbox" name="anyway"' in page
        done(lucia, request, "schedule", **typed, anyway="on")
        assert fresh(request).state == "scheduled" and request.letters.filter(name="scheduled").exists()
    request = ready("schedule", frontdesk)
    done(lucia, request, "schedule", day=VISIT["day"], clock="10:30")
    assert fresh(request).state == "scheduled"


def test_closing_tells_what_the_patient_may_still_hold(lucia, frontdesk):
    request = ready("schedule", frontdesk)
    desk.schedule(request, by=frontdesk, version=request.version, scheduled_for=timezone.now() + DAY)
    request.letters.filter(name="scheduled").update(state="sent", sent_at=timezone.now(), sealed_to="")
    said = messages(done(lucia, request, "close", reason="declined"))
    assert said[1].endswith("Tell them that it is off.")


def test_a_reason_that_does_not_fit_is_refused_in_words(lucia, frontdesk):
    request = received()
    page = text(done(lucia, request, "close", reason="visited", note=NOTE), 409)
    assert "does not fit a request that is new" in page and NOTE in page
    assert 'value="visited"' not in page and 'value="declined"' in page


def test_closing_for_another_reason_asks_for_the_note(lucia):
    request = received()
    page = text(done(lucia, request, "close", reason="other"), 409)
    assert "Say in the note why the request is closed." in page and fresh(request).is_open


def test_what_a_colleague_has_is_released_by_managers_alone(lucia, jonah, frontdesk, manager):
    request = received()
    desk.claim(request, by=user("third", "Front desk"))
    assert "They or a manager can release it." in text(done(lucia, request, "release"), 409)
    done(jonah, request, "release")
    assert fresh(request).claimed_by is None


def test_a_claim_on_the_page_that_comes_too_late_shows_who_was_first(lucia, manager):
    request = received()
    desk.claim(request, by=manager)
    assert "Manager claimed this request at" in text(lucia.post(at_desk(request, "claim")), 409)


def test_no_act_leaves_a_personal_word_in_session_cookie_address_or_log(jonah, manager):
    for act, typed in TYPED.items():
        response = done(jonah, ready(act, manager), act, follow=False, **typed)
        left = [str(response.cookies), response.url, *map(str, (s.get_decoded() for s in Session.objects.all()))]
        assert not [word for word in [*PERSONAL, NOTE] if word in " ".join(left)]
    assert not LogEntry.objects.exists()
    assert BookingRequest.objects.count() == len(TYPED)
