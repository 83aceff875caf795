from django.db import transaction

from clinic_site.datetimes import format_datetime
from conditions.document.encoding import fingerprint
from conditions.editing import audit_log
from conditions.editing.compose import composable, compose_loaded
from conditions.models import Article
from conditions.publishing import edition_writer, preconditions, publish_checks
from conditions.publishing.preconditions import PublishRefused
from conditions.publishing.readiness import OF_REVIEWERS


@transaction.atomic
def publish(article, *, by, change_note, seen=None, at=None, override=""):
    """Make the working copy of `article` an edition, live from `at` (default: now) on; returns the Edition.

    `by` is the user, `change_note` says what changed and why. `seen` is the fingerprint of the document that
    `by` looked at before deciding. `override` is the reason why a manager publishes without the approval that the
    clinic asks for, or what a reviewer asked to change. A withdrawal that is planned later stays planned.
    Raises PublishRefused where the publish checks find an error, the note is empty, the draft is no longer the one
    seen, nothing changed, the address belongs to another article, `at` has passed, or another edition comes later.
    """
    change_note = preconditions.require_text(change_note, "Say in the change note what changed and why.")
    draft = preconditions.lock(article, composable())
    document = compose_loaded(draft)
    mark = fingerprint(document)
    if seen and seen != mark:
        raise PublishRefused(
            "The draft was changed after you looked at it. Nothing was published: look at it as it is now."
        )
    scheduled, at = bool(at), preconditions.require_future(at)
    override = _pass_gate(article, document, by, override, at)
    if later := preconditions.upcoming(article, at).defer("data").first():
        raise PublishRefused(_comes_later(later, at))
    preconditions.refuse_same_minute(article, at)
    before = article.editions.live(at).defer("data").first()
    if before and before.fingerprint == mark:
        raise PublishRefused("Patients already read exactly this. Nothing was published.")
    until = before.live_until if before else None
    if before:
        edition_writer.move(before, live_until=at)
    edition = edition_writer.write(
        article,
        document,
        by=by,
        change_note=change_note,
        live_from=at,
        live_until=until,
        override_reason=override,
        written_by=draft.writers,
    )
    Article.objects.filter(pk=article.pk).update(writers=[])
    what = (
        f"Scheduled edition {edition.number} for {format_datetime(at)}"
        if scheduled
        else f"Published edition {edition.number}"
    )
    without = f" Without approval: {override}" if override else ""
    audit_log.note(article, by, f"{what}: {change_note}{without}")
    return edition


def _pass_gate(article, document, by, override, at):
    """The reason to keep with the edition: `override` where it was needed, else "". Raises PublishRefused."""
    override = preconditions.require_text(override, "") if override else ""
    errors = [finding for finding in publish_checks.findings(article, document, at=at) if finding.is_error]
    needed = any(finding.rule in OF_REVIEWERS for finding in errors)
    if override and not by.has_perm("conditions.override_approval"):
        raise PublishRefused("Only a manager may publish without approval. Nothing was published.")
    if override:
        errors = [finding for finding in errors if finding.rule not in OF_REVIEWERS]
    if errors:
        raise PublishRefused("Not published yet: " + " ".join(finding.message for finding in errors))
    return override if needed else ""


def _comes_later(later, at):
    if later.live_from == at:
        return f"Edition {later.number} of this article is scheduled for that very minute. Choose another time."
    return (
        f"Edition {later.number} of this article is scheduled for {format_datetime(later.live_from)} and would "
        "undo this one. Correct the live page instead, which merges your fix into what is scheduled; or call the "
        "scheduled edition off; or choose a later time. Nothing was published."
    )
