"""Letters: written with the act that they tell of, in its transaction, and sent later (outbox.py)."""

import uuid

from django.db import models
from django.db.models import Q
from django.template.loader import render_to_string

from clinic_site import encryption
from clinic_site.directory.clinic import Clinic
from clinic_site.personal_data import NOBODY, Held

SECRET = "{the-link}"  # noqa: S105 (stands in a letter for what only its reader may know)


class Letter(models.Model):
    """A letter in the outbox. Its words name no patient. Without a request it goes to staff, about their pages."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"
        DROPPED = "dropped"  # before it was sent, it was not true any longer

    request = models.ForeignKey(
        "appointments.BookingRequest", on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    message_id = models.UUIDField(unique=True, default=uuid.uuid4)
    name = models.CharField(max_length=20)  # the last step of its template's name
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    sealed_to = models.TextField(blank=True)  # and in a second line what only its reader may know; emptied once sent
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    held = Held(
        "Patients, staff",
        {"sealed_to": "email address (sealed)"},
        "To send the letter",
        "until it is sent; where it could not be delivered, as long as the request's details",
        NOBODY,
    )
    personal = {"sealed_to"}
    safe = {
        *("request", "message_id", "name", "subject", "text", "html", "state", "attempts"),
        *("queued_at", "next_attempt_at", "sent_at"),
    }

    class Meta:
        app_label = "appointments"  # its table was made there
        ordering = ["queued_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False, sealed_to="")
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="sent_letter_forgot_its_address",
            )
        ]
        indexes = [models.Index(fields=["next_attempt_at"], name="letter_due", condition=Q(state="queued"))]

    def __str__(self):
        return f"{self.request or 'Staff'}: {self.name}"

    @property
    def to(self):
        return self._sealed()[0]

    def words(self):
        """(text, html) as they are sent, with the secret in the place that was left for it."""
        secret = self._sealed()[1]
        return [words.replace(SECRET, secret) if secret else words for words in (self.text, self.html)]

    def _sealed(self):
        """(address, secret), "" for what there is not."""
        to, _, secret = encryption.unseal(self.sealed_to).partition("\n") if self.sealed_to else ("", "", "")
        return to, secret


def queue(template, *, to, at, request=None, secret="", **context):
    """Put a letter to the address `to` into the outbox; returns the Letter.

    `template`: "appointments/letters/received" stands for received_subject.txt, received.txt and received.html there.
    `secret`: a link that opens something. It is sealed with the address, and fills `{{ secret }}` when it is sent.
    """
    context |= {"clinic": Clinic.load(), "secret": SECRET}
    subject, text, html = (
        render_to_string(f"{template}{ending}", context).strip() for ending in ("_subject.txt", ".txt", ".html")
    )
    return Letter.objects.create(
        request=request,
        name=template.rpartition("/")[2],
        subject=" ".join(subject.split()),
        text=text + "\n",
        html=html,
        sealed_to=encryption.seal(f"{to}\n{secret}" if secret else to),
        queued_at=at,
        next_attempt_at=at,
    )


def drop(letter):
    """Take `letter` out of the outbox and forget its address; returns whether it still waited there."""
    waiting = Letter.objects.filter(pk=letter.pk, state=Letter.State.QUEUED)
    return bool(waiting.update(state=Letter.State.DROPPED, sealed_to=""))
