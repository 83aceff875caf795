"""Red flags: the clinic's list of dangers, every edition of it, and how often each was raised."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from clinic_site.append_only import AppendOnly
from clinic_site.personal_data import Held
from conditions.red_flags.values import LINES, Action, RedFlagDocument, decode


class RedFlag(models.Model):
    """A sign that must not wait, as reviewers edit it. Patients get its newest edition."""

    key = models.SlugField(max_length=60, unique=True)
    sign = models.CharField("sign, in patients’ words", max_length=200)
    action = models.CharField("what it calls for", max_length=10, choices=[(a.value, a.label) for a in Action])
    is_asked = models.BooleanField(
        "listed in the appointment forms",
        default=False,
        help_text="The forms ask for these signs before anything else. Of a list of more than twelve little is read.",
    )
    now = models.CharField("what to do now, in one sentence", max_length=300)
    now_spanish = models.CharField("the same in Spanish", max_length=300)
    question = models.CharField(
        "question that decides",
        max_length=200,
        blank=True,
        help_text="Asked where a part of the signs was chosen: “Is the joint also hot, or do you have a fever?”",
    )
    asked_when = models.TextField("what gives a reason to ask it, a line each", blank=True)
    wording = models.TextField(
        "how patients say it",
        help_text="One line each. Words of a line stand near each other in any order; “+” joins signs that count only "
        "together; “a|b” is either of two; “cannot>urinate” is one word right behind another.",
    )
    source = models.CharField("source, and the month in which you compared it", max_length=300)
    is_withdrawn = models.BooleanField("no longer used", default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.sign

    @property
    def document(self):
        """The RedFlagDocument of the fields as they stand."""
        return RedFlagDocument(
            key=self.key,
            sign=self.sign,
            action=Action(self.action),
            now=self.now,
            now_spanish=self.now_spanish,
            source=self.source,
            question=self.question,
            **{name: tuple(filter(None, map(str.strip, getattr(self, name).splitlines()))) for name in LINES},
            is_asked=self.is_asked,
        )


class RedFlagEdition(AppendOnly):
    """A red flag as patients got it from `live_from` on, until the next edition. `data` None: it was withdrawn."""

    red_flag = models.ForeignKey(RedFlag, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    data = models.JSONField(null=True, verbose_name="document")
    reason = models.CharField(max_length=300)
    signature = models.CharField(max_length=220, blank=True)  # "" where it came with the software
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    live_from = models.DateTimeField(default=timezone.now)

    held = Held(
        "Reviewers",
        {"signature": "name and credentials of who signed it"},
        "So that it can be told who stood for it",
        "for good",
        "conditions.view_redflag",
    )

    class Meta:
        ordering = ["red_flag_id", "number"]
        constraints = [models.UniqueConstraint(fields=["red_flag", "number"], name="one_red_flag_edition_a_number")]

    def __str__(self):
        return f"{self.red_flag}, edition {self.number}"

    @property
    def document(self):
        """The RedFlagDocument; None after a withdrawal."""
        return decode(self.data) if self.data else None


class RedFlagCount(models.Model):
    """How often a red flag was raised on a day in an appointment form. Nothing tells by whom."""

    key = models.SlugField(max_length=60)
    day = models.DateField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "key"]
        constraints = [models.UniqueConstraint(fields=["key", "day"], name="one_red_flag_count_a_day")]

    def __str__(self):
        return f"{self.key}, {self.day}: {self.times}"
