"""Editions that were published elsewhere, with their own numbers, windows and names: what importers bring along."""

from django.db import IntegrityError, transaction

from conditions.editing import audit_log
from conditions.models import Article, Edition, Withdrawal
from conditions.publishing import edition_writer, preconditions, publish_checks
from conditions.publishing.preconditions import PublishRefused

AT_ONCE = 50  # articles judged together


@transaction.atomic
def import_editions(article, *, by, addresses, editions, withdrawals=()):
    """Give `article`, which was never published here, its past; returns [Edition].

    `by` is who imports. `addresses` are the slugs where it was ever live, the oldest first. `editions` and
    `withdrawals` are dicts of what `write` and Withdrawal take: a document, its window, the publisher's name.
    Raises PublishRefused where it has editions already, an address belongs to another article, or the editions do not
    fit together. The publish checks are for the caller, by `publish_errors`, once all pages that link to each other are
    there.
    """
    preconditions.lock(article)
    if article.editions.exists():
        raise PublishRefused(f'"{article}" has editions here already. Nothing was imported into it.')
    for slug in addresses:
        edition_writer.claim_address(article, slug)
    try:
        with transaction.atomic():
            adopted = [edition_writer.write(article, by=by, **facts) for facts in editions]
    except IntegrityError as error:
        raise PublishRefused(
            f'The editions of "{article}" do not fit together: two have one number or are live at once, or one ends '
            "before it begins. Nothing was imported into it."
        ) from error
    for facts in withdrawals:
        Withdrawal.objects.create(article=article, withdrawn_by=by, **facts)
    Article.objects.filter(pk=article.pk).update(writers=[])  # who imports it did not write it
    numbers = ", ".join(str(edition.number) for edition in adopted)
    audit_log.note(article, by, f"Imported as published elsewhere: edition {numbers}")
    return adopted


def publish_errors(articles):
    """{key: [Finding]} of those `articles` (keys) that fail the publish checks, by what patients read now, or will.

    What was published without approval, for a reason that came along, passes for that.
    """
    found = {}
    for i in range(0, len(articles), AT_ONCE):
        editions = Edition.objects.not_over().filter(article__in=articles[i : i + AT_ONCE])
        for edition, findings in publish_checks.blocked(editions).items():
            found.setdefault(edition.article_id, []).extend(findings)
    return found
