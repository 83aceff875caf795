from django import forms
from django.core.exceptions import ValidationError

FORMAT = "%Y-%m-%dT%H:%M"
EARLIEST, LATEST = 1900, 2900  # years; time zones fail at the ends of the calendar


class MomentField(forms.DateTimeField):
    """A day and time on the clinic's clocks, to the minute; a moment with its time zone in Python."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput(format=FORMAT, attrs={"type": "datetime-local"})
        messages = {"invalid": "Enter a day and a time, such as 2027-03-14 09:00."}
        super().__init__(**{"widget": widget, "error_messages": messages, **kwargs})

    def to_python(self, value):
        try:
            moment = super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            raise ValidationError(
                "The clocks change in that night, and this time comes twice or not at all: choose another one."
            ) from error
        if moment and not EARLIEST < moment.year < LATEST:
            raise ValidationError("That year is too far away. Check the day.")
        return moment


class WhenForm(forms.Form):
    """An act that happens now, or at the moment `at` (None: now)."""

    NOW, LATER = "now", "later"

    when = forms.ChoiceField(
        label="When?",
        choices=[(NOW, "Now"), (LATER, "At a day and time")],
        initial=NOW,
        widget=forms.RadioSelect,
    )
    at = MomentField(
        label="Day and time", required=False, help_text="On the clinic's clocks. It happens by itself at that minute."
    )

    def clean(self):
        cleaned = super().clean()
        typed = cleaned.get("at")
        if cleaned.get("when") == self.LATER and not typed and "at" not in self.errors:
            self.add_error("at", "Enter the day and time.")
        if cleaned.get("when") == self.NOW and typed:  # else it would happen at once, which nobody can take back
            self.add_error("when", "You entered a day and time below: choose it here too, or empty it.")
        return cleaned
