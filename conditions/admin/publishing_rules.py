"""The form of the clinic's publishing rules: one row, a level for each rule of the publish checks."""

from django import forms
from django.contrib import admin
from django.utils.html import format_html, format_html_join

from clinic_site.one_row_admin import OneRowAdmin
from conditions.models import PublishingRules
from conditions.publishing.readiness import RULES, Level, level_of

WORDS = {Level.ERROR: "Stops", Level.WARNING: "Worries", Level.OFF: "Off"}
CHOSEN = {f"level_{code.replace('-', '_')}": code for code, rule in RULES.items() if not rule.fixed}


def _choice(rule):
    return forms.ChoiceField(
        label=rule.label,
        help_text=f"Default: {WORDS[rule.level]}.",
        choices=[(level.value, words) for level, words in WORDS.items()],
    )


Levels = type("Levels", (forms.ModelForm,), {field: _choice(RULES[code]) for field, code in CHOSEN.items()})


class PublishingRulesForm(Levels):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {field: level_of(code, self.instance.levels).value for field, code in CHOSEN.items()}

    def save(self, commit=True):
        chosen = {code: self.cleaned_data[field] for field, code in CHOSEN.items()}
        self.instance.levels = {code: level for code, level in chosen.items() if level != RULES[code].level}
        return super().save(commit)


@admin.register(PublishingRules)
class PublishingRulesAdmin(OneRowAdmin):
    form = PublishingRulesForm
    readonly_fields = ["always"]
    fieldsets = [
        (
            "Before a page is published",
            {
                "description": "What stops must be mended first. What worries is shown to the author, who may publish "
                "all the same. The report on live pages goes by the same rules.",
                "fields": ["always", *CHOSEN],
            },
        ),
        ("Clinical reviews", {"fields": ["review_months"]}),
        ("What people look for", {"fields": ["counts_searches"]}),
    ]

    @admin.display(description="Always stops")
    def always(self, rules):
        fixed = format_html_join("", "<li>{}</li>", [(rule.label,) for rule in RULES.values() if rule.fixed])
        return format_html("<ul>{}</ul>", fixed)

    def construct_change_message(self, request, form, formsets, add=False):
        """For the log: each rule that was changed, from what to what."""
        return " ".join(
            f"{form.fields[name].label}: {_said(name, form.initial[name])} → {_said(name, form.cleaned_data[name])}."
            for name in form.changed_data
        )


def _said(field, value):
    return WORDS[value] if field in CHOSEN else value
