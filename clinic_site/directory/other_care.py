"""Where patients turn while the clinic is closed, and which of these places is open."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from clinic_site.directory.hours import Schedule
from clinic_site.directory.models import Closure, OtherCare
from clinic_site.directory.opening import State


@dataclass(frozen=True)
class Elsewhere:
    """The places, in the clinic's order; each has `now`, its State, or None where its hours are unknown."""

    places: list

    @property
    def open(self):
        """The first place that is open, or None."""
        return next((place for place in self.places if place.now and place.now.is_open), None)

    @property
    def said_until(self):
        return min((place.now.said_until for place in self.places if place.now and place.now.said_until), default=None)

    @property
    def facts(self):
        """All that pages say of the places, as a list."""
        fields = [field.attname for field in OtherCare._meta.concrete_fields]
        return [
            [*(getattr(place, field) for field in fields), place.week, place.now and place.now.sentence]
            for place in self.places
        ]


def listed():
    return OtherCare.objects.prefetch_related("opening_hours")


def elsewhere(at=None):
    """The Elsewhere at `at` (default: now), in three queries at most.

    On a day on which the whole clinic is closed, if only for hours, others may be closed, too, and nobody told us:
    then only a place that is always open is called open.
    """
    zone = timezone.get_default_timezone()
    at = timezone.localtime(at, zone)
    places = list(listed())
    if not all(place.always_open for place in places):
        doubtful = Closure.objects.upcoming(at.date() - timedelta(days=1)).filter(location=None)
        closed = frozenset((day, None) for day in doubtful.values_list("day", flat=True))
    for place in places:
        closures = frozenset() if place.always_open else closed
        place.now = State(at, Schedule({place.pk: place.week}, closures, zone)) if any(place.week) else None
    return Elsewhere(places)
