"""What every page says of the clinic, read once a request in one query."""

from dataclasses import dataclass, field

from django.utils.functional import SimpleLazyObject

from clinic_site.directory import last_known, phone
from clinic_site.directory.models import ClinicProfile, PhoneLine


@dataclass(frozen=True)
class Line:
    """A phone line: `number` as typed, `tel` the address that dials it."""

    purpose: str
    label: str
    number: str
    note: str

    @property
    def tel(self):
        return phone.tel(self.number)


@dataclass(frozen=True)
class Clinic:
    name: str = ""
    strapline: str = ""
    emergency_wording: str = ""
    phone_lines: list[Line] = field(default_factory=list)

    @classmethod
    def load(cls):
        """The clinic as it is now; an empty one where no profile was written yet."""
        clinic = cls._read()
        last_known.remember(clinic)
        return clinic

    @classmethod
    def _read(cls):
        rows = list(
            ClinicProfile.objects.order_by("phone_lines__position", "phone_lines__id").values_list(
                "name",
                "strapline",
                "emergency_wording",
                *[f"phone_lines__{part}" for part in ("purpose", "label", "number", "note")],
            )
        )
        if not rows:
            return cls()
        return cls(*rows[0][:3], [Line(*row[3:]) for row in rows if row[3] is not None])

    def line(self, purpose):
        return next((line for line in self.phone_lines if line.purpose == purpose), None)

    @property
    def new_patient_line(self):
        return self.line(PhoneLine.Purpose.NEW_PATIENTS)

    @property
    def rehab_line(self):
        return self.line(PhoneLine.Purpose.REHAB)

    @property
    def general_line(self):
        """The line that fits any matter; where the clinic has none for all of them, its first."""
        return self.line(PhoneLine.Purpose.GENERAL) or next(iter(self.phone_lines), None)


def clinic(request):
    """Context processor: `clinic`, read only by pages that use it."""
    return {"clinic": SimpleLazyObject(Clinic.load)}
