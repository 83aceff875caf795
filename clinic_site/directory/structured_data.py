"""The clinic in the words of schema.org, for search engines and other programs: what the page says, and no more."""

from datetime import UTC, time, timedelta

from clinic_site.directory.hours import DAY, Schedule
from clinic_site.directory.models.places import WEEKDAYS

CONTEXT = "https://schema.org"
KIND = "MedicalClinic"


def medical_clinic(clinic, locations, closures=(), *, site, url):
    """`clinic` (a Clinic) with its `locations` and the `closures` to come, as a schema.org MedicalClinic.

    `site` is the address of the start page, `url` that of the page with the locations; each stands there by its slug.
    A clinic at one place has that one's address and hours; of several, each is a department.
    """
    places = [_place(location, closures, f"{url}#{location.slug}") for location in locations]
    facts = {
        "@context": CONTEXT,
        "@type": KIND,
        "@id": site,
        "name": clinic.name,
        "url": site,
        "medicalSpecialty": _specialties(clinic),
        **_phones(clinic),
    }
    if len(places) == 1:
        return {**places[0], **facts}
    return {**facts, "department": places} if places else facts


def _specialties(clinic):
    return [f"{CONTEXT}/Musculoskeletal", *([f"{CONTEXT}/Physiotherapy"] if clinic.rehab_line else [])]


def _phones(clinic):
    """The lines that can be dialed: a program would make a wrong number of "904-555-0100 TTY"."""
    lines = [line for line in clinic.phone_lines if line.tel]
    if not lines:
        return {}
    first = next((line for line in (clinic.new_patient_line, clinic.general_line) if line in lines), lines[0])
    contacts = [{"@type": "ContactPoint", "contactType": line.label, "telephone": line.number} for line in lines]
    return {"telephone": first.number, "contactPoint": contacts}


def _place(location, closures, url):
    address = {
        "streetAddress": location.street,
        "addressLocality": location.city,
        "addressRegion": location.state,
        "postalCode": location.postal_code,
    }
    place = {"@type": KIND, "@id": url, "name": location.name, "url": url}
    if any(address.values()):
        place["address"] = {"@type": "PostalAddress", **{name: text for name, text in address.items() if text}}
    if hours := [_span(row) for row in location.opening_hours.all()]:
        place["openingHoursSpecification"] = hours
    if special := list(_special(location, closures)):
        place["specialOpeningHoursSpecification"] = special
    return place


def _span(row):
    """Closing earlier than opening means the next day there, too."""
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": f"{CONTEXT}/{WEEKDAYS[row.weekday]}",
        **_clock(row.opens, row.closes),
    }


def _special(location, closures):
    """The hours of each day that one of `closures` changes: what is left of them, or none."""
    closed = {
        (closure.day, closure.location_id, closure.closed_from, closure.closed_until)
        for closure in closures
        if closure.location_id in (None, location.pk)
    }
    week = [()] * 7
    for row in location.opening_hours.all():
        week[row.weekday] += ((row.opens, row.closes),)
    usual, now = (Schedule({location.pk: week}, frozenset(days), UTC) for days in ((), closed))
    whole = {day for day, _, since, until in closed if since is None and until is None}
    for day in sorted({day - late for day, *_ in closed for late in (DAY, timedelta())}):
        spans = now.begun(day, location.pk)
        if day in whole or spans != usual.begun(day, location.pk):
            yield from [_day(opens.date(), _clock(opens.time(), closes.time())) for opens, closes in spans] or [
                _day(day)
            ]


def _day(day, hours=()):
    """A specification without hours says that the place is closed."""
    only = {"validFrom": day.isoformat(), "validThrough": day.isoformat()}
    return {"@type": "OpeningHoursSpecification", **only, **dict(hours)}


def _clock(opens, closes):
    """Midnight to midnight is the whole day, which search engines take for closed unless it ends a minute before."""
    if opens == closes:
        closes = time(23, 59)
    return {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
