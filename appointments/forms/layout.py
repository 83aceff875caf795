"""On which page and how the questions stand, what their answers are called, and where an error leads.

A group names the questions of both kinds of visit; a form shows those it has.
"""

import types
from dataclasses import dataclass
from enum import StrEnum

from django import forms
from django.forms.utils import ErrorList

from appointments.forms.dates import PartsWidget


class Page(StrEnum):
    """The steps of asking for a visit, in their order."""

    FORM = "form"  # what must be answered
    MORE = "more"  # what may be
    CHECK = "check"

    @property
    def number(self):
        return list(Page).index(self) + 1

    @property
    def before(self):
        return list(Page)[: self.number - 1]


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
    """A bound field, what its answer is called, the id of the input that takes it, and the page with it."""

    field: forms.BoundField
    name: str
    target: str
    page: Page

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
    """A form in GROUPS. `renamed`: {field: what it asks for, and what its answer is called} where that is another.
    `sometimes_required`: fields that are not optional, though an answer may be missing."""

    renamed = types.MappingProxyType({})
    sometimes_required = ()

    @classmethod
    def inputs(cls, page=None):
        """The names of the inputs on `page` (default: on any), whether the form asks them now or not."""
        return [
            name
            for field_name, field in cls.base_fields.items()
            if any(field_name in group.questions for group in GROUPS) and page in (None, cls.page_of(field_name))
            for name in _inputs(field_name, field)
        ]

    @classmethod
    def page_of(cls, name):
        required = cls.base_fields[name].required or name in cls.sometimes_required
        return Page.FORM if required else Page.MORE

    def groups(self, page=None):
        """[(heading, [Question])] of `page`, or of all pages."""
        asked = [
            (
                group.heading,
                [
                    self._question(name, called)
                    for name, called in group.questions.items()
                    if name in self.fields and page in (None, self.page_of(name))
                ],
            )
            for group in GROUPS
        ]
        return [(heading, questions) for heading, questions in asked if questions]

    def problems(self, page=None):
        """[(id of the input, sentence)] in the order of the page."""
        return [
            (_target(question.field, error.code), message)
            for _heading, questions in self.groups(page)
            for question in questions
            for error in self.errors.get(question.field.name, ErrorList()).as_data()
            for message in error
        ]

    def page_with_problem(self, pages):
        """The first of `pages` that has a problem, or None."""
        return next((page for page in pages if self.problems(page)), None)

    def is_answered(self, page):
        """Whether anything came from that page, if only empty inputs."""
        return any(name in self.data for name in self.inputs(page))

    def typed(self, but=None):
        """[(name, value)] of all that was typed and chosen, for a page that hands it on; without that of page `but`."""
        left_out = self.inputs(but) if but else ()
        return [(name, text) for name in self.inputs() if name not in left_out for text in self.data.getlist(name)]

    def _question(self, name, called):
        bound = self[name]
        bound.label = self.renamed.get(name, bound.label)
        return Question(bound, self.renamed.get(name, called), _target(bound), self.page_of(name))


def _inputs(name, field):
    parts = getattr(field.widget, "parts", None)
    return [f"{name}_{part}" for part in parts] if parts else [name]


def _target(bound, part=None):
    widget = bound.field.widget
    if isinstance(widget, PartsWidget):
        return f"{bound.auto_id}_{part if part in widget.parts else widget.parts[0]}"
    return bound.id_for_label or f"{bound.auto_id}_0"
