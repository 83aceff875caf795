from django.db import transaction

from clinic_site.datetimes import format_datetime
from conditions.editing import audit_log
from conditions.models import ScheduleChange, Withdrawal
from conditions.publishing import edition_writer, preconditions
from conditions.publishing.preconditions import PublishRefused


@transaction.atomic
def withdraw(
    article, *, by, reason, answer=Withdrawal.Answer.NOTICE, instead=None, at=None, call_off_coming=False, seen=None
):
    """Take `article` off the site at `at` (default: now); returns the Withdrawal.

    `answer` (a Withdrawal.Answer) is what its addresses say from then on; `instead` is the article that they lead to.
    `call_off_coming`: editions that were to go live at `at` or later are called off. `seen` are the numbers of the
    editions, live and to come, that `by` looked at before deciding.
    Raises PublishRefused where it is not live then, the reason is empty, a redirect leads nowhere, `at` has passed,
    editions are to come that are not to be called off, or there are others than those seen.
    """
    reason = preconditions.require_text(reason, "Give the reason: it is kept for good.")
    if instead == article:
        raise PublishRefused("Choose another article for patients to go to instead.")
    if answer == Withdrawal.Answer.REDIRECT and not (instead and instead.live_edition):
        raise PublishRefused("Choose the live page that patients are to be led to.")
    preconditions.lock(article)
    if seen is not None and seen != {edition.number for edition in standing(article).defer("data")}:
        raise PublishRefused(
            "Another edition of this page was published, scheduled or called off after you looked at it. Nothing was "
            "done: look at what depends on the page as it is now."
        )
    scheduled, at = bool(at), preconditions.require_future(at)
    later = list(preconditions.upcoming(article, at).reverse())
    if later and not call_off_coming:
        raise PublishRefused(
            f"Edition {later[-1].number} of this article is scheduled for {format_datetime(later[-1].live_from)}. Call "
            "it off as well, or withdraw the page after that."
        )
    for edition in later:
        edition_writer.take_out(edition, by=by, reason=reason)
    preconditions.refuse_same_minute(article, at)
    edition = article.editions.live(at).first()
    if edition is None:
        raise PublishRefused("This article is not live then, so there is nothing to withdraw.")
    if edition.live_until:
        ScheduleChange.objects.create(
            article=article, planned_for=edition.live_until, moved_to=at, reason=reason, changed_by=by
        )
    edition_writer.move(edition, live_until=at)
    withdrawal = Withdrawal.objects.create(
        article=article, answer=answer, reason=reason, instead=instead, withdrawn_by=by, withdrawn_at=at
    )
    audit_log.note(
        article, by, f"{f'To be withdrawn on {format_datetime(at)}' if scheduled else 'Withdrawn'}: {reason}"
    )
    return withdrawal


def standing(article):
    """The editions of `article` that are live or still to come, the next one first."""
    return article.editions.not_over().order_by("live_from")
