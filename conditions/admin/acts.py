"""What people do with an article besides editing it: preview, publish, withdraw, sign a review."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from conditions import comparison, publishing, readiness, working_copy
from conditions.admin.forms import PublishForm, WithdrawForm
from conditions.compose import compose
from conditions.encoding import fingerprint
from conditions.links import leads_somewhere
from conditions.models import Article
from conditions.views.articles import page_context


def _article(request, pk, permission):
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return get_object_or_404(Article, pk=pk)


def _context(request, article, title, **more):
    return {
        **admin.site.each_context(request),
        "opts": Article._meta,
        "article": article,
        "original": article,
        "title": title,
        "live_edition": article.live_edition,
        **more,
    }


def _log(request, article, message):
    return LogEntry.objects.log_actions(request.user.pk, [article], CHANGE, change_message=message, single_object=True)


def dated(entry, moment):
    """Give the log entry of a save that save's own moment, so that it never counts as a later change."""
    entry.action_time = moment
    entry.save(update_fields=["action_time"])
    return entry


def _change_url(article):
    return reverse("admin:conditions_article_change", args=[article.pk])


@require_safe
def preview(request, pk):
    """The working copy in the public template, for signed-in staff alone."""
    article = _article(request, pk, "conditions.view_article")
    context = {"preview": True, "edition": None, "back": _change_url(article), **page_context(compose(article))}
    response = render(request, "conditions/article.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request, pk):
    """What stops or worries, what patients will see; then, with a change note, the act itself."""
    article = _article(request, pk, "conditions.publish_article")
    document = compose(article)
    live = article.live_edition
    form = PublishForm(request.POST or None, initial={"seen": fingerprint(document)})
    if form.is_valid():
        try:
            edition = publishing.publish(
                article,
                by=request.user,
                change_note=form.cleaned_data["change_note"],
                seen=form.cleaned_data["seen"],
            )
        except publishing.PublishRefused as refusal:
            form.add_error(None, str(refusal))
            form.data = form.data.dict() | {"seen": fingerprint(document)}
        else:
            _log(request, article, f"Published edition {edition.number}: {edition.change_note}")
            messages.success(request, f"Published. Patients now read edition {edition.number} of “{edition.title}”.")
            return redirect(_change_url(article))
    findings = readiness.check(document, leads_somewhere)
    stops = [finding for finding in findings if finding.stops]
    changes = comparison.changes(live.document, document) if live else []
    context = _context(
        request,
        article,
        f"Publish “{article}”",
        form=form,
        stops=stops,
        worries=[finding for finding in findings if not finding.stops],
        changed_since_review=working_copy.changed_since_review(article, document),
        document=document,
        changes=changes,
        former_edition=None if live else article.editions.first(),
        may_publish_now=not stops and (live is None or bool(changes)),
        address=document.slug,
    )
    return render(request, "admin/conditions/article/publish.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    article = _article(request, pk, "conditions.publish_article")
    form = WithdrawForm(request.POST or None, article=article)
    if form.is_valid():
        try:
            withdrawal = publishing.withdraw(article, by=request.user, **form.cleaned_data)
        except publishing.PublishRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            _log(request, article, f"Withdrawn: {withdrawal.reason}")
            messages.success(request, "Withdrawn. The page's address now gives patients the reason.")
            return redirect(_change_url(article))
    context = _context(request, article, f"Withdraw “{article}”", form=form)
    return render(request, "admin/conditions/article/withdraw.html", context)


@transaction.atomic
def _sign(request, article):
    Article.objects.select_for_update(no_key=True).get(pk=article.pk)  # nobody saves between the look and the signature
    if request.POST.get("seen") != fingerprint(compose(article)):
        messages.error(request, "The draft was changed after you looked at it. Nothing was signed: read it again.")
        return redirect(request.path)
    try:
        person = working_copy.sign_review(article, by=request.user)
    except ValueError as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    dated(_log(request, article, f"Clinical review signed by {person}"), article.updated_at)
    messages.success(request, f"Review signed as {person}. Patients see it when the article is next published.")
    return redirect(_change_url(article))


@require_http_methods(["GET", "HEAD", "POST"])
def sign_review(request, pk):
    article = _article(request, pk, "conditions.sign_review")
    if request.method == "POST":
        return _sign(request, article)
    reviewer = getattr(request.user, "person", None)
    context = _context(
        request,
        article,
        f"Sign the clinical review of “{article}”",
        reviewer=reviewer,
        seen=fingerprint(compose(article)),
    )
    return render(request, "admin/conditions/article/review.html", context)
