"""Eight processes at one desk: each request is won once, each act is done once, and nothing fails."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from appointments.models import BookingEvent, BookingRequest, Call
from tests.appointments.requests import received
from tests.conftest import user

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
PROCESSES, REQUESTS = 8, 200
WORK = """
import json, sys
import django
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from django.contrib.auth.models import User
from appointments import desk
from appointments.models import BookingRequest

def claim(request, me):
    desk.claim(request, by=me)

def call(request, me):
    desk.log_call(request, by=me, version=1, outcome="reached", note="Spoke with them.")

me, act = User.objects.get(pk=sys.argv[2]), {"claim": claim, "call": call}[sys.argv[3]]
requests = list(BookingRequest.objects.order_by("pk"))
print("ready", flush=True)
sys.stdin.readline()
won, lost = [], []
for request in requests:
    try:
        act(request, me)
        won.append(request.pk)
    except desk.ActRefused as refusal:
        lost.append(str(refusal))
print(json.dumps([won, lost]))
"""
SETUP = "import django\ndjango.setup()\n"


def at_once(act):
    """[(requests won, refusals)] of PROCESSES people, each in a process and on a connection of their own."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "clinic_site.settings"}
    people = [user(f"desk{i}", "Front desk") for i in range(PROCESSES)]
    name = str(connection.settings_dict["NAME"])
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", SETUP + WORK, name, str(person.pk), act],
            cwd=ROOT,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for person in people
    ]
    try:
        for process in processes:
            assert process.stdout.readline() == "ready\n", process.stderr.read()
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        results = []
        for process in processes:
            out, errors = process.communicate(timeout=300)
            assert process.returncode == 0, errors
            results.append(json.loads(out))
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    return results


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
