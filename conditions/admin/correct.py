"""Correct the live page: its texts in one form, a look at what changes, then actions.correct()."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinic_site import datetimes
from clinic_site.middleware import policy
from clinic_site.richtext.editor_config import EDITOR_CSP
from conditions import models as m
from conditions.admin.action_page import article_for, change_url, context, tell_losses
from conditions.document.encoding import fingerprint
from conditions.document.urgency import TO_BE_CONFIRMED, Urgency
from conditions.document.values import PARTS
from conditions.editing import audit_log, diff
from conditions.editing.compose import compose
from conditions.editing.merge import THEIRS, decisions_from, merge
from conditions.editing.restore import restore
from conditions.models.fields import PlainTextField
from conditions.models.rows import model_of
from conditions.publishing import actions, preconditions, publish_checks
from conditions.publishing.actions.correct import DRAFT
from conditions.publishing.correctable import corrected, more_than_slips, texts
from conditions.publishing.readiness import APPROVAL, Level, level_of

EDITS = "conditions.change_article"


class CorrectionForm(forms.Form):
    """The texts of `document` as the article's own form has them; `values` ({name: text}) come in their place."""

    def __init__(self, document, data=None, values=None):
        super().__init__(data)
        self.moved = values is not None
        self.live = document
        self.parts = texts(document)
        for _, part in self.parts:
            for text in part:
                self.fields[text.name] = _field(text)
                self.fields[text.name].disabled = self.is_bound and text.name not in self.data  # as it was, not empty
                self.initial[text.name] = text.value
        self.fields["change_note"] = forms.CharField(
            label="What was wrong?",
            help_text="One sentence. Patients read it at the foot of the page, for good: name nobody.",
            widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
            max_length=2000,
            required=False,  # asked for when it is published
        )
        self.initial |= values or {}

    def groups(self):
        """[(part's name, its bound field, rows)]: the field, or else rows as [(row's name, [bound fields])]."""
        for name, part in self.parts:
            rows = {}
            for text in part:
                rows.setdefault((text.row, text.heading), []).append(self[text.name])
            alone = not part[0].field
            yield name, self[part[0].name] if alone else None, [] if alone else [(key[1], rows[key]) for key in rows]

    @property
    def document(self):
        """The live document with what was typed."""
        return corrected(self.live, self.cleaned_data)

    def clean(self):
        cleaned = super().clean()
        for name, value in cleaned.items():
            if name.endswith("-urgency"):
                cleaned[name] = Urgency(value)
            elif isinstance(value, list):
                cleaned[name] = tuple(value)
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, pk):
    """The live page's texts; "look" shows what typing changed of them, "publish" what was looked at goes live."""
    article = article_for(request, pk, "conditions.publish_article")
    live = article.live_edition
    page = context(request, article, f"Correct the live page “{article}”")
    if live is None:
        return render(request, "admin/conditions/article/correct.html", page)
    edition = _begun_with(request, article) or live
    form = CorrectionForm(edition.document, request.POST or None)
    page["waiting"] = list(preconditions.upcoming(article, timezone.now()))
    page["approval_stops"] = level_of(APPROVAL, m.PublishingRules.load().levels) == Level.ERROR
    page["edits"] = request.user.has_perm(EDITS)
    if form.is_valid():
        tell_losses(request, form)
        if request.POST.get("onto") == str(live.number):
            form = _onto(live, edition, form, page)
            edition = live
        elif edition == live and (answer := _looked_at(request, article, edition, form, page)):
            return answer
    response = render(
        request, "admin/conditions/article/correct.html", page | {"form": form, "edition": edition, "live": live}
    )
    response._csp_config = policy(**EDITOR_CSP)
    return response


def _looked_at(request, article, edition, form, page):
    """Put what the correction comes to into `page`; publish it where that was seen. Returns a redirect or None."""
    document = form.document
    mark = fingerprint(document)
    if mark == edition.fingerprint:
        form.add_error(None, "Nothing differs from what patients read. Correct the text below, then look again.")
        return None
    more = more_than_slips(edition.document, document)
    small = not more
    errors = publish_checks.new_errors(article, edition.document, document, correction=small)
    findings = publish_checks.findings(article, document, correction=small)
    page["mark"] = mark
    page["differences"] = diff.compare(edition.document, document)
    page |= {"more": more, "errors": errors, "warnings": [finding for finding in findings if finding not in errors]}
    if "to_draft" in request.POST and request.user.has_perm(EDITS):
        return _into_draft(request, article, edition, form)
    if "publish" not in request.POST:
        return None
    if request.POST["publish"] != mark:
        form.add_error(None, "Not published: you changed the text after you looked. Look at it as it is now.")
        return None
    return _publish(request, article, edition, form, page)


@transaction.atomic
def _into_draft(request, article, edition, form):
    """Put what was typed into the draft instead, where a reviewer can approve it. Returns a redirect or None."""
    preconditions.lock(article)
    merged = merge(edition.document, form.document, compose(article))
    if merged.clashes:
        places = "; ".join(clash.label for clash in merged.clashes)
        form.add_error(None, f"Not saved: the draft says something else in these places: {places}. Change them there.")
        return None
    try:
        with transaction.atomic():
            restored, notes = restore(merged.document, by=request.user)
    except ValidationError as error:
        form.add_error(None, f"Not saved: the draft cannot take this over. {' '.join(error.messages)}")
        return None
    audit_log.note(article, request.user, f"Put a change of edition {edition.number} into the draft")
    for note in notes:
        messages.warning(request, note)
    messages.success(request, "The draft has your change now. Patients read it once it is published.")
    return redirect(change_url(restored))


def _publish(request, article, edition, form, page):
    with transaction.atomic():
        preconditions.lock(article)
        page["waiting"] = list(preconditions.upcoming(article, timezone.now()))
        page["waiting_mark"] = _mark_of(article, page["waiting"])
        decisions = {}
        if request.POST.get("waiting") == page["waiting_mark"]:  # else they were made on other texts
            places = [DRAFT, *[waiting.number for waiting in page["waiting"]]]
            decisions = {place: decisions_from(request.POST, str(place)) for place in places}
        clashes = {}
        try:
            new, notes = actions.correct(
                article,
                by=request.user,
                document=form.document,
                change_note=form.cleaned_data["change_note"],
                seen=edition.number,
                decisions=decisions,
            )
        except actions.Clashing as clashing:
            clashes = clashing.clashes
            form.add_error(None, "Not published yet: what waits says something else in the same places. Decide below.")
        except actions.PublishRefused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as error:
            form.add_error(None, f"Not published: the draft cannot take this over. {' '.join(error.messages)}")
        else:
            for note in notes:
                messages.warning(request, note)
            messages.success(request, _done(article, new, decisions))
            return redirect(change_url(article))
    names = {DRAFT: "the draft"} | {one.number: _name(one) for one in page["waiting"]}
    page["places"] = [
        (place, name, clashes.get(place, []), decisions.get(place, {}))
        for place, name in names.items()
        if clashes.get(place) or decisions.get(place)
    ]
    return None


def _begun_with(request, article):
    """The edition whose texts the posted form holds; None where that is not known."""
    seen = request.POST.get("seen", "")
    editions = article.editions.seen().filter(live_from__lte=timezone.now())
    return editions.filter(number=seen).first() if seen.isdecimal() and len(seen) < 10 else None


def _onto(live, edition, form, page):
    """A form for the edition that is live now, with the corrections that `form` made to `edition`, live before."""
    document = form.document
    merged = merge(edition.document, document, live.document)
    gone = {clash.path: THEIRS for clash in merged.clashes if clash.theirs is None}
    page["differing"] = [clash.label for clash in merged.clashes if clash.theirs is not None]
    page["gone"] = [clash.label for clash in merged.clashes if clash.theirs is None]
    merged = merge(edition.document, document, live.document, gone)
    values = {text.name: text.value for _, part in texts(merged.document) for text in part}
    return CorrectionForm(live.document, values=values | {"change_note": form.cleaned_data["change_note"]})


def _mark_of(article, waiting):
    """Return a fingerprint of the draft and the editions that wait, as a person saw them when deciding."""
    article.refresh_from_db(fields=["fingerprint"])
    return " ".join([article.fingerprint, *[edition.fingerprint for edition in waiting]])


def _name(edition):
    return f"edition {edition.number}, scheduled for {datetimes.format_datetime(edition.live_from)}"


def _done(article, edition, decisions):
    names = ["The draft", *map(_name, preconditions.upcoming(article, timezone.now()))]
    *first, last = names
    have = f"{', '.join(first)} and {last} have" if first else f"{last} has"
    kept = any(choice == THEIRS for places in decisions.values() for choice in places.values())
    but = ", except where you decided otherwise" if kept else ""
    readers = f"Patients now read edition {edition.number} of “{edition.title}”."
    return f"Corrected. {readers} {have} the correction too{but}."


def _field(text):
    """The form field of a text, as strict as the working copy that has to take it over."""
    part = PARTS[text.part]
    model = model_of(part) if part.rows else m.Article
    name = f"photo_{text.field}" if text.part == "photo" else text.field or text.part
    field = model._meta.get_field(name)
    more = {"label": text.label}
    if isinstance(field, PlainTextField):
        more["widget"] = forms.Textarea(attrs={"rows": 3, "cols": 80})
    elif isinstance(field, models.URLField):
        more["assume_scheme"] = "https"
    elif isinstance(field, models.DateField):
        more["widget"] = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    if text.field == "urgency":
        return forms.ChoiceField(label=text.label, choices=_levels(text.value))
    return field.formfield(**more)


def _levels(level):
    return [*([] if level else [("", TO_BE_CONFIRMED)]), *Urgency.choices()]
