"""Taking a page off the site: what depends on it, what its addresses are to answer, and once confirmed the act."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinic_site.datetimes import format_datetime
from conditions.admin.action_page import article_for, change_url, context
from conditions.admin.moments import WhenForm
from conditions.models import Article, Withdrawal
from conditions.publishing import actions, calendar, dependents
from conditions.publishing.actions.withdraw import standing
from conditions.publishing.preconditions import upcoming
from conditions.publishing.referrers import referrers

RECENT = timedelta(days=90)
Answer = Withdrawal.Answer


class WithdrawForm(WhenForm):
    """`seen` names the editions, live and to come, that were looked at."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    answer = forms.ChoiceField(
        label="What should its addresses answer?",
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the page's addresses are to answer."},
    )
    instead = forms.ModelChoiceField(
        label="The page to read instead",
        help_text="Needed to lead patients on. A notice names it, where there is one.",
        queryset=Article.objects.none(),
        required=False,
        empty_label="No other page",
    )
    reason = forms.CharField(
        label="Why is this page withdrawn?",
        help_text="Kept for good. Patients read it only where you say why the page was taken down: name nobody.",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        max_length=2000,
    )
    call_off_coming = forms.BooleanField(label="Call off the editions that are scheduled after that", required=False)

    def __init__(self, *args, article, coming, **kwargs):
        super().__init__(*args, **kwargs)
        states = [Article.State.LIVE, Article.State.CHANGED]
        self.fields["instead"].queryset = Article.objects.with_state().filter(state__in=states).exclude(pk=article.pk)
        if not coming:
            del self.fields["call_off_coming"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") == Answer.REDIRECT and not cleaned.get("instead") and "instead" not in self.errors:
            self.add_error("instead", "Choose the page that patients are to be led to.")
        return cleaned

    @property
    def arguments(self):
        """Return the arguments of `actions.withdraw`."""
        names = ["answer", "instead", "reason", "at", "call_off_coming"]
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    article = article_for(request, pk, "conditions.publish_article")
    now = timezone.now()
    editions = list(standing(article).defer("data"))
    seen = " ".join(str(edition.number) for edition in editions)
    facts = {"article": article, "coming": any(edition.live_from > now for edition in editions)}
    form = WithdrawForm(request.POST or None, initial={"seen": seen}, **facts)
    confirmed = "confirmed" in request.POST
    if form.is_valid() and "change" not in request.POST:
        try:
            withdrawal = _withdraw(article, request.user, form, keep=confirmed)
        except actions.PublishRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            if not confirmed:
                return _ask(request, article, form, withdrawal)
            messages.success(request, _done(withdrawal, planned=form.cleaned_data["at"] is not None))
            return redirect(change_url(article))
    if form.is_bound:
        form.data = form.data.dict() | {"seen": seen}
    page = context(request, article, f"Withdraw “{article}”", form=form, may_withdraw=bool(editions))
    return render(request, "admin/conditions/article/retire.html", page | _what_depends_on(article, now))


def _withdraw(article, by, form, *, keep):
    """The Withdrawal; without `keep` it is only tried, so that what stands against it is said before confirming."""
    seen = {_number(text) for text in form.cleaned_data["seen"].split()}
    with transaction.atomic():
        withdrawal = actions.withdraw(article, by=by, seen=seen, **form.arguments)
        if not keep:
            transaction.set_rollback(True)
    return withdrawal


def _number(text):
    """The number of an edition; 0, which none has, where `text` is no such number."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _ask(request, article, form, withdrawal):
    """In words what is going to happen, with everything carried along."""
    planned = form.cleaned_data["at"]
    page = context(
        request,
        article,
        f"Withdraw “{article}”: is this right?",
        form=form,
        withdrawal=withdrawal,
        at=planned,
        instead=withdrawal.instead and withdrawal.instead.live_edition,
        addresses=article.addresses.order_by("pk"),
        called_off=upcoming(article, withdrawal.withdrawn_at).defer("data"),
        referrers=referrers(article).live,
    )
    return render(request, "admin/conditions/article/withdraw.html", page)


def _what_depends_on(article, now):
    return {
        "referrers": referrers(article, now),
        "planned": calendar.entries(now, article=article),
        **dependents.counts(article, now - RECENT),
        "last_review": article.reviews.first(),
    }


def _done(withdrawal, *, planned):
    if planned:
        return (
            f"To be withdrawn on {format_datetime(withdrawal.withdrawn_at)}. Until then it can be moved or called off."
        )
    if withdrawal.answer == Answer.REDIRECT:
        return f"Withdrawn. The page's addresses now lead patients to “{withdrawal.instead.live_edition.title}”."
    if withdrawal.answer == Answer.NOTICE:
        return "Withdrawn. The page's addresses now give patients the reason."
    return "Withdrawn. The page's addresses now say that it was taken down."
