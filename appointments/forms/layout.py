"""How the questions stand on the page, what their answers are called, and where an error leads.

A group names the questions of both kinds of visit; a form shows those it has.
"""

import types
from dataclasses import dataclass

from django import forms
from django.forms.utils import ErrorList

from appointments.forms.dates import PartsWidget


@dataclass(frozen=True)
class Group:
    """Questions under one heading: {field: what its answer is called where answers are checked}."""

    heading: str
    questions: dict


GROUPS = [
    Group(
        "Who it is for",
        {
            "asking_for": "Visit for",
            "first_name": "First name",
            "last_name": "Last name",
            "birth_date": "Date of birth",
            "caller_name": "Your own name",
            "caller_relation": "Your relation to the patient",
        },
    ),
    Group(
        "How we reach you",
        {
            "phone": "Phone number",
            "voicemail": "Voicemail allowed",
            "call_times": "Good times to call",
            "email": "Email",
            "needs": "Help you need",
            "needs_detail": "More about that help",
        },
    ),
    Group(
        "What you need",
        {
            "body_area": "Where it hurts",
            "danger_signs": "Danger signs",
            "reason": "The problem",
            "physician": "Physician",
            "seen_before": "Seen here before",
            "referral": "Referral",
            "referring_provider": "Referred by",
            "surgery": "Surgery",
        },
    ),
    Group(
        "When and where",
        {"days": "Days", "day_parts": "Time of day", "location": "Location"},
    ),
    Group("", {"consent": "You agree to be called"}),
]


@dataclass(frozen=True)
class Question:
    """A bound field, what its answer is called, and the id of the input that takes it."""

    field: forms.BoundField
    name: str
    target: str

    @property
    def answer(self):
        """Return the answer in words; as it was typed where it could not be read."""
        field, typed = self.field.field, self.field.value()
        if hasattr(field, "choices"):
            names = dict(field.choices)
            return ", ".join(names.get(key, key) for key in (typed if isinstance(typed, list) else [typed]) if key)
        if self.field.name in self.field.form.cleaned_data:
            return field.shown(self.field.form.cleaned_data[self.field.name])
        return " ".join(typed) if isinstance(typed, list) else typed or ""


class LaidOutForm(forms.Form):
    """A form in GROUPS. `renamed`: {field: what it asks for, and what its answer is called} where that is another."""

    renamed = types.MappingProxyType({})

    def groups(self):
        """[(heading, [Question])] of the page to fill in."""
        return [
            (
                group.heading,
                [self._question(name, called) for name, called in group.questions.items() if name in self.fields],
            )
            for group in GROUPS
        ]

    def problems(self):
        """[(id of the input, sentence)] in the order of the page."""
        return [
            (_target(question.field, error.code), message)
            for _heading, questions in self.groups()
            for question in questions
            for error in self.errors.get(question.field.name, ErrorList()).as_data()
            for message in error
        ]

    def typed(self):
        """[(name, value)] of all that was typed and chosen, for a page that hands it on."""
        inputs = [name for _, questions in self.groups() for question in questions for name in _inputs(question.field)]
        return [(name, value) for name in inputs for value in self.data.getlist(name)]

    def _question(self, name, called):
        bound = self[name]
        bound.label = self.renamed.get(name, bound.label)
        return Question(bound, self.renamed.get(name, called), _target(bound))


def _inputs(bound):
    parts = getattr(bound.field.widget, "parts", None)
    return [f"{bound.html_name}_{part}" for part in parts] if parts else [bound.html_name]


def _target(bound, part=None):
    widget = bound.field.widget
    if isinstance(widget, PartsWidget):
        return f"{bound.auto_id}_{part if part in widget.parts else widget.parts[0]}"
    return bound.id_for_label or f"{bound.auto_id}_0"
