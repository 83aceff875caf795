from django.conf import settings
from django.db import models

from appointments.models.request import BookingRequest, choices
from appointments.rules import Outcome
from clinic_site import encryption
from clinic_site.append_only import AppendOnly
from clinic_site.personal_data import Held


class Call(AppendOnly):
    """One call to the patient and how it ended. What was said is in a note."""

    request = models.ForeignKey(BookingRequest, on_delete=models.PROTECT, related_name="calls")
    outcome = models.CharField(max_length=20, choices=choices(Outcome))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    personal = set()
    safe = {"request", "outcome", "by", "at"}

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.request}: {self.get_outcome_display()}"


class Note(models.Model):
    """A note of the desk. It is never edited; a purge destroys its words."""

    request = models.ForeignKey(BookingRequest, on_delete=models.PROTECT, related_name="notes")
    sealed_text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    personal = {"sealed_text"}
    safe = {"request", "by", "at"}
    held = Held(
        "Patients",
        {"sealed_text": "what the front desk noted (sealed)"},
        "To go on where a colleague left off",
        "{keep_days} days after the request was closed, or until it is erased because the patient asks",
        "appointments.change_bookingrequest",
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"Note on {self.request}"

    @property
    def text(self):
        return encryption.unseal(self.sealed_text) if self.sealed_text else ""


class EventKind(models.TextChoices):
    SUBMITTED = "submitted"
    VIEWED = "viewed"
    CLAIMED = "claimed"
    RELEASED = "released"
    CALLED = "called"
    NOTED = "noted"
    SCHEDULED = "scheduled"
    CLOSED = "closed"
    REOPENED = "reopened"
    EXPORTED = "exported"
    PRINTED = "printed"
    LETTER_QUEUED = "letter queued"
    LETTER_SENT = "letter sent"
    LETTER_FAILED = "letter failed"
    PURGED = "purged"


class BookingEvent(AppendOnly):
    """An act on a request: who did it, when, and the names of the fields that it touched, never their values."""

    Kind = EventKind

    request = models.ForeignKey(BookingRequest, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # null: the patient, or the site itself
    at = models.DateTimeField()
    fields = models.JSONField(default=list)

    personal = set()
    safe = {"request", "kind", "actor", "at", "fields"}

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=EventKind.values), name="booking_event_kind_known")
        ]
        indexes = [models.Index(fields=["actor", "-at"], name="booking_event_by_person")]

    def __str__(self):
        return f"{self.request}: {self.kind}"
