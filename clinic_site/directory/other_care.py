"""Where patients turn while the clinic is closed, and which of these places is open."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.utils import timezone

from clinic_site.directory import phone, reading, week
from clinic_site.directory.hours import Schedule
from clinic_site.directory.models import OtherCare
from clinic_site.directory.models.other_care import ALWAYS
from clinic_site.directory.opening import State


@dataclass(frozen=True)
class Place:
    """An OtherCare with its week (see week.py) and its State `now`, None where its hours are unknown."""

    kind: str
    name: str
    street: str
    city: str
    state: str
    postal_code: str
    number: str
    note: str
    week: list
    now: State | None

    @property
    def kind_label(self):
        return OtherCare.Kind(self.kind).label

    @property
    def tel(self):
        return phone.tel(self.number)

    @property
    def hours(self):
        return week.in_short(self.week)

    @property
    def is_open(self):
        return self.now is not None and self.now.is_open


@dataclass(frozen=True)
class Elsewhere:
    places: list[Place]  # in the clinic's order

    @property
    def open(self):
        """The first place that is open, or None."""
        return next((place for place in self.places if place.is_open), None)

    @property
    def said_until(self):
        return min((place.now.said_until for place in self.places if place.now and place.now.said_until), default=None)

    @property
    def facts(self):
        """All that pages say of the places."""
        return [{**vars(place), "now": place.now and place.now.sentence} for place in self.places]


def elsewhere(at=None, times=reading.times):
    """The Elsewhere at `at` (default: now), in two queries.

    On a day on which the whole clinic is closed, if only for hours, others may be closed, too, and nobody told us:
    then only a place that is always open is called open.
    """
    zone = timezone.get_default_timezone()
    at = timezone.localtime(at, zone)
    rows = reading.other_care()
    doubtful = any(not always_open for *_, always_open, _weekday, _opens, _closes in rows)
    closures = times(at.date() - timedelta(days=1))[1] if doubtful else ()
    closed = frozenset((day, None) for day, location, *_ in closures if location is None)
    places = []
    for (_key, *facts, always_open), spans in groupby(rows, key=lambda row: row[:-3]):
        days = [[] for _ in range(7)]
        for *_, weekday, opens, closes in spans:
            if weekday is not None:
                days[weekday].append((opens, closes))
        days = ALWAYS if always_open else days
        schedule = Schedule({None: days}, frozenset() if always_open else closed, zone)
        places.append(Place(*facts, week=days, now=State(at, schedule) if any(days) else None))
    return Elsewhere(places)
