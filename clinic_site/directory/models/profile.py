from django.db import models, transaction
from django.dispatch import Signal

from clinic_site.directory import phone

changed_in_bulk = Signal()  # for what Django sends no signal of its own; `sender` is the model


class FactsQuerySet(models.QuerySet):
    """Rows that every page shows: changes of many at once are told of too."""

    @transaction.atomic
    def update(self, **values):
        count = super().update(**values)
        changed_in_bulk.send(self.model)
        return count

    @transaction.atomic
    def bulk_create(self, *args, **kwargs):
        rows = super().bulk_create(*args, **kwargs)
        changed_in_bulk.send(self.model)
        return rows

    update.alters_data = bulk_create.alters_data = True


class ClinicProfile(models.Model):
    """Who the clinic is. There is one row; its phone lines hang from it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=120, help_text="As patients know the clinic.")
    strapline = models.CharField(max_length=200, blank=True, help_text="One line under the name on the front page.")
    emergency_wording = models.TextField(
        blank=True,
        help_text="What to do in an emergency. Shown first in care cards and wherever patients ask for a visit.",
    )

    objects = FactsQuerySet.as_manager()

    class Meta:
        verbose_name = "clinic profile"
        verbose_name_plural = "clinic profile"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_clinic_profile")]

    def __str__(self):
        return self.name


class PhoneLine(models.Model):
    class Purpose(models.TextChoices):
        NEW_PATIENTS = "new_patients", "New patients"
        REHAB = "rehab", "Rehab and physical therapy"
        GENERAL = "general", "Everything else"

    profile = models.ForeignKey(
        ClinicProfile, on_delete=models.CASCADE, related_name="phone_lines", default=1, editable=False
    )
    purpose = models.CharField(max_length=20, choices=Purpose)
    label = models.CharField(
        max_length=80, help_text='What patients call it for, such as "New patient visits" or "TTY".'
    )
    number = models.CharField(
        max_length=40,
        validators=[phone.validate],
        help_text="One number alone, shown as typed. Letters dial the digits on their keys. Extension: ext. 5, x5, #5.",
    )
    note = models.CharField(
        max_length=120, blank=True, help_text='"Press 2", for example. Pages say beside it whether you are open.'
    )
    position = models.PositiveIntegerField(default=0)

    objects = FactsQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self):
        return f"{self.label}: {self.number}"
