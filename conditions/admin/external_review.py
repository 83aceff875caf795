"""An outside expert is asked to sign off the draft: the link is shown once, and every one can be taken back."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from conditions.admin.action_page import article_for, context
from conditions.document.encoding import fingerprint
from conditions.editing.compose import compose
from conditions.models import SignOffRequest
from conditions.reviews import external_review

NAME, CREDENTIALS = (SignOffRequest._meta.get_field(name).max_length for name in ("name", "credentials"))


class AskForm(forms.Form):
    name = forms.CharField(label="Who is asked?", max_length=NAME, help_text="The full name, as patients may read it.")
    credentials = forms.CharField(
        max_length=CREDENTIALS, required=False, help_text='As written after the name: "MD, FAAOS".'
    )
    message = forms.CharField(
        label="A message to them (optional)",
        help_text="What they should look at. It stands above the draft.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 80}),
    )
    days = forms.IntegerField(
        label="Days that the link is good for",
        min_value=1,
        max_value=external_review.MOST_DAYS,
        initial=external_review.DAYS,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_off(request, pk):
    article = article_for(request, pk, "conditions.change_article")
    if "revoke" in request.POST:
        return _revoke(request, article)
    form = AskForm(request.POST if request.method == "POST" else None)
    link = made = None
    if form.is_valid():
        try:
            made, secret = external_review.ask(article, by=request.user, **form.cleaned_data)
        except external_review.SignOffRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            # Said in this answer alone: a redirect would have to carry the secret in a cookie or a session.
            link, form = settings.SITE_URL + reverse("conditions:sign-off", args=[secret]), AskForm()
    mark = fingerprint(compose(article))
    page = context(
        request,
        article,
        f"Ask an outside expert about “{article}”",
        form=form,
        link=link,
        made=made,
        asked=_asked(article, mark),
        why_not=None
        if form.is_bound
        else external_review.may_not_ask(request.user, article, mark),  # else the form says it
    )
    return render(request, "admin/conditions/article/sign_off.html", page)


def _asked(article, mark):
    """[(SignOffRequest, its State)] of every link there ever was, the newest first."""
    at = timezone.now()
    asked = article.sign_off_requests.select_related("asked_by", "review").defer("data")
    return [(one, external_review.state(one, mark, at=at)) for one in asked]


def _revoke(request, article):
    pk = request.POST["revoke"]
    asked = get_object_or_404(article.sign_off_requests, pk=pk if pk.isdecimal() and len(pk) < 19 else None)
    try:
        external_review.revoke(asked, by=request.user)
    except external_review.SignOffRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The link of {asked.name} was taken back. It takes no answer any longer.")
    return redirect(request.path)
