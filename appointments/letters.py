"""One function a letter. Each writes it into the outbox, in the transaction of the act it tells of.

A letter about a request carries the reference and the clinic's phone line, and no name of patient, condition, physician
or visit type: mailboxes are read by others. Every letter gives the same phone line, since the line could tell the visit
type.
"""

from django.utils import timezone

from appointments import audit_log
from clinic_site.mail.letters import Letter, drop, queue
from conditions.red_flags.values import Action


def received(request, *, to, at):
    """To the patient: we have your request, and will call by then."""
    return _queue(request, "received", to, at, due=timezone.localtime(request.due_at), alarm=_alarm(request))


def scheduled(request, *, to, at):
    """To the patient: day and time, as told on the phone."""
    return _queue(request, "scheduled", to, at, visit=timezone.localtime(request.scheduled_for))


def drop_scheduled(request, *, at):
    """Drop the letters on a visit that wait to be sent: the visit was moved or called off."""
    for letter in request.letters.filter(name="scheduled", state=Letter.State.QUEUED):
        if drop(letter):
            note_failed(letter=letter, at=at)


def waiting(request, *, to, at):
    """To the front desk: a new request waits."""
    return _queue(request, "waiting", to, at, due=timezone.localtime(request.due_at), alarm=_alarm(request))


def note_sent(letter, at, **kwargs):
    """Record in the request's audit log that the letter was sent: outbox.letter_sent."""
    if letter.request:
        audit_log.record(letter.request, audit_log.Kind.LETTER_SENT, fields=[letter.name], at=at)


def note_failed(letter, at, **kwargs):
    """Record there that it will not arrive: outbox.letter_failed."""
    if letter.request:
        audit_log.record(letter.request, audit_log.Kind.LETTER_FAILED, fields=[letter.name], at=at)


def _alarm(request):
    return Action(request.alarm) if request.alarm else None


def _queue(request, name, to, at, **context):
    context |= {"reference": request.reference}
    letter = queue(f"appointments/letters/{name}", to=to, at=at, request=request, **context)
    audit_log.record(request, audit_log.Kind.LETTER_QUEUED, fields=[name], at=at)
    return letter
