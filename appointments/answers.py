"""A patient's answers as one plain value: the form makes it, intake seals it, the desk reads it.

Nothing else of a booking request is personal, but for what the desk notes. None of these values shows itself in a log
line or a traceback. Pure: no database, no HTTP.
"""

import json
import types
import typing
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum

ADULT = 18  # years; age of majority in most US states


class Kind(StrEnum):
    NEW_PATIENT = "new_patient"
    REHAB = "rehab"

    @property
    def label(self):
        return {"new_patient": "New patient", "rehab": "Rehab"}[self.value]


@dataclass(frozen=True, repr=False)
class Phone:
    """A phone number: as typed, in E.164 (ITU-T) without the extension, and the extension or ""."""

    typed: str
    e164: str
    extension: str = ""


@dataclass(frozen=True, repr=False)
class Choice:
    """Something chosen from a list, by its key and as it was called that day."""

    key: str
    name: str


@dataclass(frozen=True, repr=False)
class Answers:
    """Empty strings and tuples: not answered. `body_area`, `physician` and `location` None: no preference."""

    kind: Kind
    asking_for: str  # "me", "child" or "other"
    first_name: str
    last_name: str
    birth_date: date
    phone: Phone
    caller_name: str = ""
    caller_relation: str = ""
    voicemail: bool = False
    call_times: tuple[str, ...] = ()
    email: str = ""
    needs: tuple[str, ...] = ()  # "interpreter", "relay", "access"
    needs_detail: str = ""
    body_area: Choice | None = None
    reason: str = ""
    red_flags: tuple[
        str, ...
    ] = ()  # the danger signs that were ticked, or read out of what was written, as worded that day
    physician: Choice | None = None
    seen_before: str = ""  # "yes", "no" or "not_sure"
    referral: str = ""  # "yes", "no" or "not_sure"
    referring_provider: str = ""
    surgery_month: int | None = None
    surgery_year: int | None = None
    days: tuple[str, ...] = ()
    day_parts: tuple[str, ...] = ()  # "morning", "afternoon"
    location: Choice | None = None
    consent: str = ""  # the version of the wording agreed to

    @property
    def name(self):
        return f"{self.first_name} {self.last_name}"

    def age(self, today):
        """Full years on the day `today`."""
        return full_years(self.birth_date, today)


def full_years(birth, on):
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def encode(answers):
    """`answers` as JSON text."""
    return json.dumps(asdict(answers), default=str, ensure_ascii=False, separators=(",", ":"))


def decode(text):
    """The Answers that `encode` wrote. Raises TypeError for a field that this release does not know."""
    return _build(Answers, json.loads(text))


def _build(cls, data):
    hints = typing.get_type_hints(cls)
    known = {field.name for field in fields(cls)}
    if unknown := data.keys() - known:
        raise TypeError(f"{cls.__name__} knows no {', '.join(sorted(unknown))}.")
    return cls(**{name: _value(hints[name], value) for name, value in data.items()})


def _value(hint, value):
    if isinstance(hint, types.UnionType):
        hint = next(part for part in typing.get_args(hint) if part is not types.NoneType)
    if value is None:
        return None
    if typing.get_origin(hint) is tuple:
        return tuple(value)
    if hint is date:
        return date.fromisoformat(value)
    if hint in (Phone, Choice):
        return _build(hint, value)
    return hint(value)
