"""How the admin takes opening hours: times as people type them, and the hours of a location judged together."""

import re

from django import forms
from django.contrib.admin.widgets import AdminTimeWidget

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


class OpeningHoursFormSet(forms.BaseInlineFormSet):
    """The rows of one location, judged as they will be: a row's own check leaves its location out, and with it the
    rows that stand stored, which the same save may change."""

    def clean(self):
        super().clean()
        if not any(self.errors):
            kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
            refuse_overlap([form.instance for form in kept if form not in self.deleted_forms])
