"""The one module that writes editions: publish and withdraw."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clinic_site.richtext.sanitiser import plain
from conditions import readiness
from conditions.compose import compose
from conditions.encoding import encode, fingerprint
from conditions.links import leads_somewhere
from conditions.models import Address, Article, Edition, EditionTerm, Withdrawal


class PublishRefused(Exception):
    """Why nothing was published, in a sentence for the person who tried."""


def publish(article, *, by, change_note, seen=None, at=None):
    """Make the working copy of `article` the live edition; returns the Edition.

    `by` is the user, `change_note` says what changed and why. `seen` is the fingerprint of the document that
    `by` looked at before deciding. The edition is live from `at` (default: now).
    Raises PublishRefused where readiness finds a stop, the note is empty, the draft is no longer the one
    seen, nothing changed, the address belongs to another article, `at` has passed, or the article has an edition
    or a withdrawal later than `at`.
    """
    change_note = plain(change_note)
    if not change_note:
        raise PublishRefused("Say in the change note what changed and why.")
    with transaction.atomic():
        Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        document = compose(article)
        stops = [finding for finding in readiness.check(document, leads_somewhere) if finding.stops]
        if stops:
            raise PublishRefused("Not published yet: " + " ".join(finding.message for finding in stops))
        mark = fingerprint(document)
        if seen and seen != mark:
            raise PublishRefused(
                "The draft was changed after you looked at it. Nothing was published: look at it as it is now."
            )
        at = _not_in_the_past(at)
        if article.editions.live(at).filter(fingerprint=mark).exists():
            raise PublishRefused("Patients already read exactly this. Nothing was published.")
        _claim_address(article, document.slug)
        _end_live(article, at)
        edition = Edition.objects.create(
            article=article,
            number=Edition.next_number(article),
            slug=document.slug,
            title=document.title,
            summary=document.summary,
            data=encode(document),
            fingerprint=mark,
            live_from=at,
            change_note=change_note,
            published_by=by,
            publisher=(by.get_full_name() or by.get_username())[:200],
        )
        EditionTerm.objects.bulk_create(_terms(edition, document))
    return edition


def withdraw(article, *, by, reason, instead=None, at=None):
    """Take `article` off the site at `at` (default: now); returns the Withdrawal.

    Its addresses answer 410 with `reason` and lead to `instead` (another article), where given.
    Raises PublishRefused where it is not live, the reason is empty, or the article has an edition or a withdrawal
    later than `at`.
    """
    reason = plain(reason)
    if not reason:
        raise PublishRefused("Give the reason: patients read it at the old address.")
    with transaction.atomic():
        Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        at = _not_in_the_past(at)
        edition = article.editions.live(at).first()
        if edition is None:
            raise PublishRefused("This article is not live, so there is nothing to withdraw.")
        if instead == article:
            raise PublishRefused("Choose another article for patients to go to instead.")
        _end_live(article, at)
        return Withdrawal.objects.create(
            edition=edition, reason=reason, instead=instead, withdrawn_by=by, withdrawn_at=at
        )


def _not_in_the_past(at):
    now = timezone.now()
    if at and at < now:
        raise PublishRefused("That time has passed, and what patients saw then cannot be changed. Choose a later one.")
    return at or now


def _claim_address(article, slug):
    address, _ = Address.objects.get_or_create(slug=slug, defaults={"article": article})
    if address.article_id != article.pk:
        raise PublishRefused(
            f'The address "{slug}" was once the page of "{address.article}". Patients and search engines may still '
            "follow it there, so it cannot be given to another article: choose another address."
        )


def _end_live(article, at):
    if article.editions.filter(Q(live_from__gte=at) | Q(live_until__gt=at)).exists():
        raise PublishRefused("Another edition or a withdrawal of this article comes later. Nothing was changed.")
    article.editions.filter(live_until__isnull=True)._end(at)


def _terms(edition, document):
    kinds = EditionTerm.Kind
    rows = [
        *[(kinds.BODY_AREA, i, term, "", "") for i, term in enumerate(document.body_areas)],
        *[(kinds.SYMPTOM, i, row.term, row.detail, row.urgency) for i, row in enumerate(document.symptoms)],
        *[(kinds.RISK_FACTOR, i, row.term, row.detail, "") for i, row in enumerate(document.risk_factors)],
        *[(kinds.TEST, i, row.term, row.detail, "") for i, row in enumerate(document.tests)],
    ]
    return [
        EditionTerm(
            edition=edition, kind=kind, slug=term.slug, name=term.name, detail=detail, urgency=urgency, position=i
        )
        for kind, i, term, detail, urgency in rows
    ]
