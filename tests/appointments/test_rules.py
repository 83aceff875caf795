"""The table of states and acts: complete, as decided, and held again by the database for those who go round it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from appointments import rules
from appointments.models import BookingRequest, Call
from appointments.rules import OPEN, RULES, STATE_NEEDS, Act, CloseReason, Outcome, State
from tests.appointments.requests import received

pytestmark = pytest.mark.database

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
NEW, CONTACTED, SCHEDULED, CLOSED = State
DECIDED = {  # {act: {state before: state after}}; a state that is not named refuses the act
    Act.CLAIM: {NEW: NEW, CONTACTED: CONTACTED, SCHEDULED: SCHEDULED},
    Act.RELEASE: {NEW: NEW, CONTACTED: CONTACTED, SCHEDULED: SCHEDULED},
    Act.CALL: {NEW: CONTACTED, CONTACTED: CONTACTED, SCHEDULED: SCHEDULED},
    Act.NOTE: {NEW: NEW, CONTACTED: CONTACTED, SCHEDULED: SCHEDULED, CLOSED: CLOSED},
    Act.SCHEDULE: {CONTACTED: SCHEDULED, SCHEDULED: SCHEDULED},
    Act.CLOSE: {NEW: CLOSED, CONTACTED: CLOSED, SCHEDULED: CLOSED},
    Act.REOPEN: {CLOSED: CONTACTED},
}
FILLED = {  # the fewest fields that make each state a sound one
    NEW: {},
    CONTACTED: {"first_called_at": NOW, "callback_at": NOW},
    SCHEDULED: {"first_called_at": NOW, "scheduled_for": NOW},
    CLOSED: {"closed_at": NOW, "close_reason": "visited"},
}
EMPTY = {"first_called_at": None, "callback_at": None, "scheduled_for": None, "closed_at": None, "close_reason": ""}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_an_act_does_what_was_decided(act, state):
    assert rules.allowed(act, state) == (state in DECIDED[act])
    if state in DECIDED[act]:
        assert rules.after(act, state) == DECIDED[act][state]


def test_a_request_that_nobody_called_goes_back_to_new_when_reopened():
    assert rules.after(Act.REOPEN, CLOSED, called=False) == NEW
    assert rules.after(Act.CLOSE, NEW, called=False) == CLOSED


def test_the_table_is_complete():
    assert list(RULES) == list(Act) and list(STATE_NEEDS) == list(State)
    assert set(State) - set(OPEN) == {CLOSED}
    for rule in RULES.values():
        assert set(rule.leads_to) <= set(rule.allowed)
        assert rule.refusal.endswith(".") or rule.allowed == tuple(State)


def test_no_appointment_comes_without_a_call():
    """Every way to scheduled leads through a state that needs one."""
    before = {state for rule in RULES.values() for state, after in rule.leads_to.items() if after == SCHEDULED}
    assert before and all("first_called_at" in STATE_NEEDS[state] for state in before | {SCHEDULED})


@pytest.mark.parametrize("names", [State, Outcome, CloseReason])
def test_everything_has_a_label_for_people(names):
    labels = [name.label for name in names]
    assert len(set(labels)) == len(labels)
    assert all(label[0].isupper() and "_" not in label for label in labels)


@pytest.fixture
def request_row(db):
    received(email="")
    return BookingRequest.objects.all()


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


@pytest.mark.parametrize("state", State)
def test_the_database_takes_a_state_with_what_it_needs(request_row, state):
    request_row.update(**EMPTY | FILLED[state], state=state)
    assert {name for name, value in FILLED[state].items() if value} == set(STATE_NEEDS[state])


@pytest.mark.parametrize("state, missing", [(state, name) for state in State for name in STATE_NEEDS[state]])
def test_the_database_refuses_a_state_without_what_it_needs(request_row, state, missing):
    values = EMPTY | FILLED[state] | {missing: EMPTY[missing]}
    refused(lambda: request_row.update(**values, state=state))


@pytest.mark.parametrize("state", OPEN)
@pytest.mark.parametrize("field", ["closed_at", "close_reason"])
def test_the_database_refuses_an_open_request_with_an_end(request_row, state, field):
    refused(lambda: request_row.update(**EMPTY | FILLED[state] | {field: FILLED[CLOSED][field]}, state=state))


@pytest.mark.parametrize(
    "change",
    [
        {"state": "lost"},
        {"first_called_at": NOW},  # it is new
        {"claimed_at": NOW},  # by nobody
        {"sealed_answers": ""},  # not purged
        {"due_at": NOW - timedelta(days=9000)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_database_refuses_what_cannot_be(request_row, change):
    refused(lambda: request_row.update(**change))


def test_the_database_refuses_a_claim_without_its_moment_and_one_on_a_closed_request(request_row, frontdesk):
    refused(lambda: request_row.update(claimed_by=frontdesk))
    claimed = {"claimed_by": frontdesk, "claimed_at": NOW}
    request_row.update(**claimed)
    refused(lambda: request_row.update(**FILLED[CLOSED], state=CLOSED))
    assert request_row.get().state == NEW


@pytest.mark.parametrize("field", ["sealed_answers", "phone_hash", "birth_date_hash", "last_name_hash"])
def test_the_database_refuses_a_purge_that_leaves_something_personal(request_row, field):
    gone = dict.fromkeys(["sealed_answers", "phone_hash", "birth_date_hash", "last_name_hash"], "")
    request_row.update(**FILLED[CLOSED], state=CLOSED)
    refused(lambda: request_row.update(**gone | {field: "something"}, purged_at=NOW))
    request_row.update(**gone, purged_at=NOW)
    refused(lambda: request_row.update(state=NEW, closed_at=None, close_reason=""))


def test_the_database_itself_refuses_not_the_models(request_row):
    table = BookingRequest._meta.db_table

    def sql():
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET state = 'scheduled'")

    refused(sql)


def test_every_outcome_fits_its_column():
    assert max(map(len, Outcome)) <= Call._meta.get_field("outcome").max_length
    assert max(map(len, CloseReason)) <= BookingRequest._meta.get_field("close_reason").max_length
