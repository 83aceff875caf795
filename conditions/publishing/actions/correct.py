from django.db import transaction
from django.utils import timezone

from clinic_site.datetimes import format_datetime
from conditions.document.encoding import fingerprint
from conditions.editing import audit_log
from conditions.editing.compose import compose
from conditions.editing.merge import merge
from conditions.editing.restore import restore
from conditions.publishing import edition_writer, preconditions, publish_checks
from conditions.publishing.correctable import is_small
from conditions.publishing.preconditions import PublishRefused

DRAFT = "draft"


class Clashing(Exception):
    """A person has to decide: draft or scheduled editions say something else in the very place of the correction.

    `clashes`: {where: [Clash]}, `where` being DRAFT or the number of a scheduled edition. Ours is the correction,
    theirs what waits.
    """

    def __init__(self, clashes):
        super().__init__("The correction clashes with what waits to be published.")
        self.clashes = clashes


@transaction.atomic
def correct(article, *, by, document, change_note, seen, decisions=None):
    """Publish `document`, a correction of the live page, now; returns (Edition, notes).

    `seen` is the number of the edition that `by` corrected. What is more than a slip put right (correction.is_small) is
    an edition like any other. The draft and every scheduled edition get the correction too, merged into what they say;
    a scheduled edition whose words change by that is replaced by a new one with the same window. `decisions` ({where:
    {path: "ours" | "theirs"}}) settles clashes. `notes` are sentences on what the clinic's present vocabulary changed
    in the draft.
    Raises Clashing where something is left to decide, PublishRefused where the page is not live, another edition went
    live since, nothing differs, the address would change, or the publish checks find a new error. Nothing is done
    then.
    """
    change_note = preconditions.require_text(change_note, "Say in the change note what was wrong.")
    decisions = decisions or {}
    preconditions.lock(article)
    live = article.editions.live().first()
    if live is None:
        raise PublishRefused("This article is not live, so there is nothing to correct.")
    if live.number != seen:
        raise PublishRefused(
            f"Edition {live.number} went live while you were correcting edition {seen}. Nothing was published, and "
            "your text is kept below: compare it with the live page, and correct that."
        )
    base = live.document
    if document.slug != base.slug:
        raise PublishRefused("A correction keeps the page's address. Publish a new edition to change it.")
    if fingerprint(document) == live.fingerprint:
        raise PublishRefused("Nothing differs from the live page. Nothing was published.")
    small = is_small(base, document)
    _refuse(publish_checks.new_errors(article, base, document, correction=small), "the live page")

    at = timezone.now()
    draft = compose(article)
    waiting = list(preconditions.upcoming(article, at))
    merged = {DRAFT: merge(base, document, draft, decisions.get(DRAFT))}
    for edition in waiting:
        merged[edition.number] = merge(base, document, edition.document, decisions.get(edition.number))
    if clashes := {where: result.clashes for where, result in merged.items() if result.clashes}:
        raise Clashing(clashes)

    for edition in waiting:
        found = publish_checks.new_errors(
            article, edition.document, merged[edition.number].document, at=edition.live_from, correction=True
        )
        _refuse(found, f"edition {edition.number}, scheduled for {format_datetime(edition.live_from)}")

    until = live.live_until
    edition_writer.move(live, live_until=at)
    corrected = edition_writer.write(
        article,
        document,
        by=by,
        change_note=change_note,
        live_from=at,
        live_until=until,
        correction=small,
        written_by=sorted({*live.written_by, by.pk}),
    )
    for edition in waiting:
        _replace(edition, merged[edition.number].document, by, corrected)
    notes = []
    if merged[DRAFT].document != draft:
        _, notes = restore(merged[DRAFT].document, by=by)
    audit_log.note(article, by, f"Corrected the live page, edition {corrected.number}: {change_note}")
    return corrected, notes


def _refuse(errors, where):
    if errors:
        raise PublishRefused(f"Not published yet, for {where}: " + " ".join(finding.message for finding in errors))


def _replace(edition, document, by, corrected):
    """Put an edition that says `document` into the window of a scheduled `edition`, as its publisher's decision."""
    if fingerprint(document) == edition.fingerprint:
        return
    window = {"live_from": edition.live_from, "live_until": edition.live_until}
    edition_writer.empty(
        edition, by=by, reason=f"Replaced, so that it has the correction of edition {corrected.number}."
    )
    edition_writer.write(
        edition.article,
        document,
        by=edition.published_by,
        publisher=edition.publisher,
        published_at=edition.published_at,
        change_note=edition.change_note,
        correction=edition.correction,
        override_reason=edition.override_reason,
        written_by=sorted({*edition.written_by, by.pk}),
        replaces=(edition.replaces or edition) if corrected.correction else None,
        **window,
    )
