"""A request as one row of a list. It names the patient only where the list is somebody's own, or was looked up."""

from dataclasses import dataclass

from appointments.admin import display
from appointments.answers import Answers
from appointments.models import BookingRequest
from appointments.rules import Act, allowed
from clinic_site import encryption


@dataclass(frozen=True)
class Row:
    request: BookingRequest
    answers: Answers | None
    waits: display.Waits
    came: str
    best_times: str
    needs: str
    dial: str
    calls: list
    may_claim: bool


def rows(requests, at):
    """([Row] of `requests`, "" or, where the keys do not open them all, the remedy). A constant number of queries."""
    requests = list(requests.select_related("claimed_by").prefetch_related("calls"))
    answers, remedy = unsealed(requests)
    return [_row(request, answers.get(request.pk), at) for request in requests], remedy


def unsealed(requests):
    """({pk: Answers, or None where they were destroyed}, "" or, where the keys do not open them all, the remedy)."""
    found, remedy = {}, ""
    for request in requests:
        try:
            found[request.pk] = request.answers
        except encryption.WrongKey as error:
            remedy = str(error)
    return found, remedy


def _row(request, answers, at):
    return Row(
        request=request,
        answers=answers,
        waits=display.waits(request, at),
        came=display.moment(request.submitted_at, at),
        best_times=display.labels(answers.call_times) if answers else "",
        needs=display.labels(answers.needs) if answers else "",
        dial=display.dial(answers.phone) if answers else "",
        calls=list(request.calls.all()),
        may_claim=request.claimed_by is None and allowed(Act.CLAIM, request.state),
    )
