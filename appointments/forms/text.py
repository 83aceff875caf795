"""Words that a patient types: kept as typed where a form comes back, tidied where it is taken."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
UNSEEN = re.compile(r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")  # direction, no width


def pasted(text):
    """`text` without the marks that phones and documents copy along with a number or a name."""
    return UNSEEN.sub("", text)


class Component:
    """A field with the template that draws it."""

    component = "appointments/form/_text.html"

    @property
    def own_name(self):
        return self.label.removesuffix(" (optional)")

    def shown(self, value):
        """The cleaned `value` as it stands on the page that is checked before sending."""
        return value


class TextField(Component, forms.Field):
    """Text of up to `limit` characters. There is no maxlength attribute: it would cut pasted text without a word."""

    widget = forms.Textarea

    def __init__(self, *, limit, **more):
        super().__init__(**more)
        self.limit = limit

    def to_python(self, value):
        text = self.tidied(pasted(value or ""))
        if CONTROL.search(text):
            raise ValidationError(
                f"“{self.own_name}” holds a hidden character that we cannot keep. Type it instead of pasting it."
            )
        if (over := len(text) - self.limit) > 0:
            raise ValidationError(
                f"“{self.own_name}” has {len(text)} characters, and there is room for {self.limit}. "
                f"Shorten it by {over}."
            )
        return text

    def tidied(self, text):
        return re.sub(r"\r\n?", "\n", text).strip()


class LineField(TextField):
    """Text in one line: space around it and doubled space inside it are taken out."""

    widget = forms.TextInput

    def tidied(self, text):
        return " ".join(text.split())


class NameField(LineField):
    """A person's name, in any script."""

    def validate(self, value):
        super().validate(value)
        if value and not any(character.isalpha() for character in value):
            raise ValidationError(f"“{self.own_name}” needs at least one letter.")


class EmailField(LineField):
    widget = forms.EmailInput(attrs={"autocomplete": "email"})
    refusal = "Write the email address like name@example.org, or leave it empty."
    default_validators = [EmailValidator(refusal)]

    def validate(self, value):
        super().validate(value)
        local, _, domain = value.rpartition("@")
        if len(local) > 64 or (local and "." not in domain):  # RFC 5321, 4.5.3.1.1
            raise ValidationError(self.refusal)
