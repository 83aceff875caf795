"""Eight processes at one desk: each request is won once, each act is done once, and nothing fails."""

import json

import pytest

from appointments.models import BookingEvent, BookingRequest, Call
from tests.appointments.requests import received
from tests.conftest import user
from tests.site.at_once import outputs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.process, pytest.mark.database]
PROCESSES, REQUESTS = 8, 200
WORK = """
from django.contrib.auth.models import User
from appointments import desk
from appointments.models import BookingRequest

def claim(request, me):
    desk.claim(request, by=me)

def call(request, me):
    desk.log_call(request, by=me, version=1, outcome="reached", note="Spoke with them.")

me, act = User.objects.get(pk=sys.argv[2]), {"claim": claim, "call": call}[sys.argv[3]]
requests = list(BookingRequest.objects.order_by("pk"))
ready()
won, lost = [], []
for request in requests:
    try:
        act(request, me)
        won.append(request.pk)
    except desk.ActRefused as refusal:
        lost.append(str(refusal))
print(json.dumps([won, lost]))
"""


def at_once(act):
    """[(requests won, refusals)] of PROCESSES people, each in a process and on a connection of their own."""
    people = [user(f"desk{i}", "Front desk") for i in range(PROCESSES)]
    return [json.loads(printed) for printed in outputs(WORK, *[(person.pk, act) for person in people])]


@pytest.fixture
def requests_in():
    return [received(email="").pk for _ in range(REQUESTS)]


def test_each_request_is_claimed_by_exactly_one(requests_in):
    results = at_once("claim")
    winners = sorted(pk for won, _ in results for pk in won)
    assert winners == requests_in
    refusals = [refusal for _, lost in results for refusal in lost]
    assert len(refusals) == (PROCESSES - 1) * REQUESTS
    assert all(" claimed this request at " in refusal for refusal in refusals)
    assert BookingEvent.objects.filter(kind="claimed").count() == REQUESTS
    assert set(BookingRequest.objects.values_list("version", flat=True)) == {2}


def test_of_calls_logged_on_the_same_version_one_is_kept(requests_in):
    results = at_once("call")
    assert sorted(pk for won, _ in results for pk in won) == requests_in
    refusals = [refusal for _, lost in results for refusal in lost]
    assert len(refusals) == (PROCESSES - 1) * REQUESTS
    assert all(" changed this request at " in refusal for refusal in refusals)
    assert Call.objects.count() == REQUESTS
    for kind in ("called", "noted"):
        assert BookingEvent.objects.filter(kind=kind).count() == REQUESTS
