from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from conditions import comparison, gate, publishing, schedule
from conditions.admin.forms import PublishForm
from conditions.admin.frame import article_for, change_url, context
from conditions.compose import compose
from conditions.encoding import fingerprint
from conditions.publishing.writing import spoken
from conditions.readiness import OF_REVIEWERS


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request, pk):
    """What stops or worries, what patients will see and when; then, with a change note, the act itself."""
    article = article_for(request, pk, "conditions.publish_article")
    document = compose(article)
    mark = fingerprint(document)
    live = article.live_edition
    findings = gate.findings(article, document)
    stops = [finding for finding in findings if finding.stops]
    only_approval_lacks = bool(stops) and all(finding.rule in OF_REVIEWERS for finding in stops)
    override = only_approval_lacks and request.user.has_perm("conditions.override_approval")
    form = PublishForm(request.POST or None, initial={"seen": mark}, override=override)
    if form.is_valid():
        said = form.cleaned_data
        try:
            edition = publishing.publish(
                article,
                by=request.user,
                change_note=said["change_note"],
                seen=said["seen"],
                at=said["at"],
                override=said.get("override", ""),
            )
        except publishing.PublishRefused as refusal:
            form.add_error(None, str(refusal))
            form.data = form.data.dict() | {"seen": mark}
        else:
            messages.success(request, _done(edition))
            return redirect(change_url(article))
    changes = comparison.changes(live.document, document) if live else []
    coming = schedule.entries(timezone.now(), article=article)
    page = context(
        request,
        article,
        f"Publish “{article}”",
        form=form,
        stops=stops,
        worries=[finding for finding in findings if not finding.stops],
        asked=article.reviews.filter(pk__in=[change.review for change in gate.needed_changes(article, document)])
        .select_related("edition", "request__asked_by")
        .defer("edition__data", "request__data"),
        document=document,
        changes=changes,
        former_edition=None if live else article.editions.seen().filter(live_from__lte=timezone.now()).first(),
        coming=coming,
        edition_coming=any(entry.edition for entry in coming),
        may_publish=(not stops or override) and (live is None or bool(changes)),
        address=document.slug,
    )
    return render(request, "admin/conditions/article/publish.html", page)


def _done(edition):
    if edition.live_from > edition.published_at:
        return f"Scheduled. Edition {edition.number} of “{edition.title}” goes live on {spoken(edition.live_from)}."
    return f"Published. Patients now read edition {edition.number} of “{edition.title}”."
