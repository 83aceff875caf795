from datetime import time
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import dateformat, timezone

from clinic_site.directory.hours import MIDNIGHT, NOON, is_slip, overlapping

LATE = "Past midnight a span may last twelve hours. For a longer one, close at 00:00 and add the rest to the next day."
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
    """One span of opening that begins on one weekday; a lunch break is two rows.

    A span that closes no later than it opens ends on the next day: at midnight, or later and after at most twelve
    hours. One that were longer is more likely 8 a.m. to 5 p.m., typed as 08:00 to 05:00.
    """

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(choices=list(enumerate(WEEKDAYS)))
    opens = models.TimeField()
    closes = models.TimeField(help_text="Midnight: 00:00. After midnight: the time of the next morning.")

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name = "opening hours"
        verbose_name_plural = "opening hours"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens"))
                | models.Q(closes=MIDNIGHT)
                | models.Q(opens__gte=NOON, closes__lt=NOON),
                name="closes_after_opening",
                violation_error_message=f"Closing time must be after opening time. {LATE}",
            ),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="weekday_monday_to_sunday"),
        ]

    def __str__(self):
        if self.opens == self.closes == MIDNIGHT:
            return "Open 24 hours"
        return f"{_clock(self.opens)} to {_clock(self.closes)}"

    @property
    def span(self):
        return self.weekday, self.opens, self.closes

    def validate_constraints(self, exclude=None):
        super().validate_constraints(exclude)
        left_out = set(exclude or ())
        if not left_out & {"opens", "closes"} and is_slip(self.opens, self.closes):
            raise ValidationError(f"Closing time must be after opening time. {LATE}")
        if not left_out & {"location", "weekday", "opens", "closes"}:
            refuse_overlap([self, *OpeningHours.objects.filter(location=self.location_id).exclude(pk=self.pk)])


def refuse_overlap(rows):
    """Raises ValidationError where two of `rows`, OpeningHours of one location, overlap."""
    if found := overlapping([row.span for row in rows]):
        one, other = (f"{WEEKDAYS[span[0]]}, {OpeningHours(opens=span[1], closes=span[2])}," for span in found)
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
            return f"{_clock(self.closed_from)} to {_clock(self.closed_until)}"
        if self.closed_from:
            return f"from {_clock(self.closed_from)}"
        return f"until {_clock(self.closed_until)}" if self.closed_until else ""

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


def _clock(moment):
    return dateformat.format(moment, "P")
