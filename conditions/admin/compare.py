"""Any two of working copy, live page and editions, side by side; an old edition back into the working copy."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.datetimes import format_datetime
from conditions.admin.action_page import act_url, article_for, change_url, context
from conditions.document.encoding import fingerprint
from conditions.editing import audit_log, diff
from conditions.editing.audit_log import name_of
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.publishing.preconditions import lock

DRAFT, LIVE = "draft", "live"
SAME = "The working copy says just what edition {} does. There is nothing to restore."


class CompareForm(forms.Form):
    old = forms.ChoiceField(label="From")
    new = forms.ChoiceField(label="To")

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.choices = choices
            field.error_messages["invalid_choice"] = "There is no such version of this article. Choose one of these."


@require_safe
def compare(request, pk):
    """Show the differences from `?old=` to `?new=`, each "draft", "live" or an edition's number."""
    article = article_for(request, pk, "conditions.view_article")
    versions = _versions(article)
    names = {version: _name(article, version, edition) for version, edition in versions.items()}
    chosen = {side: request.GET.get(side, default) for side, default in _defaults(article, versions).items()}
    form = CompareForm(chosen, choices=list(names.items()))
    page = context(request, article, f"Compare versions of “{article}”", form=form, was_published=len(versions) > 1)
    if form.is_valid():
        old, new = (form.cleaned_data[side] for side in ("old", "new"))
        page |= {
            "old_name": names[old],
            "new_name": names[new],
            "differences": diff.compare(_document(article, versions[old]), _document(article, versions[new])),
            "swapped": urlencode({"old": new, "new": old}),
            "restorable": _restorable(request, article, versions[old], versions[new]),
        }
    return render(request, "admin/conditions/article/compare.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def restore_edition(request, pk, number):
    """Show how the working copy would change; once confirmed, put the edition's document in its place."""
    article = article_for(request, pk, "conditions.change_article")
    edition = get_object_or_404(article.editions, number=number)
    if request.method == "POST":
        return _restore(request, article, edition)
    draft = compose(article)
    page = context(
        request,
        article,
        f"Restore edition {number} of “{article}”",
        edition=edition,
        edition_name=name_edition(edition),
        differences=diff.compare(draft, edition.document),
        seen=fingerprint(draft),
    )
    return render(request, "admin/conditions/article/restore.html", page)


@transaction.atomic
def _restore(request, article, edition):
    lock(article)  # nobody saves between the look and the act
    mark = fingerprint(compose(article))
    if request.POST.get("seen") != mark:
        messages.error(
            request,
            "The working copy was changed after you looked at it. Nothing was restored, and nobody's text is lost: "
            "look at the differences as they are now.",
        )
        return redirect(request.path)
    if mark == edition.fingerprint:
        messages.error(request, SAME.format(edition.number))
        return redirect(request.path)
    try:
        with transaction.atomic():
            restored, notes = restore(edition.document, by=request.user)
    except ValidationError as error:
        messages.error(request, f"Nothing was restored, the working copy is as it was: {' '.join(error.messages)}")
        return redirect(request.path)
    message = f"Restored edition {edition.number} into the working copy"
    audit_log.note(article, request.user, message, at=restored.updated_at)
    for note in notes:
        messages.warning(request, note)
    messages.success(
        request,
        f"The working copy says what edition {edition.number} said. Patients see nothing of it until you publish.",
    )
    return redirect(change_url(article))


def name_edition(edition, at=None):
    """An edition and when patients read it, such as "Edition 2, live from May 3, 2026, 9 a.m. to …"."""
    now = at or timezone.now()
    begin, end = edition.live_from, edition.live_until
    if begin == end:
        when = f"called off, was planned for {format_datetime(begin)}"
    elif begin > now:
        when = f"scheduled for {format_datetime(begin)}"
    elif end is None or end > now:
        when = f"live since {format_datetime(begin)}"
    else:
        when = f"live from {format_datetime(begin)} to {format_datetime(end)}"
    return f"Edition {edition.number}{' (a correction)' if edition.correction else ''}, {when}"


def _versions(article):
    """{what `?old=` and `?new=` say: the edition, or None for the working copy}, the newest edition first."""
    now = timezone.now()
    editions = list(article.editions.defer("data").order_by("-number"))
    live = [one for one in editions if one.live_from <= now and (one.live_until is None or one.live_until > now)]
    at_hand = {DRAFT: None} | ({LIVE: live[0]} if live else {})
    return at_hand | {str(one.number): one for one in editions}


def _name(article, version, edition):
    if version == LIVE:
        return f"Live page: edition {edition.number}"
    if edition:
        return name_edition(edition)
    saved_by = f" by {name_of(article.updated_by)}" if article.updated_by else ""
    return f"Working copy, saved {format_datetime(article.updated_at)}{saved_by}"


def _defaults(article, versions):
    """From what patients read to the working copy; where these say the same, from what patients read before."""
    now = timezone.now()
    read = [
        key
        for key, one in versions.items()
        if one and key != LIVE and one.live_from <= now and one.live_from != one.live_until
    ]
    if not read:
        return {"old": next((key for key in versions if key != DRAFT), DRAFT), "new": DRAFT}
    newest = LIVE if LIVE in versions else read[0]
    if len(read) > 1 and versions[newest].fingerprint == article.fingerprint:
        return {"old": read[1], "new": newest}
    return {"old": newest, "new": DRAFT}


def _document(article, edition):
    return edition.document if edition else compose(article)


def _restorable(request, article, *editions):
    """[(number, address)] of the editions looked at that the reader may put into the working copy."""
    numbers = sorted({edition.number for edition in editions if edition})
    may = request.user.has_perm("conditions.change_article")
    return [(number, act_url(article, "restore_edition", number)) for number in numbers] if may else []
