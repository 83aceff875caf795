from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinic_site.datetimes import format_datetime
from conditions.admin.action_page import article_for, change_url, context
from conditions.admin.forms import PublishForm
from conditions.document.encoding import fingerprint
from conditions.editing import diff
from conditions.editing.compose import compose
from conditions.publishing import actions, calendar, publish_checks
from conditions.publishing.readiness import OF_REVIEWERS


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request, pk):
    """Errors and warnings, what patients will see and when; then, with a change note, the act itself."""
    article = article_for(request, pk, "conditions.publish_article")
    document = compose(article)
    mark = fingerprint(document)
    live = article.live_edition
    findings = publish_checks.findings(article, document)
    errors = [finding for finding in findings if finding.is_error]
    only_approval_lacks = bool(errors) and all(finding.rule in OF_REVIEWERS for finding in errors)
    override = only_approval_lacks and request.user.has_perm("conditions.override_approval")
    form = PublishForm(request.POST or None, initial={"seen": mark}, override=override)
    if form.is_valid():
        said = form.cleaned_data
        try:
            edition = actions.publish(
                article,
                by=request.user,
                change_note=said["change_note"],
                seen=said["seen"],
                at=said["at"],
                override=said.get("override", ""),
            )
        except actions.PublishRefused as refusal:
            form.add_error(None, str(refusal))
            form.data = form.data.dict() | {"seen": mark}
        else:
            messages.success(request, _done(edition))
            return redirect(change_url(article))
    changes = diff.changes(live.document, document) if live else []
    coming = calendar.entries(timezone.now(), article=article)
    page = context(
        request,
        article,
        f"Publish “{article}”",
        form=form,
        errors=errors,
        warnings=[finding for finding in findings if not finding.is_error],
        asked=article.reviews.filter(
            pk__in=[change.review for change in publish_checks.needed_changes(article, document)]
        )
        .select_related("edition", "request__asked_by")
        .defer("edition__data", "request__data"),
        document=document,
        changes=changes,
        former_edition=None if live else article.editions.seen().filter(live_from__lte=timezone.now()).first(),
        coming=coming,
        edition_coming=any(entry.edition for entry in coming),
        may_publish=(not errors or override) and (live is None or bool(changes)),
        address=document.slug,
    )
    return render(request, "admin/conditions/article/publish.html", page)


def _done(edition):
    if edition.live_from > edition.published_at:
        on = format_datetime(edition.live_from)
        return f"Scheduled. Edition {edition.number} of “{edition.title}” goes live on {on}."
    return f"Published. Patients now read edition {edition.number} of “{edition.title}”."
