from itertools import groupby

from django.db import models
from django.utils import dateformat, timezone

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class Location(models.Model):
    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    street = models.CharField(max_length=200)
    city = models.CharField(max_length=80)
    state = models.CharField(max_length=40)
    postal_code = models.CharField(max_length=12)
    directions = models.TextField(blank=True, help_text="Parking, bus stops, step-free entrance.")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    @property
    def hours(self):
        """[{"day": "Monday to Friday", "text": "8 a.m. to 5 p.m."}], neighboring days alike put together.

        Empty where no hours were entered at all: unknown is not closed.
        """
        spans = {day: [] for day in range(7)}
        for row in self.opening_hours.all():
            spans[row.weekday].append(str(row))
        if not any(spans.values()):
            return []
        groups = groupby(range(7), key=lambda day: ", ".join(spans[day]) or "Closed")
        return [{"day": _days(list(days)), "text": text} for text, days in groups]


def _days(days):
    first, last = WEEKDAYS[days[0]], WEEKDAYS[days[-1]]
    if len(days) == 1:
        return first
    return f"{first} {'and' if len(days) == 2 else 'to'} {last}"


class OpeningHours(models.Model):
    """One span of opening on one weekday; a lunch break is two rows."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(choices=list(enumerate(WEEKDAYS)))
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name = "opening hours"
        verbose_name_plural = "opening hours"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")),
                name="closes_after_opening",
                violation_error_message="Closing time must be after opening time.",
            ),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="weekday_monday_to_sunday"),
        ]

    def __str__(self):
        return f"{dateformat.format(self.opens, 'P')} to {dateformat.format(self.closes, 'P')}"


class ClosureQuerySet(models.QuerySet):
    def upcoming(self, on=None):
        """Closures on or after the day `on` (default: today at the clinic)."""
        return self.filter(day__gte=on or timezone.localdate())


class Closure(models.Model):
    """A day on which a location, or the whole clinic, is closed."""

    day = models.DateField()
    reason = models.CharField(max_length=120, blank=True)
    location = models.ForeignKey(
        Location,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="closures",
        help_text="Leave empty when the whole clinic is closed.",
    )

    objects = ClosureQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["day", "location"], name="one_closure_a_day_and_location"),
            models.UniqueConstraint(
                fields=["day"],
                condition=models.Q(location__isnull=True),
                name="one_closure_a_day_of_the_whole_clinic",
                violation_error_message="The whole clinic is marked as closed on this day already.",
            ),
        ]

    def __str__(self):
        return f"{self.day:%B %-d, %Y}: {self.reason or 'closed'}"
