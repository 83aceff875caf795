"""Clinical reviews of an article: what was said of it, and, for those who may sign, a new one."""

from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from conditions.admin.action_page import act_url, article_for, change_url, context
from conditions.admin.compare import name_edition
from conditions.document.encoding import fingerprint
from conditions.editing.compose import compose
from conditions.editing.diff import compare
from conditions.models import Edition, Review
from conditions.reviews import clinical_reviews

SIGNS = "conditions.sign_review"
DRAFT = "draft"


@dataclass(frozen=True)
class Text:
    """A text to review: the draft (`edition`: None) or an edition. `key`: DRAFT or the edition's number."""

    key: str
    name: str
    mark: str
    edition: Edition | None
    draft: object  # the ArticleDocument of the working copy

    @cached_property
    def document(self):
        return self.edition.document if self.edition else self.draft

    def address(self, article):
        """Where it is read as patients would."""
        if self.edition:
            return reverse("admin:conditions_edition_page", args=[self.edition.pk])
        return act_url(article, "preview")


class ReviewForm(forms.Form):
    """`text` and `seen` say which text was read: its key, and its fingerprint."""

    text = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="What do you say of it?",
        choices=Review.Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is right as it stands."},
    )
    note = forms.CharField(
        help_text="Patients do not see it. If it needs a change, say which.",
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 80}),
    )
    next_due = forms.DateField(
        label="To be reviewed again by",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Enter a day, such as 2027-03-14."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review(request, pk):
    article = article_for(request, pk, "conditions.view_article")
    signs = request.user.has_perm(SIGNS)
    if request.method == "POST" and not signs:
        raise PermissionDenied
    texts = _texts(article)
    chosen = texts.get(request.POST.get("text") or request.GET.get("text")) or next(iter(texts.values()))
    fresh = {"text": chosen.key, "seen": chosen.mark, "next_due": clinical_reviews.due_after(timezone.localdate())}
    form = ReviewForm(request.POST if request.method == "POST" else None, initial=fresh)
    if form.is_valid():
        try:
            if form.cleaned_data.pop("text") != chosen.key:
                raise clinical_reviews.ReviewRefused(
                    "The text that you read is not here any longer. Nothing was signed."
                )
            made = clinical_reviews.review(article, by=request.user, edition=chosen.edition, **form.cleaned_data)
        except clinical_reviews.ReviewRefused as refusal:
            form.add_error(None, str(refusal))
            form.data = form.data.dict() | {"text": chosen.key, "seen": chosen.mark}
        else:
            messages.success(request, f"Review signed as {made.signature}: {made.get_outcome_display()}.")
            return redirect(change_url(article))
    last = clinical_reviews.last_read(article)
    page = context(
        request,
        article,
        f"Clinical reviews of “{article}”",
        form=form,
        texts=[(text, text.address(article)) for text in texts.values()],
        chosen=chosen,
        address=chosen.address(article),
        signs=signs,
        why_not=clinical_reviews.may_not_review(request.user, article, chosen.mark, edition=chosen.edition)
        if signs
        else None,
        reviewer=getattr(request.user, "person", None),
        last=last and last[0],
        differences=compare(last[1], chosen.document) if last else [],
        given=article.reviews.select_related("edition", "signed_by", "request__asked_by").defer(
            "edition__data", "request__data"
        ),
    )
    return render(request, "admin/conditions/article/review.html", page)


def _texts(article):
    """{key: Text} of what may be reviewed. The first is what people come for.

    That is the draft where it says something new, else the live page; then what is scheduled, and what was published
    without approval. An edition that says what the draft does stands for both.
    """
    now, draft = timezone.now(), compose(article)
    mark = fingerprint(draft)
    live = list(article.editions.live(now).values_list("pk", flat=True))
    asked = Q(pk__in=live) | Q(live_from__gt=now) | Q(pk__in=clinical_reviews.unapproved())
    asked |= Q(pk__in=clinical_reviews.corrections_to_see().values("pk"))
    found = [
        Text(str(one.number), name_edition(one, now), one.fingerprint, one, draft)
        for one in article.editions.seen().filter(asked)
    ]
    found.sort(key=lambda text: (text.mark != mark, text.edition.pk not in live, text.edition.live_from))
    if not any(text.mark == mark for text in found):
        found.insert(0, Text(DRAFT, "The draft", mark, None, draft))
    return {text.key: text for text in found}
