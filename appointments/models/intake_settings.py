from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clinic_site.personal_data import Held


class OnlineRequests(models.Model):
    """How the clinic takes requests online: when it does not, how soon it calls back, how long it keeps them.

    There is one row; without it the defaults hold.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    paused_from = models.DateField(
        "paused from", null=True, blank=True, help_text="First day without online requests. Empty: not paused."
    )
    paused_until = models.DateField(
        "paused until", null=True, blank=True, help_text="Last day without them. Empty: until you end it here."
    )
    pause_message = models.CharField(
        max_length=300, blank=True, help_text="Patients read this in place of the form, above the phone lines."
    )
    callback_hours = models.PositiveSmallIntegerField(
        "call back within",
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(80)],
        help_text="In opening hours. It is what patients are promised, and what the desk's queue is sorted by.",
    )
    keep_days = models.PositiveSmallIntegerField(
        "keep personal details for",
        default=90,
        validators=[MinValueValidator(1)],
        help_text="In days after a request was closed. Then they are destroyed; counts stay. A shorter "
        "time holds at once; a longer one for new requests alone, since patients were promised the one of their day.",
    )
    desk_email = models.EmailField(
        "tell the desk at",
        blank=True,
        help_text="A letter with the reference alone goes here for every new request. Empty: no such letter.",
    )

    held = Held(
        "Staff",
        {"desk_email": "email address of the front desk"},
        "To tell the desk of a new request",
        "until it is changed",
        "appointments.view_onlinerequests",
    )
    personal = set()
    safe = {"id", "paused_from", "paused_until", "pause_message", "callback_hours", "keep_days", "desk_email"}

    class Meta:
        verbose_name = "setting"
        verbose_name_plural = "taking requests online"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_row_of_online_requests"),
            models.CheckConstraint(
                condition=Q(paused_until__isnull=True)
                | Q(paused_from__isnull=False, paused_until__gte=F("paused_from")),
                name="pause_ends_after_it_begins",
                violation_error_message="The last day must not come before the first, and a last day needs a first.",
            ),
        ]

    def __str__(self):
        return "Taking requests online"

    @classmethod
    def load(cls):
        return cls.objects.first() or cls()

    def paused(self, on=None):
        """Whether no requests are taken online on the day `on` (default: today at the clinic)."""
        on = on or timezone.localdate()
        if self.paused_from is None or on < self.paused_from:
            return False
        return self.paused_until is None or on <= self.paused_until
