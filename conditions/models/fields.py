from json import JSONEncoder

from django import forms
from django.db import models

from clinic_site.richtext.sanitiser import plain


class LinesFormField(forms.CharField):
    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value):
        return _lines(value)

    def prepare_value(self, value):
        return value if isinstance(value, str) else "\n".join(value or [])

    def has_changed(self, initial, data):
        return _lines(initial) != _lines(data)


class ReadableJSON(JSONEncoder):
    """Letters as they are written: SQLite searches the stored text."""

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "ensure_ascii": False})


class LinesField(models.JSONField):
    """A list of short texts; people edit it as lines."""

    def __init__(self, **kwargs):
        super().__init__(**{"default": list, "encoder": ReadableJSON, **kwargs})

    def get_prep_value(self, value):
        return super().get_prep_value(_lines(value))

    def formfield(self, **kwargs):
        return models.Field.formfield(self, form_class=LinesFormField, **kwargs)


class PlainTextField(models.TextField):
    """Text without markup; validated and stored without control characters."""

    def to_python(self, value):
        value = super().to_python(value)
        return value if value is None else plain(value)


class PlainCharField(models.CharField):
    """A line of text without markup; validated and stored without control characters."""

    def to_python(self, value):
        value = super().to_python(value)
        return value if value is None else plain(value)


def _lines(value):
    lines = value.splitlines() if isinstance(value, str) else value or []
    return [text for text in map(plain, lines) if text]
