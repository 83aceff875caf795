"""A planned edition or withdrawal is moved to another time, or called off."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from clinic_site.datetimes import format_datetime
from conditions.admin.action_page import article_for, change_url, context
from conditions.admin.moments import MomentField
from conditions.models import Withdrawal
from conditions.publishing import actions

MOVE, CALL_OFF = "move", "call-off"


class PlanForm(forms.Form):
    act = forms.ChoiceField(
        label="What is to happen?",
        choices=[(MOVE, "Move it to another time"), (CALL_OFF, "Call it off")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to move it or to call it off."},
    )
    at = MomentField(label="New day and time", required=False, help_text="On the clinic's clocks.")
    reason = forms.CharField(
        label="Why?",
        help_text="Colleagues read this in the article's history.",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        max_length=2000,
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("act") == MOVE and not cleaned.get("at") and "at" not in self.errors:
            self.add_error("at", "Enter the new day and time.")
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def planned_edition(request, pk, number):
    """Move or call off the scheduled edition with this number."""
    article = article_for(request, pk, "conditions.publish_article")
    edition = get_object_or_404(article.editions.defer("data"), number=number)
    return _answer(
        request,
        article,
        f"Edition {number} of “{edition.title}”",
        edition.live_from,
        edition.change_note,
        lambda **said: actions.reschedule(edition, **said),
        lambda **said: actions.call_off(edition, **said),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def planned_withdrawal(request, pk, withdrawal):
    """Move or call off a withdrawal that is still to come."""
    article = article_for(request, pk, "conditions.publish_article")
    planned = get_object_or_404(Withdrawal, pk=withdrawal, article=article)
    return _answer(
        request,
        article,
        f"Withdrawal of “{article}”",
        planned.withdrawn_at,
        planned.reason,
        lambda **said: actions.reschedule_withdrawal(planned, **said),
        lambda **said: actions.call_off_withdrawal(planned, **said),
    )


def _answer(request, article, what, at, note, move, call_off):
    form = PlanForm(request.POST or None, initial={"at": at})
    if form.is_valid():
        said = {"by": request.user, "reason": form.cleaned_data["reason"]}
        try:
            if form.cleaned_data["act"] == MOVE:
                move(at=form.cleaned_data["at"], **said)
                done = f"{what} was moved to {format_datetime(form.cleaned_data['at'])}."
            else:
                call_off(**said)
                done = f"{what} was called off. What patients read today stays."
        except actions.PublishRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(change_url(article))
    page = context(request, article, what, form=form, at=at, note=note)
    return render(request, "admin/conditions/article/planned.html", page)
