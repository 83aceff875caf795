"""The settings of online requests. A shorter time to keep details destroys some of them: that takes a second word."""

from django import forms
from django.contrib import admin
from django.template.defaultfilters import pluralize
from django.utils import timezone

from appointments import privacy
from appointments.models import OnlineRequests
from clinic_site.one_row_admin import OneRowAdmin


class OnlineRequestsForm(forms.ModelForm):
    """`destroy_after` is the shorter time that was confirmed, in days. It is asked for only where it destroys."""

    destroy_after = forms.IntegerField(label="Destruction confirmed", required=False, widget=forms.HiddenInput)

    def clean(self):
        data = super().clean()
        before, days = self.instance.keep_days, data.get("keep_days")
        if days is None or days >= before:
            return data
        now = timezone.now()
        number = privacy.due(now, days).count() - privacy.due(now, before).count()
        if number and data.get("destroy_after") != days:
            self._ask(days, f"{number} request{pluralize(number)}")
        return data

    def _ask(self, days, requests):
        """Show the box, not ticked: a tick holds for the days it was given for."""
        box = self["destroy_after"]
        box.field.widget, box.label = forms.CheckboxInput({"value": days}), f"Destroy the details of {requests}"
        self.data = self.data.copy()
        self.data.pop("destroy_after", None)
        self.add_error(
            "keep_days",
            f"With {days} day{pluralize(days)}, the details of {requests} are destroyed within the hour, for good. "
            "Tick the box below if you mean it.",
        )


@admin.register(OnlineRequests)
class OnlineRequestsAdmin(OneRowAdmin):
    """One row: whether and how requests are taken online."""

    form = OnlineRequestsForm
    fieldsets = [
        ("No requests online for a while", {"fields": ["paused_from", "paused_until", "pause_message"]}),
        ("Calling back", {"fields": ["callback_hours", "desk_email"]}),
        ("Privacy", {"fields": ["keep_days", "destroy_after"]}),
    ]
