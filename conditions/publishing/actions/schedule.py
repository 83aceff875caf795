"""Move or call off a planned edition or withdrawal, as long as it has not come to pass."""

from django.db import transaction
from django.utils import timezone

from clinic_site.datetimes import format_datetime
from conditions.editing import audit_log
from conditions.models import Edition, ScheduleChange, Withdrawal
from conditions.publishing import edition_writer, preconditions, publish_checks
from conditions.publishing.preconditions import PublishRefused

ASK_WHY = "Say why: colleagues who counted on the date will read it."


@transaction.atomic
def call_off(edition, *, by, reason):
    """A scheduled `edition` will not go live; what patients read before it stays. Raises PublishRefused."""
    reason = preconditions.require_text(reason, ASK_WHY)
    preconditions.lock(edition.article)
    edition = _still_to_come(edition)
    edition_writer.take_out(edition, by=by, reason=reason)
    audit_log.note(
        edition.article, by, f"Called off edition {edition.number}, {format_datetime(edition.live_from)}: {reason}"
    )


@transaction.atomic
def reschedule(edition, *, by, at, reason):
    """A scheduled `edition` goes live at `at` instead; returns it. Raises PublishRefused.

    It keeps its place among the editions: it goes live after the one before it and before the next one.
    """
    reason = preconditions.require_text(reason, ASK_WHY)
    article = edition.article
    preconditions.lock(article)
    edition = _still_to_come(edition)
    at, planned = preconditions.require_future(at), edition.live_from
    if at == planned:
        raise PublishRefused("It is scheduled for that very time already.")
    others = article.editions.seen().exclude(pk=edition.pk)
    first, last = sorted([planned, at])
    if other := others.filter(live_from__gte=first, live_from__lte=last).first():
        raise PublishRefused(
            f"Edition {other.number} goes live on {format_datetime(other.live_from)}: this one would "
            "change places with it. Move or call off that one first."
        )
    if edition.live_until and at >= edition.live_until:
        raise PublishRefused(f"The page is to be withdrawn on {format_datetime(edition.live_until)}, before that.")
    before = others.filter(live_until=planned).first()
    covering = article.editions.live(at).exclude(pk__in=[edition.pk, before.pk if before else None]).first()
    if covering:
        raise PublishRefused(
            f"Patients read edition {covering.number} until it is withdrawn on {format_datetime(covering.live_until)}. "
            "Call the withdrawal off first, or choose a later time."
        )
    same = edition.document
    known = set(publish_checks.findings(article, same, at=planned))
    new = [finding for finding in publish_checks.findings(article, same, at=at) if finding not in known]
    if errors := [finding for finding in new if finding.is_error]:
        raise PublishRefused("Not moved, for that time: " + " ".join(finding.message for finding in errors))
    preconditions.refuse_same_minute(article, at)
    steps = [(edition, {"live_from": at})]
    if before:
        steps.append((before, {"live_until": at}))
    for one, edges in steps if at > planned else reversed(steps):  # no moment may belong to two
        edition_writer.move(one, **edges)
    ScheduleChange.objects.create(
        article=article, edition=edition, planned_for=planned, moved_to=at, reason=reason, changed_by=by
    )
    audit_log.note(
        article,
        by,
        f"Moved edition {edition.number} from {format_datetime(planned)} to {format_datetime(at)}: {reason}",
    )
    return edition


@transaction.atomic
def call_off_withdrawal(withdrawal, *, by, reason):
    """A planned `withdrawal` does not happen: the page stays. Raises PublishRefused."""
    reason = preconditions.require_text(reason, ASK_WHY)
    article = withdrawal.article
    preconditions.lock(article)
    last = _last_edition(withdrawal)
    back = preconditions.upcoming(article, withdrawal.withdrawn_at).first()
    edition_writer.move(last, live_until=back.live_from if back else None)
    ScheduleChange.objects.create(article=article, planned_for=withdrawal.withdrawn_at, reason=reason, changed_by=by)
    audit_log.note(article, by, f"Called off the withdrawal on {format_datetime(withdrawal.withdrawn_at)}: {reason}")


@transaction.atomic
def reschedule_withdrawal(withdrawal, *, by, at, reason):
    """A planned `withdrawal` happens at `at` instead; returns the new Withdrawal. Raises PublishRefused."""
    reason = preconditions.require_text(reason, ASK_WHY)
    article = withdrawal.article
    preconditions.lock(article)
    last, planned = _last_edition(withdrawal), withdrawal.withdrawn_at
    at = preconditions.require_future(at)
    if at == planned:
        raise PublishRefused("It is planned for that very time already.")
    back = preconditions.upcoming(article, planned).first()
    if at <= last.live_from or (back and at >= back.live_from):
        raise PublishRefused("Another edition goes live in between. Move or call off that one first.")
    preconditions.refuse_same_minute(article, at)
    edition_writer.move(last, live_until=at)
    ScheduleChange.objects.create(article=article, planned_for=planned, moved_to=at, reason=reason, changed_by=by)
    audit_log.note(
        article, by, f"Moved the withdrawal from {format_datetime(planned)} to {format_datetime(at)}: {reason}"
    )
    return Withdrawal.objects.create(
        article=article,
        answer=withdrawal.answer,
        reason=withdrawal.reason,
        instead=withdrawal.instead,
        withdrawn_by=withdrawal.withdrawn_by,
        withdrawn_at=at,
        decided_at=withdrawal.decided_at,
    )


def _still_to_come(edition):
    edition = Edition.objects.select_related("article").get(pk=edition.pk)
    if edition.live_until == edition.live_from:
        raise PublishRefused(f"Edition {edition.number} was called off already.")
    if edition.live_from <= timezone.now():
        raise PublishRefused(
            f"Too late: edition {edition.number} went live on {format_datetime(edition.live_from)}. Publish another "
            "edition, or withdraw the page."
        )
    return edition


def _last_edition(withdrawal):
    """The edition that a planned withdrawal ends. Raises PublishRefused where it is not planned any longer."""
    edition = withdrawal.article.editions.seen().filter(live_until=withdrawal.withdrawn_at).first()
    if edition is None:
        raise PublishRefused("This withdrawal was moved or called off already.")
    if withdrawal.withdrawn_at <= timezone.now():
        raise PublishRefused("Too late: the page has been withdrawn. Publish it again to bring it back.")
    return edition
