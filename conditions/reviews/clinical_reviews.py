"""Clinical reviews: given, shown to patients, due again. The one writer of Review.

"Reviewed" on a public page comes from here alone. Editing and publishing never move it; an edition that is published
after the review and is more than a correction makes the page say "updated since".
"""

from calendar import monthrange
from dataclasses import dataclass
from textwrap import shorten

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import dateformat, timezone

from clinic_site.directory.models import Person
from clinic_site.richtext.sanitiser import plain
from conditions.document.encoding import fingerprint
from conditions.editing import audit_log
from conditions.editing.compose import compose
from conditions.models import Article, CorrectionSeen, Edition, PublishingRules, Review

MOST_LETTERS = 300  # of a reviewer's words within a sentence


class ReviewRefused(Exception):
    """Why no review was recorded, in a sentence for the person who tried."""


@dataclass(frozen=True)
class Shown:
    """The review that patients are told of, the newest of what they read; `updated_since`: changed since."""

    review: Review
    updated_since: bool


def shown(edition, at=None):
    """The Shown below `edition` at the moment `at` (default: now), or None where nobody has reviewed its text.

    A review counts from the edition on whose text was read. Of a text whose newest review asks for a change none is
    shown. A review of the very text that patients read, but for corrections, goes before a newer one of a text that
    they read no longer.
    """
    editions = Edition.objects.filter(article=edition.article_id, live_from__lte=edition.live_from).seen()
    newest = _of_text().filter(reviewed_at__lte=at or timezone.now())
    right = editions.annotate(
        verdict=Subquery(newest.values("pk")[:1]),
        outcome=Subquery(newest.values("outcome")[:1]),
        said_at=Subquery(newest.values("reviewed_at")[:1]),
        updated_since=Exists(editions.filter(live_from__gt=OuterRef("live_from"), correction=False)),
    ).filter(outcome=Review.Outcome.NO_CHANGE)
    best = right.order_by("updated_since", "-said_at", "-verdict")
    review = (
        Review.objects.filter(pk=Subquery(best.values("verdict")[:1]))
        .annotate(updated_since=Subquery(best.values("updated_since")[:1]))
        .first()
    )
    return review and Shown(review, review.updated_since)


def _of_text():
    """The reviews of the text of an edition (the outer query's), the newest first: that one is the verdict on it.

    What was said of a scheduled edition holds for the one that took its place with a correction.
    """
    mark = Q(fingerprint=OuterRef("fingerprint")) | Q(fingerprint=OuterRef("replaces__fingerprint"))
    return Review.objects.filter(mark, article=OuterRef("article"))


@transaction.atomic
def review(article, *, by, outcome, seen, note="", edition=None, next_due=None, at=None):
    """`by` has read `edition` (default: the draft) of `article`; returns the Review.

    `seen` is the fingerprint of the text that `by` read. `next_due` (a date; default: as the clinic's publishing rules
    say) is when the page is to be read again. Raises ReviewRefused where `by` may not review it, the text is not the
    one seen any longer, a needed change is not told, or `next_due` has passed or is later than the rules say.
    """
    Article.objects.select_for_update(no_key=True).get(pk=article.pk)  # nobody saves meanwhile
    article.refresh_from_db()
    mark = edition.fingerprint if edition else fingerprint(compose(article))
    if why_not := may_not_review(by, article, mark, edition=edition):
        raise ReviewRefused(why_not)
    if seen != mark:
        raise ReviewRefused("The draft was changed after you looked at it. Nothing was signed: read it again.")
    today = timezone.localdate(at)
    if next_due and next_due < today:
        raise ReviewRefused("That day has passed. Choose a later one for the next review. Nothing was signed.")
    if next_due and next_due > (latest := due_after(today)):
        raise ReviewRefused(
            f"By the clinic's rules the next review is due by {dateformat.format(latest, 'F j, Y')}. Choose that day "
            "or an earlier one. Nothing was signed."
        )
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
    if user.pk in writers(article, mark, draft=edition is None):
        return "You wrote some of these words. Somebody else has to review them."
    text = Q(fingerprint=mark) | Q(replaces__fingerprint=mark)
    if _overridden().filter(text, article=article, published_by=user).exists():
        return "You published this text without approval. Somebody else has to approve it."
    return None


def writers(article, mark, *, draft):
    """The keys of the accounts that wrote the text of `article` with the fingerprint `mark`; `draft`: it is the draft.

    They are known of what was published in the clinic; of an imported text nobody is.
    """
    editions = Edition.objects.filter(article=article, fingerprint=mark)
    return set(article.writers if draft else []).union(*editions.values_list("written_by", flat=True))


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
    audit_log.note(article, noted_by, f"{made.signature} reviewed {what}: {made.get_outcome_display()}. {note}".strip())
    return made


def adopt(article, **facts):
    """Write down a Review that was given elsewhere; `facts` are its fields. Who imports it notes the whole import."""
    return Review.objects.create(article=article, **facts)


def words_of(review):
    """Return the changes that a review asks for, in one line: “The dose is wrong.” Treatment: “Six weeks, not two.”"""
    said = [f"“{review.note}”"] if review.note else []
    said += [f"{comment['label']}: “{comment['text']}”" for comment in review.comments]
    return shorten(" ".join(said), MOST_LETTERS, placeholder=" …")


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
    newest = Review.objects.filter(read_by_patients(at), article=OuterRef("pk"), reviewed_at__lte=at)
    live = Edition.objects.live(at).filter(article=OuterRef("pk"))
    return Article.objects.filter(Exists(live)).annotate(
        live_title=Subquery(live.values("title")[:1]),
        live_number=Subquery(live.values("number")[:1]),
        last_review=Subquery(newest.values("pk")[:1]),
        last_outcome=Subquery(newest.values("outcome")[:1]),
        next_due=Subquery(newest.values("next_due")[:1]),
    )


def read_by_patients(at):
    """The condition on a Review that patients have read its text, but for a correction, by the moment `at`."""
    mark = Q(fingerprint=OuterRef("fingerprint")) | Q(replaces__fingerprint=OuterRef("fingerprint"))
    return Exists(Edition.objects.seen().filter(mark, article=OuterRef("article"), live_from__lte=at))


def overdue(on=None, *, at=None):
    """The articles of `standing(at)` that somebody has to review by the day `on` (default: that of `at`).

    They were never reviewed, the newest review asks for a change, or the day on which it was due again is before `on`.
    """
    asked = Q(last_outcome=Review.Outcome.CHANGE_NEEDED)
    due = Q(next_due__lt=on or timezone.localdate(at))
    return standing(at).filter(Q(last_review=None) | asked | due)


def unapproved():
    """The editions that were published without approval, and whose text nobody has approved since, live or not.

    The newest verdict since then counts; no approval by an expert does whom its publisher asked.
    """
    since = _of_text().filter(reviewed_at__gte=OuterRef("published_at"))
    counted = since.exclude(outcome=Review.Outcome.NO_CHANGE, request__asked_by=OuterRef("published_by"))
    judged = _overridden().alias(verdict=Subquery(counted.values("outcome")[:1]))
    return judged.filter(Q(verdict=None) | Q(verdict=Review.Outcome.CHANGE_NEEDED))


def corrections_to_see():
    """The corrections that nobody has looked at: they went live with the approval that another text had.

    Annotated with `corrected`, the number of the edition that each corrects. Who reviews its text, or that of a later
    edition, has looked at it.
    """
    later = Edition.objects.filter(article=OuterRef("article"), number__gte=OuterRef(OuterRef("number")))
    read = Review.objects.filter(article=OuterRef("article"), reviewed_at__gte=OuterRef("published_at"))
    read = read.filter(Exists(later.filter(fingerprint=OuterRef("fingerprint"))))
    before = Edition.objects.seen().filter(article=OuterRef("article"), live_until=OuterRef("live_from"))
    return (
        Edition.objects.seen()
        .filter(~Exists(read), correction=True, look=None)
        .annotate(corrected=Subquery(before.values("number")[:1]))
        .order_by("published_at")
    )


@transaction.atomic
def see_correction(edition, *, by, at=None):
    """Note that `by` has looked at what the correction `edition` changed. Raises ReviewRefused where `by` made it."""
    if edition.published_by_id == by.pk:
        raise ReviewRefused("You made this correction. Somebody else has to look at it.")
    _, new = CorrectionSeen.objects.get_or_create(
        edition=edition, defaults={"name": audit_log.name_of(by)[:200], "seen_by": by, "seen_at": at or timezone.now()}
    )
    if new:
        audit_log.note(edition.article, by, f"Looked at the correction of edition {edition.number}")


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


def counts(user):
    """How many pages are due and how many of them are `user`'s, unapproved texts, and corrections nobody has seen."""
    owners = list(overdue().values_list("owner", flat=True))
    return {
        "due": len(owners),
        "own": owners.count(user.pk),
        "unapproved": unapproved().count(),
        "corrections": corrections_to_see().count(),
    }
