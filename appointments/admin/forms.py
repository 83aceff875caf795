"""The desk's forms: the clean data of each are the arguments of an act of desk.py."""

from datetime import datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone

from appointments.models.request import choices
from appointments.rules import REASONS, Act, CloseReason, Outcome
from clinic_site.directory.models import Location, Person

NOT_WHOLE = "This form came back incomplete. Look at the request, then save again."
FAR = timedelta(days=2 * 366)


def at_the_clinic(day, clock):
    """The moment when the clinic's clocks show `day` and `clock`. Raises ValidationError."""
    try:
        moment = from_current_timezone(datetime.combine(day, clock))
    except ValidationError:
        raise ValidationError(
            "The clocks change that night: this time comes twice, or not at all. Choose one an hour earlier or later."
        ) from None
    if abs(day - timezone.localdate()) > FAR:
        raise ValidationError("That is more than two years away. Check the year.")
    return moment


def note_field(label="Note (optional)", **more):
    more = {"required": False, "max_length": 4000, "strip": True} | more
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), **more)


def day_field(**more):
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


def clock_field(**more):
    return forms.TimeField(widget=forms.TimeInput({"type": "time"}, format="%H:%M"), **more)


class ActForm(forms.Form):
    """The form of one act on `booking`. `version` is that of the request as it was looked at."""

    act = title = button = ""
    moment = ""  # the argument that the fields `day` and `clock` make together, if there are any
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": NOT_WHOLE, "invalid": NOT_WHOLE})

    def __init__(self, booking, data=None):
        initial = {"version": booking.version, **self.known(booking)}
        super().__init__(data, initial=initial, auto_id=f"{self.act}_%s")

    def known(self, booking):
        """Return the values that the request has for the form's fields already."""
        return {}

    def look_again(self, version):
        """Shown once more with what was typed, above the request as it is at `version`."""
        self.data = self.data.copy()
        self.data["version"] = version

    def clean(self):
        cleaned = super().clean()
        if self.moment:
            day, clock = cleaned.pop("day", None), cleaned.pop("clock", None)
            cleaned[self.moment] = self._moment(day, clock)
        return cleaned

    def _moment(self, day, clock):
        if day and clock:
            try:
                return at_the_clinic(day, clock)
            except ValidationError as error:
                self.add_error("day", error)
        elif day and "clock" not in self.errors:
            self.add_error("clock", "Give the time as well.")
        elif clock and "day" not in self.errors:
            self.add_error("day", "Give the day as well.")
        return None


class ReleaseForm(ActForm):
    act, title, button = Act.RELEASE, "Release it", "Release"


class CallForm(ActForm):
    act, title, button = Act.CALL, "Log a call", "Save the call"
    moment = "callback_at"
    outcome = forms.ChoiceField(
        label="How did it end?",
        choices=choices(Outcome),
        widget=forms.RadioSelect,
        error_messages={"required": "Say how the call ended."},
    )
    day = day_field(label="Call again on (optional)", required=False)
    clock = clock_field(label="at", required=False)
    note = note_field()


class NoteForm(ActForm):
    act, title, button = Act.NOTE, "Add a note", "Save the note"
    text = note_field("Note", required=True, error_messages={"required": "Write the note first."})


class ScheduleForm(ActForm):
    act, title, button = Act.SCHEDULE, "Schedule the visit", "Save the visit"
    moment = "scheduled_for"
    day = day_field(label="Day", error_messages={"required": "Give the day of the visit."})
    clock = clock_field(label="Time", error_messages={"required": "Give the time of the visit."})
    provider = forms.ModelChoiceField(
        Person.objects.filter(role__in=[Person.Role.PHYSICIAN, Person.Role.THERAPIST]),
        label="With (optional)",
        required=False,
        empty_label="Not decided",
    )
    location = forms.ModelChoiceField(
        Location.objects.all(), label="At (optional)", required=False, empty_label="Not decided"
    )
    note = note_field()
    anyway = forms.BooleanField(label="It is meant so: schedule it anyway", widget=forms.HiddenInput, required=False)

    def __init__(self, booking, data=None):
        super().__init__(booking, data)
        if booking.scheduled_for:
            self.title = "Change the visit"

    def ask_anyway(self):
        """Show the box that lets a visit fall outside opening hours."""
        self.fields["anyway"].widget = forms.CheckboxInput()

    def known(self, booking):
        if not booking.scheduled_for:
            return {}
        visit = timezone.localtime(booking.scheduled_for)
        chosen = {"provider": booking.provider_id, "location": booking.location_id}
        return {"day": visit.date(), "clock": visit.time(), **chosen}


class CloseForm(ActForm):
    act, title, button = Act.CLOSE, "Close it", "Close the request"
    reason = forms.ChoiceField(
        label="Why?",
        choices=choices(CloseReason),
        widget=forms.RadioSelect,
        error_messages={"required": "Say why the request is closed."},
    )
    note = note_field()

    def __init__(self, booking, data=None):
        super().__init__(booking, data)
        self.fields["reason"].widget.choices = choices(REASONS[booking.state])  # desk.py refuses the others in words


class ReopenForm(ActForm):
    act, title, button = Act.REOPEN, "Reopen it", "Reopen the request"
    note = note_field("Why?", required=True, error_messages={"required": "Say why the request is reopened."})


FORMS = {form.act: form for form in (ReleaseForm, CallForm, NoteForm, ScheduleForm, CloseForm, ReopenForm)}
