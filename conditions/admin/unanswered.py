"""What people look for and the clinic's pages do not answer: the report, and the ways to mend it."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from clinic_site.slugs import slugify
from conditions.discovery import unanswered as searches
from conditions.editing import audit_log
from conditions.models import KINDS, Article, HiddenSearch, PublishingRules


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("conditions.change_article", raise_exception=True)
def unanswered(request):
    """Show the searches; a POST hides one of them (`hide`: its words), or shows one again (`show`)."""
    if request.method == "POST":
        if words := request.POST.get("hide", "")[:200]:
            searches.hide(words, by=request.user)
            messages.success(request, f"“{words}” is hidden. It stands at the foot of this page, to be shown again.")
        elif words := request.POST.get("show", ""):
            searches.show_again(words)
            messages.success(request, f"“{words}” is no longer hidden. It is listed while people search for it.")
        return redirect("admin:conditions_article_unanswered")
    context = {
        **_context(request, "What people look for and we do not answer"),
        "rows": [(row, _start(row.words), _synonym(row.words), _seen(row.words)) for row in searches.report()],
        "hidden": HiddenSearch.objects.select_related("hidden_by"),
        "counts": PublishingRules.load().counts_searches,
        "days": searches.DAYS,
        "kept": searches.KEPT.days,
    }
    return render(request, "admin/conditions/unanswered.html", context)


class SynonymForm(forms.Form):
    """`words` become another name for `term`, a word of the vocabulary that `user` may change."""

    words = forms.CharField(label="What people type", max_length=120)
    term = forms.ChoiceField(label="Means the same as")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        models = {model.kind: model for model in KINDS if user.has_perm(f"conditions.change_{model._meta.model_name}")}
        self.terms = {
            f"{kind}:{term.pk}": term
            for kind, model in models.items()
            for term in model.objects.filter(merged_into=None).order_by("name")
        }
        groups = [(capfirst(model._meta.verbose_name_plural), self._choices(kind)) for kind, model in models.items()]
        self.fields["term"].choices = [("", "Choose a word"), *groups]

    def _choices(self, kind):
        return [(key, term.name) for key, term in self.terms.items() if key.startswith(f"{kind}:")]

    def clean_term(self):
        return self.terms[self.cleaned_data["term"]]

    def clean(self):
        words, term = self.cleaned_data.get("words"), self.cleaned_data.get("term")
        if words and term and words.casefold() in {name.casefold() for name in (term.name, *term.synonyms)}:
            self.add_error("words", f"“{term}” is found by these words already. Choose another word for them.")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("conditions.change_article", raise_exception=True)
def unanswered_synonym(request):
    """Add what people type, at first `?words=`, to the synonyms of a word of the vocabulary."""
    form = SynonymForm(request.POST or None, user=request.user, initial={"words": request.GET.get("words", "")})
    if form.is_valid():
        words = form.cleaned_data["words"]
        term = _add(form.cleaned_data["term"], words, by=request.user)
        said = 'Whoever searches for “{}” finds “{}” from now on. <a href="{}">See what patients find</a>'
        messages.success(request, format_html(said, words, term, _seen(words)))
        return redirect("admin:conditions_article_unanswered")
    return render(request, "admin/conditions/synonym.html", {**_context(request, "Add as a synonym"), "form": form})


@transaction.atomic
def _add(term, words, *, by):
    term = type(term).objects.select_for_update().get(pk=term.pk)
    term.synonyms = [*term.synonyms, words]
    term.save(update_fields=["synonyms"])
    audit_log.note(term, by, f"Added the synonym “{words}”.")
    return term


def _context(request, title):
    return {**admin.site.each_context(request), "opts": Article._meta, "title": title}


def _start(words):
    """The form of a new article with that title."""
    typed = {"title": capfirst(words), "slug": slugify(words, Article._meta.get_field("slug").max_length)}
    return f"{reverse('admin:conditions_article_add')}?{urlencode(typed)}"


def _synonym(words):
    return f"{reverse('admin:conditions_article_unanswered_synonym')}?{urlencode({'words': words})}"


def _seen(words):
    return f"{reverse('conditions:search')}?{urlencode({'q': words})}"
