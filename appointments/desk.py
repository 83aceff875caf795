"""The acts of the front desk on a request, each in one transaction with its event.

Every act but a claim says which version of the request its actor was looking at; an older one is refused, so that
nobody acts on what a colleague has changed meanwhile. A claim is won by one: a conditional UPDATE, sound on both
databases under any number of processes.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import dateformat, timezone

from appointments import audit_log, letters, rules
from appointments.models import BookingRequest, Call, Note, OnlineRequests
from appointments.rules import Act, CloseReason, Outcome, State
from clinic_site import encryption
from clinic_site.directory import opening


class ActRefused(Exception):
    """Why nothing was done, in a sentence for the person who tried."""


class ClosedThen(ActRefused):
    """The visit would fall outside opening hours; it may be meant so."""


class StaleRequest(ActRefused):
    """Somebody changed the request since it was looked at."""


@transaction.atomic
def claim(request, *, by, at=None):
    """`by` takes the request on. Raises ActRefused where a colleague has it, or it is closed."""
    at = at or timezone.now()
    won = BookingRequest.objects.filter(pk=request.pk, claimed_by=None, state__in=rules.RULES[Act.CLAIM].allowed)
    if won.update(claimed_by=by, claimed_at=at, version=F("version") + 1):
        audit_log.record(request, audit_log.Kind.CLAIMED, by=by, fields=["claimed_by", "claimed_at"], at=at)
        return
    now = BookingRequest.objects.select_related("claimed_by").get(pk=request.pk)
    if now.claimed_by is None:
        raise ActRefused(rules.RULES[Act.CLAIM].refusal)
    if now.claimed_by != by:
        raise ActRefused(
            f"{name_of(now.claimed_by)} claimed this request {_when(now.claimed_at)}; nothing was changed."
        )


@transaction.atomic
def release(request, *, by, version, at=None):
    """Nobody has the request any longer. Raises ActRefused where somebody else has it and `by` is no manager."""
    at = at or timezone.now()
    owner = _current(request, Act.RELEASE, version, by).claimed_by
    if owner is None:
        raise ActRefused("Nobody has this request.")
    if owner != by and not by.has_perm("appointments.reopen_bookingrequest"):
        raise ActRefused(f"{name_of(owner)} has this request. They or a manager can release it.")
    _change(request, Act.RELEASE, version, by, claimed_by=None, claimed_at=None)
    audit_log.record(request, audit_log.Kind.RELEASED, by=by, fields=["claimed_by", "claimed_at"], at=at)


@transaction.atomic
def log_call(request, *, by, version, outcome, callback_at=None, note="", at=None):
    """A call was made. Until a visit is scheduled the next call is always due some time: where `callback_at` is not
    given, within the promised opening hours from now, so that nobody is forgotten. Raises ActRefused.

    A request that is nobody's becomes the caller's. A colleague who claimed it since it was looked at keeps it, and
    the call counts all the same. Returns the user who has it.
    """
    at = at or timezone.now()
    now = BookingRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    if now.version == version + 1 and audit_log.last_change(now).kind == audit_log.Kind.CLAIMED:
        version += 1
    if callback_at and callback_at <= at:
        raise ActRefused("The time to call again has passed. Choose a later one.")
    before = _current(request, Act.CALL, version, by)
    state = rules.after(Act.CALL, before.state)
    if callback_at is None and (state == State.CONTACTED or outcome != Outcome.REACHED):
        callback_at = _soon(at)
    changes = {"callback_at": callback_at, "state": state}
    if before.first_called_at is None:
        changes["first_called_at"] = at
    if before.reached_at is None and outcome == Outcome.REACHED:
        changes["reached_at"] = at
    if before.claimed_by is None:
        changes |= {"claimed_by": by, "claimed_at": at}
    _change(request, Act.CALL, version, by, **changes)
    Call.objects.create(request=request, outcome=outcome, by=by, at=at)
    audit_log.record(request, audit_log.Kind.CALLED, by=by, fields=["outcome", *changes], at=at)
    _note(request, note, by, at)
    return before.claimed_by or by


@transaction.atomic
def add_note(request, *, by, version, text, at=None):
    """Raises ActRefused for an empty note."""
    if not text.strip():
        raise ActRefused("Write the note first.")
    if _current(request, Act.NOTE, version, by).purged_at:
        raise ActRefused("The details of this request were destroyed; it takes no more notes.")
    _change(request, Act.NOTE, version, by)
    _note(request, text, by, at or timezone.now())


@transaction.atomic
def schedule(request, *, by, version, scheduled_for, provider=None, location=None, note="", anyway=False, at=None):
    """Day and time were agreed on the phone; a patient who gave an email address gets a letter of a new time.

    Raises ActRefused; ClosedThen where the clinic, or `location`, is not open at that time, unless `anyway`.
    """
    at = at or timezone.now()
    if scheduled_for <= at:
        raise ActRefused("The time of the visit has passed. Choose a later one.")
    changes = {"scheduled_for": scheduled_for, "provider": provider, "location": location, "callback_at": None}
    before = _current(request, Act.SCHEDULE, version, by)
    if not anyway and opening.is_closed(scheduled_for, location):
        raise ClosedThen(
            f"{location or 'The clinic'} is closed at that time. Nothing was saved and no letter was sent."
        )
    _change(request, Act.SCHEDULE, version, by, state=rules.after(Act.SCHEDULE, before.state), **changes)
    audit_log.record(request, audit_log.Kind.SCHEDULED, by=by, fields=["state", *changes], at=at)
    if before.scheduled_for != scheduled_for:
        if before.scheduled_for:
            note = f"Moved from {_day(before.scheduled_for)} {note}"
        letters.drop_scheduled(request, at=at)
        if to := before.answers.email:
            before.scheduled_for = scheduled_for
            letters.scheduled(before, to=to, at=at)
    _note(request, note, by, at)


@transaction.atomic
def close(request, *, by, version, reason, note="", at=None):
    """Nothing is left to do. Raises ActRefused."""
    at = at or timezone.now()
    if reason == CloseReason.OTHER and not note.strip():
        raise ActRefused("Say in the note why the request is closed.")
    before = _current(request, Act.CLOSE, version, by)
    if reason not in rules.REASONS[before.state]:
        raise ActRefused(f"“{CloseReason(reason).label}” does not fit a request that is {before.state}.")
    if reason in rules.OF_A_VISIT and before.scheduled_for > at:
        raise ActRefused("The visit is still to come. If it is off, choose another reason.")
    changes = {
        "state": rules.after(Act.CLOSE, before.state),
        "closed_at": at,
        "close_reason": reason,
        "callback_at": None,
        "claimed_by": None,
        "claimed_at": None,
    }
    _change(request, Act.CLOSE, version, by, **changes)
    audit_log.record(request, audit_log.Kind.CLOSED, by=by, fields=changes, at=at)
    letters.drop_scheduled(request, at=at)
    _note(request, note, by, at)


@transaction.atomic
def reopen(request, *, by, version, note, at=None):
    """Work goes on: a call is due within the promised opening hours from now, or, where nobody ever called, when it
    was promised. Raises ActRefused."""
    at = at or timezone.now()
    if not note.strip():
        raise ActRefused("Say in the note why the request is reopened.")
    before = _current(request, Act.REOPEN, version, by)
    if before.purged_at:
        raise ActRefused("The details of this request were destroyed, so nobody could be called.")
    called = before.first_called_at is not None
    changes = {
        "state": rules.after(Act.REOPEN, before.state, called=called),
        "closed_at": None,
        "close_reason": "",
        "scheduled_for": None,
        "provider": None,
        "location": None,
        "callback_at": _soon(at) if called else None,
    }
    _change(request, Act.REOPEN, version, by, **changes)
    audit_log.record(request, audit_log.Kind.REOPENED, by=by, fields=changes, at=at)
    _note(request, f"Was closed: {before.get_close_reason_display()}. {note}", by, at)


def name_of(user):
    return user.get_full_name() or user.get_username()


def _soon(at):
    """When a call is due that starts to wait at `at`: after the promised number of opening hours."""
    wait = timedelta(hours=OnlineRequests.load().callback_hours)
    return opening.schedule(since=timezone.localdate(at)).after(at, wait)


def _when(moment):
    """ "at 1:25 p.m.", with the day where that is not today."""
    there = timezone.localtime(moment)
    clock = f"at {dateformat.format(there, 'P')}"
    return clock if there.date() == timezone.localdate() else f"on {dateformat.format(there, 'D, M j')}, {clock}"


def _day(moment):
    return dateformat.format(timezone.localtime(moment), "D, M j, Y, P")


def _note(request, text, by, at):
    if text.strip():
        Note.objects.create(request=request, sealed_text=encryption.seal(text.strip()), by=by, at=at)
        audit_log.record(request, audit_log.Kind.NOTED, by=by, fields=["text"], at=at)


def _current(request, act, version, by):
    """The request as it is now. Raises StaleRequest or ActRefused where `act` may not be done to it."""
    now = BookingRequest.objects.get(pk=request.pk)
    if now.version != version:
        raise _stale(request, by)
    if not rules.allowed(act, now.state):
        raise ActRefused(rules.RULES[act].refusal)
    return now


def _change(request, act, version, by, **changes):
    """The one UPDATE of an act: nothing happens unless version and state are still those that were looked at."""
    as_seen = BookingRequest.objects.filter(pk=request.pk, version=version, state__in=rules.RULES[act].allowed)
    if not as_seen.update(version=F("version") + 1, **changes):
        _current(request, act, version, by)
        raise _stale(request, by)


def _stale(request, by):
    last = audit_log.last_change(request)
    who = name_of(last.actor) if last and last.actor else "The site"
    when = f" {_when(last.at)}" if last else ""
    what = f" ({last.kind})" if last else ""
    if last and last.actor == by:
        return StaleRequest(
            f"You changed this request yourself{when}{what} after you opened this form, perhaps by pressing twice. "
            "What you typed is still here. Look at what was done before you save it again."
        )
    return StaleRequest(
        f"{who} changed this request{when}{what} after you opened it. Nothing of yours was saved; what you typed is "
        "still here. Look at what changed, then save again."
    )
