"""A visit is moved or called off: no letter goes out that tells an old time."""

from datetime import timedelta

import pytest

from appointments import desk
from clinic_site.directory.models import Person
from tests.appointments.requests import fresh
from tests.appointments.test_desk_acts_core import NEXT_WEEK, NOW, TOMORROW, act, received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]


@pytest.fixture
def reached(frontdesk):
    request = received(at=NOW - timedelta(hours=1))
    return act("log_call", request, frontdesk, outcome="reached")


def letters(request):
    return list(request.letters.filter(name="scheduled").values_list("state", "sealed_to"))


def test_only_a_new_time_is_told_again_and_takes_the_place_of_the_old_one(reached, frontdesk):
    hart = Person.objects.create(name="Amelia Hart", slug="hart", role="physician")
    for visit, more in ((TOMORROW, {}), (TOMORROW, {"provider": hart}), (NEXT_WEEK, {})):
        act("schedule", reached, frontdesk, scheduled_for=visit, **more)
    old, new = letters(reached)
    assert old == ("dropped", "") and new[0] == "queued" and new[1]
    assert reached.notes.get().text == "Moved from Tue, Nov 24, 2026, 10 a.m."


def test_a_closed_request_sends_no_letter_of_its_visit(reached, frontdesk):
    act("schedule", reached, frontdesk, scheduled_for=NEXT_WEEK)
    act("close", reached, frontdesk, reason="declined")
    assert letters(reached) == [("dropped", "")]
    assert fresh(reached).events.filter(kind="letter failed").count() == 1


def test_a_letter_that_is_out_stays_as_it_is(reached, frontdesk):
    act("schedule", reached, frontdesk, scheduled_for=TOMORROW)
    reached.letters.filter(name="scheduled").update(state="sent", sent_at=NOW, sealed_to="")
    desk.schedule(reached, by=frontdesk, version=fresh(reached).version, scheduled_for=NEXT_WEEK, at=NOW)
    assert [state for state, _ in letters(reached)] == ["sent", "queued"]
