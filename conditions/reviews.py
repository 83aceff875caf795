"""Clinical reviews: given, shown to patients, due again. The one writer of Review.

"Reviewed" on a public page comes from here alone. Editing and publishing never move it; an edition that is published
after the review and is more than a correction makes the page say "updated since".
"""

from calendar import monthrange
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from clinic_site.directory.models import Person
from clinic_site.richtext.sanitiser import plain
from conditions import journal
from conditions.compose import compose
from conditions.encoding import fingerprint
from conditions.models import Article, Edition, PublishingRules, Review


class ReviewRefused(Exception):
    """Why no review was recorded, in a sentence for the person who tried."""


@dataclass(frozen=True)
class Shown:
    """What patients are told: the newest review of what they read; `updated_since`: it says other things now."""

    review: Review
    updated_since: bool


def shown(edition, at=None):
    """The Shown below `edition` at the moment `at` (default: now), or None where nobody has reviewed its text.

    A review counts from the edition on whose text was read. One that asks for a change is not shown. A review of the
    very text that patients read, but for corrections, goes before a newer one of a text that they read no longer.
    """
    editions = Edition.objects.filter(article=edition.article_id, live_from__lte=edition.live_from).seen()
    read = editions.filter(fingerprint=OuterRef("fingerprint")).order_by("-live_from").values("live_from")[:1]
    since = editions.filter(live_from__gt=OuterRef("read_from"), correction=False)
    review = (
        Review.objects.filter(
            article=edition.article_id, outcome=Review.Outcome.NO_CHANGE, reviewed_at__lte=at or timezone.now()
        )
        .annotate(read_from=Subquery(read))
        .filter(read_from__isnull=False)
        .annotate(updated_since=Exists(since))
        .order_by("updated_since", "-reviewed_at", "-pk")
        .first()
    )
    return review and Shown(review, review.updated_since)


@transaction.atomic
def review(article, *, by, outcome, seen, note="", edition=None, next_due=None, at=None):
    """`by` has read `edition` (default: the draft) of `article`; returns the Review.

    `seen` is the fingerprint of the text that `by` read. `next_due` (a date; default: as the clinic's publishing rules
    say) is when the page is to be read again. Raises ReviewRefused where `by` may not review it, the text is not the
    one seen any longer, a needed change is not told, or `next_due` has passed.
    """
    Article.objects.select_for_update(no_key=True).get(pk=article.pk)  # nobody saves meanwhile
    article.refresh_from_db()
    mark = edition.fingerprint if edition else fingerprint(compose(article))
    if why_not := may_not_review(by, article, mark, edition=edition):
        raise ReviewRefused(why_not)
    if seen != mark:
        raise ReviewRefused("The draft was changed after you looked at it. Nothing was signed: read it again.")
    if next_due and next_due < timezone.localdate(at):
        raise ReviewRefused("That day has passed. Choose a later one for the next review. Nothing was signed.")
    person = Person.objects.get(user=by)
    return record(
        article,
        fingerprint=mark,
        edition=edition,
        reviewer=person.name,
        credentials=person.credentials,
        person=person.slug,
        signed_by=by,
        outcome=outcome,
        note=note,
        next_due=next_due,
        at=at,
        noted_by=by,
    )


def may_not_review(user, article, mark, *, edition=None):
    """Why `user` may not review the text of `article` with the fingerprint `mark`, in a sentence; None where they may.

    `edition`: the one that is read; None: the draft.
    """
    if not Person.objects.filter(user=user).exists():
        return (
            "Your account is not linked to a person in the clinic directory, so patients could not be told who "
            "reviewed this. Ask a manager to link it there."
        )
    if user.pk in _authors(article, edition):
        return "You are the author of this article. Somebody else has to review it."
    if edition is None and article.updated_by_id == user.pk:
        return "You saved this draft last, so that you would approve your own words. Somebody else has to review it."
    if _overridden().filter(article=article, fingerprint=mark, published_by=user).exists():
        return "You published this text without approval. Somebody else has to approve it."
    return None


def _authors(article, edition):
    """The accounts behind the bylines: of the working copy, and of `edition` where that names another person."""
    accounts = {article.author.user_id} if article.author else set()
    author = edition.document.author if edition else None
    if author and (article.author is None or article.author.slug != author.slug):
        accounts |= set(Person.objects.filter(slug=author.slug).values_list("user", flat=True))
    return accounts


def record(article, *, outcome, noted_by, note="", comments=(), next_due=None, at=None, **facts):
    """Write a Review down. `facts` are its further fields; `noted_by` is the account the admin's log names."""
    note = plain(note)
    if outcome == Review.Outcome.CHANGE_NEEDED and not note and not comments:
        raise ReviewRefused("Say what has to change, so that the author can do it.")
    at = at or timezone.now()
    made = Review.objects.create(
        article=article,
        outcome=outcome,
        note=note,
        comments=list(comments),
        next_due=next_due or due_after(timezone.localdate(at)),
        reviewed_at=at,
        **facts,
    )
    what = f"edition {made.edition.number}" if made.edition else "the draft"
    journal.note(article, noted_by, f"{made.signature} reviewed {what}: {made.get_outcome_display()}. {note}".strip())
    return made


def adopt(article, **facts):
    """Write down a Review that was given elsewhere; `facts` are its fields. Who imports it notes the whole import."""
    return Review.objects.create(article=article, **facts)


def approved(article, mark):
    """Whether somebody who is not the author said of the text with the fingerprint `mark` that it is right."""
    newest = Review.objects.filter(article=article, fingerprint=mark).first()
    return newest is not None and newest.outcome == Review.Outcome.NO_CHANGE


def due_after(day):
    """The date by which a page that was reviewed on `day` is to be reviewed again, by the clinic's rules."""
    years, month = divmod(day.month - 1 + PublishingRules.load().review_months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def standing(at=None):
    """The articles that are live at the moment `at` (default: now), with the newest review of what patients have read.

    Annotates the edition's `live_title` and `live_number`; and `last_review` (its key), `last_outcome` and `next_due`,
    all None where there is none. A review of a draft counts once patients read that text: what was said of another
    draft is no verdict on the page.
    """
    at = at or timezone.now()
    read = Edition.objects.seen().filter(article=OuterRef("article"), fingerprint=OuterRef("fingerprint"))
    newest = Review.objects.filter(Exists(read.filter(live_from__lte=at)), article=OuterRef("pk"), reviewed_at__lte=at)
    live = Edition.objects.live(at).filter(article=OuterRef("pk"))
    return Article.objects.filter(Exists(live)).annotate(
        live_title=Subquery(live.values("title")[:1]),
        live_number=Subquery(live.values("number")[:1]),
        last_review=Subquery(newest.values("pk")[:1]),
        last_outcome=Subquery(newest.values("outcome")[:1]),
        next_due=Subquery(newest.values("next_due")[:1]),
    )


def overdue(on=None, *, at=None):
    """The articles of `standing(at)` that somebody has to review by the day `on` (default: that of `at`).

    They were never reviewed, the newest review asks for a change, or the day on which it was due again is before `on`.
    """
    asked = Q(last_outcome=Review.Outcome.CHANGE_NEEDED)
    due = Q(next_due__lt=on or timezone.localdate(at))
    return standing(at).filter(Q(last_review=None) | asked | due)


def unapproved():
    """The editions that were published without approval, and whose text nobody has approved since, live or not."""
    since = Review.objects.filter(
        article=OuterRef("article"),
        fingerprint=OuterRef("fingerprint"),
        outcome=Review.Outcome.NO_CHANGE,
        reviewed_at__gte=OuterRef("published_at"),
    )
    return _overridden().filter(~Exists(since))


def _overridden():
    return Edition.objects.seen().exclude(override_reason="")


def last_read(article):
    """(Review, ArticleDocument) of the newest review of `article` whose text is still known, or None.

    A draft that somebody of the clinic read is known where it was published, one that an expert was sent always.
    """
    published = Edition.objects.filter(article=article, fingerprint=OuterRef("fingerprint")).values("pk")[:1]
    found = article.reviews.annotate(published=Coalesce(F("edition"), Subquery(published))).select_related("request")
    newest = found.filter(Q(published__isnull=False) | Q(request__isnull=False)).first()
    if newest is None:
        return None
    if newest.request:
        return newest, newest.request.document
    return newest, Edition.objects.get(pk=newest.published).document


def said_since(article):
    """The reviews that have words for the author and were given after the newest edition of more than a correction."""
    newest = article.editions.seen().filter(correction=False).order_by("-published_at").values("published_at")[:1]
    since = Q(reviewed_at__gt=Subquery(newest)) if newest.exists() else Q()
    return article.reviews.filter(since).exclude(note="", comments=[])
