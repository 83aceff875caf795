"""The clinic's own facts, each kept in one place, so that one edit changes every page."""

from clinic_site.directory.models.history import ClinicVersion
from clinic_site.directory.models.other_care import OtherCare, OtherCareHours
from clinic_site.directory.models.people import Person
from clinic_site.directory.models.places import Closure, Location, OpeningHours
from clinic_site.directory.models.profile import ClinicProfile, PhoneLine

__all__ = [
    "ClinicProfile",
    "ClinicVersion",
    "Closure",
    "Location",
    "OpeningHours",
    "OtherCare",
    "OtherCareHours",
    "Person",
    "PhoneLine",
]
