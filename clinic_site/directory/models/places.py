from datetime import time

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from clinic_site.directory import week
from clinic_site.directory.hours import MIDNIGHT, NOON, is_slip, overlapping
from clinic_site.directory.week import WEEKDAYS, clock

LATE = "Past midnight a span may last twelve hours. For a longer one, close at 00:00 and add the rest to the next day."


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
        return week.rows(spans_by_day(self.opening_hours.all()))


def hours_constraints(prefix=""):
    """The constraints of a model of Hours; each model needs names of its own."""
    return [
        models.CheckConstraint(
            condition=models.Q(closes__gt=models.F("opens"))
            | models.Q(closes=MIDNIGHT)
            | models.Q(opens__gte=NOON, closes__lt=NOON),
            name=f"{prefix}closes_after_opening",
            violation_error_message=f"Closing time must be after opening time. {LATE}",
        ),
        models.CheckConstraint(condition=models.Q(weekday__lte=6), name=f"{prefix}weekday_monday_to_sunday"),
    ]


class Hours(models.Model):
    """One span of opening of a `location` that begins on one weekday; a lunch break is two rows.

    A span that closes no later than it opens ends on the next day: at midnight, or later and after at most twelve
    hours. One that were longer is more likely 8 a.m. to 5 p.m., typed as 08:00 to 05:00.
    """

    weekday = models.PositiveSmallIntegerField(choices=list(enumerate(WEEKDAYS)))
    opens = models.TimeField()
    closes = models.TimeField(help_text="Midnight: 00:00. After midnight: the time of the next morning.")

    class Meta:
        abstract = True
        ordering = ["weekday", "opens"]
        verbose_name = "opening hours"
        verbose_name_plural = "opening hours"

    def __str__(self):
        return week.span(self.opens, self.closes)

    @property
    def span(self):
        return self.weekday, self.opens, self.closes

    def validate_constraints(self, exclude=None):
        super().validate_constraints(exclude)
        left_out = set(exclude or ())
        if not left_out & {"opens", "closes"} and is_slip(self.opens, self.closes):
            raise ValidationError(f"Closing time must be after opening time. {LATE}")
        if not left_out & {"location", "weekday", "opens", "closes"}:
            refuse_overlap([self, *type(self).objects.filter(location=self.location_id).exclude(pk=self.pk)])


class OpeningHours(Hours):
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="opening_hours")

    class Meta(Hours.Meta):
        constraints = hours_constraints()


def spans_by_day(rows):
    """The week (see week.py) of `rows` of Hours."""
    days = [[] for _ in range(7)]
    for row in rows:
        days[row.weekday].append((row.opens, row.closes))
    return days


def refuse_overlap(rows):
    """Raises ValidationError where two of `rows`, Hours of one location, overlap."""
    if found := overlapping([row.span for row in rows]):
        one, other = (f"{WEEKDAYS[day]}, {week.span(opens, closes)}," for day, opens, closes in found)
        raise ValidationError(f"{one} and {other} overlap. Make one span of them, or change a time.")


class ClosureQuerySet(models.QuerySet):
    def upcoming(self, on=None):
        """Closures on or after the day `on` (default: today at the clinic)."""
        return self.filter(day__gte=on or timezone.localdate())


class Closure(models.Model):
    """A day, or some hours of one, on which a location or the whole clinic is closed."""

    day = models.DateField()
    closed_from = models.TimeField(
        "from", null=True, blank=True, help_text="Empty: from the beginning of the day. On December 24, say, 12:00."
    )
    closed_until = models.TimeField("until", null=True, blank=True, help_text="Empty: for the rest of the day.")
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
        ordering = ["day", "closed_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "location"],
                condition=models.Q(closed_from__isnull=True),
                name="one_closure_a_day_and_location",
                violation_error_message="This location is marked as closed from the beginning of this day already.",
            ),
            models.UniqueConstraint(
                fields=["day"],
                condition=models.Q(location__isnull=True, closed_from__isnull=True),
                name="one_closure_a_day_of_the_whole_clinic",
                violation_error_message="The whole clinic is marked as closed on this day already.",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_from__isnull=True)
                | models.Q(closed_until__isnull=True)
                | models.Q(closed_until__gt=models.F("closed_from")),
                name="closure_ends_after_it_begins",
                violation_error_message="“Until” must come after “from”. Leave it empty for the rest of the day.",
            ),
        ]

    def __str__(self):
        return f"{self.day:%B %-d, %Y}{f', {self.hours}' if self.hours else ''}: {self.reason or 'closed'}"

    @property
    def hours(self):
        """ "from noon", "until 10 a.m.", "noon to 2 p.m."; "" for the whole day."""
        if self.closed_from and self.closed_until:
            return f"{clock(self.closed_from)} to {clock(self.closed_until)}"
        if self.closed_from:
            return f"from {clock(self.closed_from)}"
        return f"until {clock(self.closed_until)}" if self.closed_until else ""

    def validate_constraints(self, exclude=None):
        super().validate_constraints(exclude)
        if set(exclude or ()) & {"day", "closed_from", "closed_until"}:
            return
        for other in Closure.objects.filter(day=self.day, location=self.location_id).exclude(pk=self.pk):
            if self._begin < other._end and other._begin < self._end:
                raise ValidationError(f"This overlaps with another closure: {other}. Change that one instead.")

    @property
    def _begin(self):
        return self.closed_from or time.min

    @property
    def _end(self):
        return self.closed_until or time.max
