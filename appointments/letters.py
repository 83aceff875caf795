"""One function a letter. Each writes it into the outbox, in the transaction of the act it tells of.

A letter about a request carries the reference and the clinic's phone line, and no name of patient, condition, physician
or visit type: mailboxes are read by others. Every letter gives the same phone line, since the line could tell the visit
type. A letter to staff about the clinic's pages tells of no request.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from appointments import audit_log, encryption
from appointments.models import Letter
from clinic_site.directory.clinic import Clinic

REVIEWS_DUE = "admin:conditions_article_reviews_due"


def received(request, *, to, at):
    """To the patient: we have your request, and will call by then."""
    return _queue(request, "received", to, at, due=timezone.localtime(request.due_at))


def scheduled(request, *, to, at):
    """To the patient: day and time, as told on the phone."""
    return _queue(request, "scheduled", to, at, visit=timezone.localtime(request.scheduled_for))


def drop_scheduled(request, *, at):
    """Drop the letters on a visit that wait to be sent: the visit was moved or called off."""
    for letter in request.letters.filter(name="scheduled", state=Letter.State.QUEUED):
        if Letter.objects.filter(pk=letter.pk, state=Letter.State.QUEUED).update(
            state=Letter.State.DROPPED, sealed_to=""
        ):
            audit_log.record(request, audit_log.Kind.LETTER_FAILED, fields=[letter.name], at=at)


def waiting(request, *, to, at):
    """To the front desk: a new request waits."""
    return _queue(request, "waiting", to, at, due=timezone.localtime(request.due_at))


def reviews_due(*, to, pages, at):
    """To whoever answers for `pages`: they are due for clinical review. `pages`: [(title, why, address)]."""
    return _queue(None, "reviews_due", to, at, pages=pages, list=settings.SITE_URL + reverse(REVIEWS_DUE))


def _queue(request, name, to, at, **context):
    context |= {"reference": request and request.reference, "clinic": Clinic.load()}
    subject, text, html = (
        render_to_string(f"appointments/letters/{name}{ending}", context).strip()
        for ending in ("_subject.txt", ".txt", ".html")
    )
    letter = Letter.objects.create(
        request=request,
        name=name,
        subject=" ".join(subject.split()),
        text=text + "\n",
        html=html,
        sealed_to=encryption.seal(to),
        queued_at=at,
        next_attempt_at=at,
    )
    if request:
        audit_log.record(request, audit_log.Kind.LETTER_QUEUED, fields=[name], at=at)
    return letter
