from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from conditions.vocabulary.merge_terms import MergeRefused, merge_terms, plan, refusal


class ChoiceForm(forms.Form):
    into = forms.ModelChoiceField(label="The word that stays", queryset=None, empty_label="Choose a word")

    def __init__(self, *args, words, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = words


class MergeForm(ChoiceForm):
    into = forms.ModelChoiceField(queryset=None, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why are they one word?",
        help_text="Colleagues read it in the history of both words and of each article.",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        max_length=2000,
    )


def may_merge(user, model):
    """Whether `user` may merge words of `model`: as deleting one, it cannot be undone."""
    return user.has_perm(f"conditions.delete_{model._meta.model_name}")


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request, model, pk):
    """The word `pk` becomes a former one: first `?into=` which other is chosen, then what will happen, then why."""
    if not may_merge(request.user, model):
        raise PermissionDenied
    former = get_object_or_404(model, pk=pk)
    if former.merged_into:
        messages.info(request, refusal(former.merged_into, former))
        return redirect(_url(former, "change"))
    form = MergeForm(request.POST or None, words=model.objects.all(), auto_id="merge_%s")
    if form.is_valid():
        keep, reason = form.cleaned_data["into"], form.cleaned_data["reason"]
        try:
            articles = merge_terms(keep, former, by=request.user, reason=reason)
        except MergeRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _done(former, keep, articles))
            return redirect(_url(keep, "change"))
    others = model.objects.filter(merged_into=None).exclude(pk=pk).order_by("name")
    choice = ChoiceForm(request.GET or None, words=others)
    if form.is_bound:
        keep = form.cleaned_data.get("into")
    else:
        keep = choice.cleaned_data["into"] if choice.is_valid() else None
        form.initial["into"] = keep
    if keep and refusal(keep, former):
        keep = None  # said above the form
    context = {
        **admin.site.each_context(request),
        "opts": model._meta,
        "title": f"Merge “{former}” into another word",
        "form": form,
        "choice": choice,
        "former": former,
        "keep": keep,
        "plan": keep and plan(keep, former),
        "other_way": keep and f"{_url(keep, 'merge')}?into={former.pk}",
    }
    return render(request, "admin/conditions/term_merge.html", context)


def _done(former, keep, articles):
    done = f"Merged: “{former}” is called “{keep}” from now on."
    if not articles:
        return f"{done} No draft had to be changed."
    drafts = "One draft was" if len(articles) == 1 else f"{len(articles)} drafts were"
    titles = ", ".join(f"“{article}”" for article in articles[:5])
    more = f" and {len(articles) - 5} more" if len(articles) > 5 else ""
    return f"{done} {drafts} changed: {titles}{more}. Patients read the new word once they are published again."


def _url(term, name):
    return reverse(f"admin:conditions_{term._meta.model_name}_{name}", args=[term.pk])
