"""The clinic as every page names it, read once a request in one query."""

from dataclasses import asdict, dataclass, field
from functools import cache

from django.utils.functional import SimpleLazyObject

from clinic_site.directory import fallback_contact, opening, other_care, phone, reading
from clinic_site.directory.models import ClinicVersion, PhoneLine

CLOCKS = {"opening": opening.state, "elsewhere": other_care.elsewhere}  # what pages say that the clock changes


@dataclass(frozen=True)
class Line:
    """A phone line: `number` as typed, `tel` the address that dials it, "" where nothing safely does."""

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
        clinic = cls.read()
        fallback_contact.remember("clinic", asdict(clinic))
        return clinic

    @classmethod
    def last_known(cls):
        """The clinic as this site last showed it, without asking the database; an empty one where nothing is known."""
        try:
            return cls.from_facts(fallback_contact.recall("clinic"))
        except (OSError, ValueError, KeyError, TypeError):
            return cls()

    @classmethod
    def as_of(cls, at):
        """(clinic, since): the clinic as pages showed it at the moment `at`, and since when they did.

        Where nothing is known of that time it is the oldest version, and `since` is after `at`; where nothing is known
        at all, an empty clinic and None.
        """
        versions = ClinicVersion.objects.all()
        version = versions.filter(since__lte=at).last() or versions.first()
        return (cls.from_facts(version.data), version.since) if version else (cls(), None)

    @classmethod
    def from_facts(cls, facts):
        """The clinic that `dataclasses.asdict` made the dict `facts` of."""
        return cls(**facts | {"phone_lines": [Line(**line) for line in facts["phone_lines"]]})

    @classmethod
    def read(cls):
        """The clinic as its tables say it now."""
        rows = reading.profile()
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
    """Context processor: `clinic`; `opening`, its opening.State or None; `elsewhere`, an other_care.Elsewhere. Each is
    read only by pages that use it.

    A page that says whether a place is open is right until that changes: `request.says` (public_page.py).
    """

    times = cache(reading.times)

    def now(name, state_of):
        def found():
            state = state_of(times=times)
            says = request.__dict__.setdefault("says", {})
            says[name] = state and state.said_until
            return state

        return SimpleLazyObject(found)

    return {
        "clinic": SimpleLazyObject(Clinic.load),
        **{name: now(name, state_of) for name, state_of in CLOCKS.items()},
    }
