"""The clinic's facts for pages, in plain SQL: building these queries from models takes longer than running them."""

from datetime import date, time

from django.db import connections, router

from clinic_site.directory.models import (
    ClinicProfile,
    Closure,
    Location,
    OpeningHours,
    OtherCare,
    OtherCareHours,
    Person,
    PhoneLine,
)

PROFILE = f"""
    SELECT profile.name, profile.strapline, profile.emergency_wording, line.purpose, line.label, line.number, line.note
    FROM {ClinicProfile._meta.db_table} AS profile LEFT JOIN {PhoneLine._meta.db_table} AS line
    ON line.profile_id = profile.id ORDER BY line.position, line.id
"""
TIMES = f"""
    SELECT location_id, weekday, NULL, opens, closes FROM {OpeningHours._meta.db_table}
    UNION ALL SELECT location_id, NULL, day, closed_from, closed_until FROM {Closure._meta.db_table} WHERE day >= %s
    ORDER BY 2, 4
"""
OTHER_CARE = f"""
    SELECT care.id, care.kind, care.name, care.street, care.city, care.state, care.postal_code, care.number, care.note,
    care.always_open, span.weekday, span.opens, span.closes
    FROM {OtherCare._meta.db_table} AS care LEFT JOIN {OtherCareHours._meta.db_table} AS span
    ON span.location_id = care.id ORDER BY care.position, care.name, care.id, span.weekday, span.opens
"""
PLACES = Location._meta.db_table
NAMES = f"""
    SELECT name FROM {Person._meta.db_table} UNION SELECT name FROM {PLACES}
    UNION SELECT street FROM {PLACES} UNION SELECT city FROM {PLACES}
"""


def profile():
    """[(name, strapline, emergency wording, purpose, label, number, note)] of each phone line, in order.

    The last four are None where there is no line; no rows where there is no profile.
    """
    return _rows(PROFILE)


def times(since):
    """(opening hours, closures on or after the day `since`), in one query.

    Opening hours: [(location, weekday, opens, closes)] in order; closures: {(day, location, from, until)}.
    """
    opening, closures = [], set()
    for location, weekday, day, begin, end in _rows(TIMES, [since.isoformat()]):
        begin, end = _parsed(time, begin), _parsed(time, end)
        if day is None:
            opening.append((location, weekday, begin, end))
        else:
            closures.add((_parsed(date, day), location, begin, end))
    return opening, frozenset(closures)


def other_care():
    """[(key, kind, name, street, city, state, postal code, number, note, always open, weekday, opens, closes)].

    A row for each span of hours, in the clinic's order; of a place without hours one, whose last three are None.
    """
    return [(*facts, _parsed(time, opens), _parsed(time, closes)) for *facts, opens, closes in _rows(OTHER_CARE)]


def names():
    """Return the names of all people, places, streets and cities of the clinic."""
    return [name for (name,) in _rows(NAMES)]


def _rows(sql, parameters=()):
    with connections[router.db_for_read(ClinicProfile)].cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _parsed(kind, value):
    """SQLite keeps dates and times as text."""
    return kind.fromisoformat(value) if isinstance(value, str) else value
