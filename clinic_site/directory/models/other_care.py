from django.db import models

from clinic_site.directory import phone, week
from clinic_site.directory.hours import MIDNIGHT
from clinic_site.directory.models.places import Hours, hours_constraints, spans_by_day

ALWAYS = [[(MIDNIGHT, MIDNIGHT)]] * 7


class OtherCare(models.Model):
    """A place of somebody else's where patients turn while the clinic is closed."""

    class Kind(models.TextChoices):
        URGENT_CARE = "urgent_care", "Urgent care center"
        EMERGENCY_ROOM = "emergency_room", "Emergency room"

    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=120)
    street = models.CharField(max_length=200)
    city = models.CharField(max_length=80)
    state = models.CharField(max_length=40)
    postal_code = models.CharField(max_length=12)
    number = models.CharField("phone", max_length=40, blank=True, validators=[phone.validate])
    note = models.CharField(max_length=120, blank=True, help_text='As "Walk in, no appointment. Takes X-rays."')
    always_open = models.BooleanField(
        "open 24 hours",
        default=False,
        help_text="Every day, holidays too. The hours below are then not read. With neither, pages list the place "
        "without hours and never say that it is open.",
    )
    position = models.PositiveIntegerField(
        default=0, help_text="Where patients should go first has the lowest number: the nearest, as a rule."
    )

    class Meta:
        ordering = ["position", "name"]
        verbose_name = "place to go while closed"
        verbose_name_plural = "places to go while closed"

    def __str__(self):
        return self.name

    @property
    def tel(self):
        return phone.tel(self.number)

    @property
    def hours(self):
        return week.rows(ALWAYS if self.always_open else spans_by_day(self.opening_hours.all()))


class OtherCareHours(Hours):
    location = models.ForeignKey(OtherCare, on_delete=models.CASCADE, related_name="opening_hours")

    class Meta(Hours.Meta):
        constraints = hours_constraints("other_care_")
