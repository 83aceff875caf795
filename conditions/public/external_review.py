"""The page behind an outside expert's link: the draft, a box for comments below each part, and the answer.

It needs neither account nor cookie. Whatever goes wrong, what was typed comes back.
"""

import re

from django import forms
from django.db import Error as DatabaseFailed
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from clinic_site import errors, guessing
from conditions.document.outline import Section, outline
from conditions.models import Review
from conditions.public.articles import page_context
from conditions.reviews import clinical_reviews, external_review

LONGEST = 5000  # characters of a comment or note
TOP = Section("quick-answer", "Title and quick answer", template="")
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
TYPED = re.compile(r"(?:comment-)?([a-z][a-z0-9-]{0,40})")


class AnswerForm(forms.Form):
    use_required_attribute = False

    outcome = forms.ChoiceField(
        label="What do you say of this draft?",
        choices=Review.Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is right as it stands."},
    )
    note = forms.CharField(
        label="A note to the author (optional)",
        help_text="If it needs a change, say here or in the boxes above what has to change.",
        max_length=LONGEST,
        error_messages={"max_length": f"The note is longer than {LONGEST:,} characters: shorten it."},
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    confirm = forms.BooleanField(
        error_messages={"required": "Confirm who you are, so that the clinic may rely on your answer."}
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.parts = [TOP, *outline(request.document)]
        for part in self.parts:
            self.fields[f"comment-{part.id}"] = forms.CharField(
                label=f"Your comment on “{part.label}” (optional)",
                max_length=LONGEST,
                error_messages={
                    "max_length": f"The comment on “{part.label}” is longer than {LONGEST:,} characters: shorten it."
                },
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        name = external_review.signature(request)
        read = "I have read the whole draft, and I am not the author of this page."
        self.fields["confirm"].label = f"I am {name}. {read}"

    @property
    def comments(self):
        return [
            {"part": part.id, "label": part.label, "text": self.cleaned_data[f"comment-{part.id}"]}
            for part in self.parts
        ]


@csrf_exempt  # the secret in the address is what a forger lacks; and under no-referrer no browser names its origin
@require_http_methods(["GET", "HEAD", "POST"])
def sign_off(request, secret):
    try:
        response = _answered(request, secret)
    except DatabaseFailed:
        response = errors.unavailable("conditions/sign_off/unavailable.html", typed=_typed(request))
    for name, value in HEADERS.items():
        response[name] = value
    return response


def _answered(request, secret):
    asked = external_review.find(secret)
    if asked is None:
        wait = guessing.seconds_after(request, "sign-off links")
        return guessing.refused(wait) if wait else _page(request, "unknown", status=404)
    current = external_review.state(asked)
    if not current.is_open:
        return _dead(request, asked, current)
    form = AnswerForm(request.POST if request.method == "POST" else None, request=asked)
    if request.user.is_authenticated:
        return _draft_page(request, asked, form, status=403 if form.is_bound else 200)
    if form.is_valid():
        try:
            made = external_review.answer(
                asked,
                outcome=form.cleaned_data["outcome"],
                note=form.cleaned_data["note"],
                comments=form.comments,
            )
        except external_review.LinkDead as dead:
            return _dead(request, asked, dead.state)
        except clinical_reviews.ReviewRefused as refusal:
            form.add_error("note", str(refusal))
        else:
            return _page(request, "thanks", asked=asked, review=made)
    return _draft_page(request, asked, form, status=422 if form.errors else 200)


def _draft_page(request, asked, form, *, status):
    """The draft, with the form; for staff without it, since the answer has to come from outside."""
    document = asked.document
    staff = request.user.is_authenticated
    context = {
        **page_context(document),
        "asked": asked,
        "form": form,
        "staff": staff,
        "typed": _typed(request) if staff else [],
        "top": form[f"comment-{TOP.id}"],
        "parts": [(part, form[f"comment-{part.id}"]) for part in form.parts[1:]],
    }
    return _page(request, "draft", status=status, **context)


def _dead(request, asked, state):
    """The page of a link that died. It shows nothing of the draft."""
    return _page(request, "dead", status=410, asked=asked, state=state.name)


def _page(request, name, *, status=200, **context):
    context = {"typed": _typed(request)} | context | {"canonical": ""}
    return render(request, f"conditions/sign_off/{name}.html", context, status=status)


def _typed(request):
    """[(what it is about, text)] of what came with the form, to be shown where it cannot be kept otherwise."""
    return [
        (found[1].replace("-", " ").capitalize(), text)
        for name, text in request.POST.items()
        if (found := TYPED.fullmatch(name)) and (name == "note" or name.startswith("comment-")) and text.strip()
    ]
