"""The one table of states and acts: what may be done to a booking request, and what each state needs.

new -> contacted (needs a call) -> scheduled (needs a time) -> closed (needs a reason). A call is never skipped on the
way to an appointment: it is one only when the patient was told. The database holds STATE_NEEDS again, as constraints.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    NEW = "new"
    CONTACTED = "contacted"
    SCHEDULED = "scheduled"
    CLOSED = "closed"

    @property
    def label(self):
        return self.capitalize()


class Act(StrEnum):
    CLAIM = "claim"
    RELEASE = "release"
    CALL = "call"
    NOTE = "note"
    SCHEDULE = "schedule"
    CLOSE = "close"
    REOPEN = "reopen"


class Outcome(StrEnum):
    """How a call ended."""

    REACHED = "reached"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"

    @property
    def label(self):
        return self.replace("_", " ").capitalize()


class CloseReason(StrEnum):
    VISITED = "visited"
    MISSED = "missed"
    UNREACHED = "unreached"
    DECLINED = "declined"
    ELSEWHERE = "elsewhere"
    DUPLICATE = "duplicate"
    SPAM = "spam"
    OTHER = "other"

    @property
    def label(self):
        return REASON_LABELS[self]


REASON_LABELS = {
    CloseReason.VISITED: "Came to the visit",
    CloseReason.MISSED: "Did not come to the visit",
    CloseReason.UNREACHED: "Could not be reached",
    CloseReason.DECLINED: "Does not want a visit anymore",
    CloseReason.ELSEWHERE: "Referred to another clinic",
    CloseReason.DUPLICATE: "Same as another request",
    CloseReason.SPAM: "Not a real request",
    CloseReason.OTHER: "Another reason (say which in the note)",
}

ALWAYS = (CloseReason.DECLINED, CloseReason.ELSEWHERE, CloseReason.DUPLICATE, CloseReason.SPAM, CloseReason.OTHER)
OF_A_VISIT = (CloseReason.VISITED, CloseReason.MISSED)  # which must be over
REASONS = {  # state: reasons for which a request in it may be closed
    State.NEW: ALWAYS,
    State.CONTACTED: (CloseReason.UNREACHED, *ALWAYS),
    State.SCHEDULED: (*OF_A_VISIT, CloseReason.UNREACHED, *ALWAYS),
    State.CLOSED: (),
}
OPEN = (State.NEW, State.CONTACTED, State.SCHEDULED)
STATE_NEEDS = {  # state: fields that must be filled
    State.NEW: (),
    State.CONTACTED: ("first_called_at", "callback_at"),  # nobody who was called is forgotten
    State.SCHEDULED: ("first_called_at", "scheduled_for"),
    State.CLOSED: ("closed_at", "close_reason"),
}


@dataclass(frozen=True)
class Rule:
    """An act may be done in the states `allowed`; `leads_to` names the states it changes, {before: after}."""

    allowed: tuple
    leads_to: dict
    refusal: str


RULES = {
    Act.CLAIM: Rule(OPEN, {}, "A closed request cannot be claimed."),
    Act.RELEASE: Rule(OPEN, {}, "A closed request is nobody's."),
    Act.CALL: Rule(OPEN, {State.NEW: State.CONTACTED}, "This request is closed: reopen it before you log a call."),
    Act.NOTE: Rule(tuple(State), {}, ""),
    Act.SCHEDULE: Rule(
        (State.CONTACTED, State.SCHEDULED),
        {State.CONTACTED: State.SCHEDULED},
        "Log a call first: it is an appointment only when the patient was told.",
    ),
    Act.CLOSE: Rule(OPEN, dict.fromkeys(OPEN, State.CLOSED), "This request is closed already."),
    Act.REOPEN: Rule((State.CLOSED,), {State.CLOSED: State.CONTACTED}, "This request is not closed."),
}


def allowed(act, state):
    return state in RULES[act].allowed


def after(act, state, *, called=True):
    """The state that `act` leads to from `state`; a request nobody ever called goes back to new when reopened."""
    if act == Act.REOPEN and not called:
        return State.NEW
    return RULES[act].leads_to.get(state, state)
