"""How the admin takes opening hours: times as people type them, and the hours of a location judged together."""

import re

from django import forms
from django.contrib.admin.widgets import AdminTimeWidget
from django.core.exceptions import ValidationError

from clinic_site.directory.models import OpeningHours
from clinic_site.directory.models.places import refuse_overlap

TWELVE_HOURS = re.compile(r"(1[0-2]|0?[1-9])(?::?([0-5][0-9]))?\s*([ap])\.?\s?m\.?", re.IGNORECASE)
WORDS = {"noon": "12:00", "midnight": "00:00", "24:00": "00:00"}


class ClockField(forms.TimeField):
    """A time of day: "17:00", "5 p.m.", "5:30pm", "noon", "midnight", or "24:00" for the end of a day."""

    widget = AdminTimeWidget

    def to_python(self, value):
        if isinstance(value, str):
            value = WORDS.get(value.strip().lower(), value.strip())
            if match := TWELVE_HOURS.fullmatch(value):
                hour = int(match[1]) % 12 + (12 if match[3] in "pP" else 0)
                value = f"{hour}:{match[2] or '00'}"
        return super().to_python(value)


class OpeningHoursForm(forms.ModelForm):
    class Meta:
        model = OpeningHours
        fields = ["weekday", "opens", "closes"]

    def validate_constraints(self):
        """Other rows are not looked at: they are changed by the same save (OpeningHoursFormSet)."""
        try:
            self.instance.validate_span(exclude=self._get_validation_exclusions())
        except ValidationError as error:
            self._update_errors(error)


class OpeningHoursFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        if not any(self.errors):
            kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
            refuse_overlap([form.instance for form in kept if form not in self.deleted_forms])
