from django import forms
from django.core.exceptions import ValidationError

from appointments import consent
from appointments.answers import Choice
from appointments.forms.text import Component

YES_NO = [("yes", "Yes"), ("no", "No")]
YES_NO_UNSURE = [*YES_NO, ("not_sure", "Not sure")]


class PickField(Component, forms.ChoiceField):
    """One of a few answers: its key."""

    component = "appointments/form/_choices.html"
    widget = forms.RadioSelect

    def __init__(self, **more):
        super().__init__(**more)
        self.error_messages["invalid_choice"] = f"“{self.own_name}”: choose one of the answers in the list."


class TicksField(Component, forms.MultipleChoiceField):
    """Any of a few answers: a tuple of their keys, in the order of the list."""

    component = "appointments/form/_choices.html"
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **more):
        super().__init__(**more)
        self.error_messages["invalid_choice"] = f"“{self.own_name}”: choose from the answers in the list."

    def clean(self, value):
        ticked = set(super().clean(value))
        return tuple(key for key, _ in self.choices if key in ticked)


class ListField(PickField):
    """One entry of a list that the clinic keeps: a Choice, or None for `none` (such as "No preference")."""

    def __init__(self, *, none, **more):
        self.none = ("none", none)
        super().__init__(choices=[self.none], **more)
        self.error_messages["invalid_choice"] = (
            f"“{self.own_name}”: your choice is no longer on our list. Choose another one."
        )

    def offer(self, entries):
        """Take `entries`, (key, name) each, as the list."""
        self.choices = [*entries, self.none]

    def clean(self, value):
        key = super().clean(value)
        return Choice(key, dict(self.choices)[key]) if key not in ("", self.none[0]) else None


class MenuField(ListField):
    """A list too long for radio buttons."""

    component = "appointments/form/_text.html"
    widget = forms.Select

    def offer(self, entries):
        self.choices = [("", "Choose one"), *entries, self.none]


class ConsentField(Component, forms.Field):
    """A box to tick under a wording: (version of the wording, days that it names)."""

    component = "appointments/form/_consent.html"
    widget = forms.TextInput  # for its value alone; the template draws the box

    def offer(self, keep_days, typed):
        """The wording on the page: the newest one, or that of the box which came back as `typed`."""
        version, days = consent.read(typed) or (consent.NEWEST, keep_days)
        self.box, self.label = f"{version}/{days}", consent.wording(version, days)

    def clean(self, value):
        if (agreed := consent.read(value or "")) is None:
            raise ValidationError(self.error_messages["required"])
        return agreed

    def shown(self, agreed):
        return consent.wording(*agreed)
