import secrets
from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.crypto import salted_hmac

from appointments.answers import Kind, decode
from appointments.rules import OPEN, STATE_NEEDS, CloseReason, State
from clinic_site import encryption
from clinic_site.personal_data import Held
from conditions.red_flags.values import Action

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"  # no vowels to make words of, little that looks alike


def new_reference():
    """Eight characters in two groups, "7K2M-9QPX": short enough for the phone, too many to guess (27 ** 8)."""
    return _in_groups(secrets.choice(ALPHABET) for _ in range(8))


def reference_of(submission):
    """The reference of the request that comes of this submission: the same one, whoever saves it, and whenever.

    So it can be told before the database was asked. Only who has SECRET_KEY can tell it from the submission.
    """
    digest = salted_hmac("appointments.reference", str(submission), algorithm="sha256").digest()
    number = int.from_bytes(digest)
    return _in_groups(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(8))


def _in_groups(characters):
    joined = "".join(characters)
    return f"{joined[:4]}-{joined[4:]}"


def same_reference(typed):
    """A reference in its one spelling, however it was typed: "7k2m 9qpx" gives "7K2M-9QPX"; "" for what cannot be one.

    So a name that somebody looks for never reaches the database, and its log, in the clear.
    """
    characters = "".join(character for character in typed.upper() if character.isalnum())
    is_one = len(characters) == 8 and set(characters) <= set(ALPHABET)
    return f"{characters[:4]}-{characters[4:]}" if is_one else ""


def choices(names):
    return [(name.value, name.label) for name in names]


def _needs(state, fields):
    """In `state`, none of `fields` is empty."""
    filled = Q()
    for name in fields:
        filled &= ~Q(close_reason="") if name == "close_reason" else Q(**{f"{name}__isnull": False})
    return models.CheckConstraint(condition=~Q(state=state.value) | filled, name=f"{state}_has_what_it_needs")


def _twins(value):
    """(open requests from the same phone, those of the same name and birth date) as the one whose fields `value` tells,
    without that one."""
    others = BookingRequest.objects.open().exclude(pk=value("pk"))
    phone = others.filter(phone_hash=value("phone_hash")).exclude(phone_hash="")
    person = others.filter(last_name_hash=value("last_name_hash"), birth_date_hash=value("birth_date_hash"))
    return phone, person.exclude(last_name_hash="")


class BookingRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=OPEN)

    def with_twin(self):
        """Marks in `has_twin` whether another open request came from the same phone, or name and birth date."""
        phone, person = _twins(OuterRef)
        return self.annotate(has_twin=Exists(phone) | Exists(person))


class BookingRequest(models.Model):
    """A patient's request for a visit. The desk acts on it through desk.py alone; nobody edits the patient's words."""

    reference = models.CharField(max_length=9, unique=True, default=new_reference)
    submission = models.UUIDField(unique=True)  # one filled form: a double click and a retry carry the same
    kind = models.CharField(max_length=20, choices=choices(Kind))
    state = models.CharField(max_length=20, choices=choices(State), default=State.NEW.value)
    version = models.PositiveIntegerField(default=1)  # one more with every act: who acts on an older one is told
    submitted_at = models.DateTimeField()
    due_at = models.DateTimeField()  # the patient was promised a call by then
    article = models.ForeignKey(
        "conditions.Article", on_delete=models.SET_NULL, null=True, blank=True, related_name="booking_requests"
    )
    consent = models.CharField(max_length=20)
    keep_days = models.PositiveSmallIntegerField()  # the patient was promised no longer than so many after the closing
    suspected_spam = models.BooleanField(default=False)
    alarm = models.CharField(max_length=10, blank=True, choices=choices(Action))  # what its danger signs call for

    sealed_answers = models.TextField()
    phone_hash = models.CharField(max_length=64, blank=True)
    birth_date_hash = models.CharField(max_length=64, blank=True)
    last_name_hash = models.CharField(max_length=64, blank=True)

    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    first_called_at = models.DateTimeField(null=True, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)
    callback_at = models.DateTimeField(null=True, blank=True)  # the desk owes the next call then
    scheduled_for = models.DateTimeField(null=True, blank=True)
    provider = models.ForeignKey("directory.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    location = models.ForeignKey(
        "directory.Location", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=20, blank=True, choices=choices(CloseReason))
    purged_at = models.DateTimeField(null=True, blank=True)

    personal = {"sealed_answers", "phone_hash", "birth_date_hash", "last_name_hash"}
    safe = {
        *("reference", "submission", "kind", "state", "version", "submitted_at", "due_at", "article", "consent"),
        *(
            "keep_days",
            "suspected_spam",
            "alarm",
            "claimed_by",
            "claimed_at",
            "first_called_at",
            "reached_at",
            "callback_at",
        ),
        *("scheduled_for", "provider", "location", "closed_at", "close_reason", "purged_at"),
    }

    held = Held(
        "Patients, and who asks for them",
        {
            "sealed_answers": "name, birth date, phone, email, what is wrong, danger signs, wishes (sealed)",
            "phone_hash": "keyed hash of the phone number",
            "last_name_hash": "keyed hash of the last name",
            "birth_date_hash": "keyed hash of the birth date",
        },
        "To call back, agree on a visit, and find the request again",
        "{keep_days} days after the request was closed, or until it is erased because the patient asks",
        "appointments.change_bookingrequest",
    )

    objects = BookingRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at"]
        permissions = [
            ("reopen_bookingrequest", "Can reopen closed booking requests"),
            ("export_bookingrequest", "Can export booking requests"),
            ("erase_bookingrequest", "Can erase what a patient told"),
            ("audit_bookingrequest", "Can see the trail and the numbers of booking requests"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[state.value for state in State]), name="booking_state_known"),
            *[_needs(state, fields) for state, fields in STATE_NEEDS.items() if fields],
            models.CheckConstraint(
                condition=Q(state=State.CLOSED.value) | Q(closed_at__isnull=True, close_reason=""),
                name="only_closed_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.NEW.value) | Q(first_called_at__isnull=True), name="new_was_never_called"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.CONTACTED.value, State.SCHEDULED.value]) | Q(callback_at__isnull=True),
                name="only_the_called_are_called_back",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by__isnull=True, claimed_at__isnull=True)
                | Q(claimed_by__isnull=False, claimed_at__isnull=False),
                name="claimed_by_and_at_together",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED.value) | Q(claimed_by__isnull=True), name="closed_is_nobodys"
            ),
            models.CheckConstraint(
                condition=Q(purged_at__isnull=True, sealed_answers__gt="")
                | Q(
                    purged_at__isnull=False,
                    state=State.CLOSED.value,
                    sealed_answers="",
                    phone_hash="",
                    birth_date_hash="",
                    last_name_hash="",
                ),
                name="purged_holds_nothing_personal",
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("submitted_at")), name="due_after_submitted"),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="booking_by_promise"),
            models.Index(fields=["state", "callback_at"], name="booking_by_callback"),
            models.Index(fields=["state", "alarm", "submitted_at"], name="booking_by_alarm", condition=~Q(alarm="")),
            models.Index(fields=["callback_at"], name="booking_call_owed", condition=Q(callback_at__isnull=False)),
            models.Index(fields=["state", "submitted_at"], name="booking_by_age"),
            models.Index(fields=["state", "scheduled_for"], name="booking_by_visit"),
            models.Index(fields=["state", "closed_at"], name="booking_by_closing"),
            models.Index(
                fields=["closed_at"], name="booking_to_purge", condition=Q(state="closed", purged_at__isnull=True)
            ),
            models.Index(fields=["submitted_at"], name="booking_by_day"),
            models.Index(fields=["phone_hash"], name="booking_by_phone"),
            models.Index(fields=["birth_date_hash"], name="booking_by_birth_date"),
            models.Index(fields=["last_name_hash"], name="booking_by_last_name"),
        ]

    def __str__(self):
        return self.reference

    @property
    def answers(self):
        """The Answers, unsealed; None after a purge. Raises encryption.WrongKey."""
        return decode(encryption.unseal(self.sealed_answers)) if self.sealed_answers else None

    @property
    def is_open(self):
        return self.state in OPEN

    @property
    def twins(self):
        """Other open requests from the same phone, or of the same name and birth date."""
        phone, person = _twins(partial(getattr, self))
        return phone | person
