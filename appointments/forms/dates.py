"""Dates in parts, month first: a part at a time can be wrong, and the error names it."""

from calendar import isleap, month_name, monthrange
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from appointments.forms.text import Component, pasted

SPANISH = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
MONTHS = {number: (month_name[number].casefold(), SPANISH[number - 1]) for number in range(1, 13)}
OLDEST = 120  # years
AHEAD = 5  # years in which a surgery may be planned


def month_of(text):
    """1 to 12 for "3", "03", "Mar.", "march" or "marzo"; None for anything else."""
    word = text.rstrip(".").casefold()
    if word.isdecimal():
        return int(word) if len(word) <= 2 and 1 <= int(word) <= 12 else None
    if len(word) < 3:
        return None
    return next((number for number, names in MONTHS.items() if any(name.startswith(word) for name in names)), None)


def month_in(text):
    if (month := month_of(text)) is None:
        raise ValidationError("Write the month as a number from 1 to 12 or as a name, such as March.", code="month")
    return month


def day_in(text):
    if not text.isdecimal() or len(text) > 2 or not 1 <= int(text) <= 31:
        raise ValidationError("The day must be a number from 1 to 31.", code="day")
    return int(text)


def year_in(text):
    if not text.isdecimal() or len(text) != 4:
        raise ValidationError("Write the year with four digits, such as 1971.", code="year")
    return int(text)


READ = {"month": month_in, "day": day_in, "year": year_in}


SHAPES = {
    "month": {"size": 9},  # a name is fine
    "day": {"size": 2, "inputmode": "numeric"},
    "year": {"size": 4, "inputmode": "numeric"},
}


class PartsWidget(forms.MultiWidget):
    """A text field for each of `parts`, named after it."""

    def __init__(self, parts):
        self.parts = parts
        super().__init__({part: forms.TextInput(attrs=SHAPES[part]) for part in parts})

    def decompress(self, value):
        return value or [""] * len(self.parts)

    def value_from_datadict(self, data, files, name):
        return [text or "" for text in super().value_from_datadict(data, files, name)]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for part, widget in zip(self.parts, context["widget"]["subwidgets"], strict=True):
            widget["part"] = part
            widget["attrs"]["id"] = f"{context['widget']['attrs']['id']}_{part}"
        return context


class PartsField(Component, forms.Field):
    """Parts of a date, each read with an error of its own, whose code is the name of the part."""

    component = "appointments/form/_date.html"
    parts = ("month", "day", "year")

    def __init__(self, **more):
        super().__init__(widget=PartsWidget(self.parts), **more)

    def typed(self, value):
        return dict(zip(self.parts, (pasted(part).strip() for part in value), strict=True))


class BirthDateField(PartsField):
    """A date of birth that somebody alive may have."""

    def clean(self, value):
        typed = self.typed(value)
        if not any(typed.values()):
            raise ValidationError(self.error_messages["required"])
        for part, text in typed.items():
            if not text:
                raise ValidationError(f"The date of birth needs a {part} too.", code=part)
        month, day, year = (READ[part](text) for part, text in typed.items())
        today = timezone.localdate()
        if year > today.year:
            raise ValidationError("This date of birth is in the future. Check the year.", code="year")
        if year < today.year - OLDEST:
            raise ValidationError(f"This date of birth is more than {OLDEST} years ago. Check the year.", code="year")
        if day > (last := monthrange(year, month)[1]):
            when = f"{month_name[month]} {year}" if month == 2 and not isleap(year) else month_name[month]
            raise ValidationError(f"{when} has only {last} days. Check the day and the month.", code="day")
        born = date(year, month, day)
        if born > today:
            raise ValidationError("This date of birth is in the future. Check the month and the day.", code="month")
        return born

    def shown(self, born):
        return f"{born:%B} {born.day}, {born.year}"


class SurgeryField(PartsField):
    """(month or None, year), or (None, None) where nothing was typed."""

    parts = ("month", "year")

    def clean(self, value):
        typed = self.typed(value)
        if not any(typed.values()):
            return None, None
        month = month_in(typed["month"]) if typed["month"] else None
        if not typed["year"]:
            raise ValidationError("Add the year of the surgery.", code="year")
        year, today = year_in(typed["year"]), timezone.localdate().year
        if not today - OLDEST <= year <= today + AHEAD:
            raise ValidationError(
                f"The year of the surgery must lie between {today - OLDEST} and {today + AHEAD}.", code="year"
            )
        return month, year

    def shown(self, value):
        month, year = value
        return f"{month_name[month]} {year}" if month else str(year or "")
