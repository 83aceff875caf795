"""The checks before every publication: readiness, with the facts that it needs from the database.

Many texts are judged in as many queries as one.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from clinic_site.directory.clinic import Clinic
from conditions.document.encoding import fingerprint
from conditions.document.urgency import Urgency
from conditions.document.values import ArticleDocument
from conditions.models import Edition, EditionTerm, PublishingRules, Review, Symptom
from conditions.publishing import emergency_signs, phones, readiness
from conditions.publishing.links import Links
from conditions.publishing.same_title import SameTitle
from conditions.reviews.clinical_reviews import read_by_patients, words_of
from conditions.reviews.needed_changes import NeededChange, Standing


@dataclass(frozen=True)
class _Text:
    """A text to check: `document`, as an edition of `article` (its key) that is live at the moment `at`."""

    article: int
    document: ArticleDocument
    mark: str
    at: datetime
    correction: bool
    published: bool = False


def findings(article, document, *, at=None, correction=False):
    """[Finding] on `document`, which is to be an edition of `article` from `at` (default: now).

    `correction`: it only corrects the live page, and needs nobody's approval.
    """
    text = _Text(article.pk, document, fingerprint(document), at or timezone.now(), correction)
    return _judge([text])[0]


def needed_changes(article, document):
    """[NeededChange] that whoever publishes `document` has to know of, the newest first."""
    text = _Text(article.pk, document, fingerprint(document), timezone.now(), correction=False)
    return list(_Reviews({article.pk}).needed_changes(text))


def new_errors(article, before, after, *, at=None, correction=False):
    """[Finding] that stop `after`, but for those that the document `before` has as well.

    What a page said wrongly before must not stand in the way of putting something else right.
    """
    known = {
        finding
        for finding in findings(article, before, at=at, correction=correction)
        if finding.rule not in readiness.OF_REVIEWERS
    }
    found = findings(article, after, at=at, correction=correction)
    return [finding for finding in found if finding.is_error and finding not in known]


def findings_of(editions):
    """[(edition, [Finding])] on editions that are live or to come, each as of the moment when it is live."""
    now = timezone.now()
    editions = list(editions)
    texts = [
        _Text(
            edition.article_id,
            edition.document,
            edition.fingerprint,
            max(now, edition.live_from),
            edition.correction,
            published=True,
        )
        for edition in editions
    ]
    return list(zip(editions, _judge(texts), strict=True))


def blocked(editions):
    """{edition: [Finding]} of those `editions` that would not pass now.

    What was published without approval, for a reason that is kept, passes for that; and what reviewers asked for since
    is for those who publish next.
    """
    found = {}
    for edition, findings in findings_of(editions):
        excused = {readiness.CHANGE_NEEDED, *([readiness.APPROVAL] if edition.override_reason else [])}
        if errors := [finding for finding in findings if finding.is_error and finding.rule not in excused]:
            found[edition] = errors
    return found


def _judge(texts):
    levels = PublishingRules.load().levels
    clinic = Clinic.load()
    numbers = frozenset(phones.dialed(line.number) for line in clinic.phone_lines)
    links = Links(address for text in texts for address in readiness.addresses(text.document))
    elsewhere = _Emergencies(texts)
    reviews = _Reviews({text.article for text in texts})
    titles = SameTitle(texts)
    return [
        readiness.check(
            text.document,
            readiness.Facts(
                levels=levels,
                why_dead=lambda address, at=text.at: links.why_dead(address, at),
                clinic_numbers=numbers,
                emergency_wording=bool(clinic.emergency_wording),
                emergency_elsewhere=elsewhere.around(text),
                approved=reviews.approved(text),
                reviewed=reviews.due(text) is not None,
                review_due=reviews.due(text),
                today=timezone.localdate(text.at),
                correction=text.correction,
                needed_changes=tuple(reviews.needed_changes(text)),
                same_title=titles.why(text),
            ),
        )
        for text in texts
    ]


class _Emergencies:
    """The symptoms of `texts` that live and coming editions call an emergency, as far as readiness asks for them."""

    def __init__(self, texts):
        merged = Symptom.objects.filter(merged_into__isnull=False)
        self._present = dict(merged.values_list("slug", "merged_into__slug"))  # of former words, the word they became
        self._editions = defaultdict(list)
        said = [entry for text in texts for entry in text.document.symptoms]
        asked = {self._word(entry.term.slug) for entry in said if emergency_signs.may_be_too_mild(entry)}
        asked |= {former for former, present in self._present.items() if present in asked}
        rows = EditionTerm.objects.filter(kind=EditionTerm.Kind.SYMPTOM, slug__in=asked, urgency=Urgency.EMERGENCY)
        rows = rows.not_over().select_related("edition")
        for row in rows.only("slug", "edition__article", "edition__title", "edition__live_from", "edition__live_until"):
            self._editions[self._word(row.slug)].append(row.edition)

    def around(self, text):
        """{slug: title of another article, live at that moment, that calls this symptom of `text` an emergency}."""
        slugs = [entry.term.slug for entry in text.document.symptoms]
        others = {
            slug: [
                edition.title
                for edition in self._editions[self._word(slug)]
                if edition.article_id != text.article
                and edition.live_from <= text.at
                and (edition.live_until is None or text.at < edition.live_until)
            ]
            for slug in slugs
        }
        return {slug: min(titles) for slug, titles in others.items() if titles}

    def _word(self, slug):
        return self._present.get(slug, slug)


class _Reviews:
    """The reviews of the texts of `articles` (keys). A review counts for the page once its text was published."""

    def __init__(self, articles):
        self._rows = defaultdict(list)  # the newest first
        reviews = Review.objects.filter(article__in=articles)
        later = Edition.objects.seen().filter(article=OuterRef("article"), published_at__gte=OuterRef("reviewed_at"))
        followed = Exists(later.filter(correction=False))
        for review in reviews.annotate(published=read_by_patients(timezone.now()), followed=followed):
            self._rows[review.article_id].append(review)
        replaced = Edition.objects.filter(article__in=articles, replaces__isnull=False)
        self._replaced = set(replaced.values_list("article", "fingerprint", "replaces__fingerprint"))

    def _is_of(self, review, text):
        """Whether it is of `text`, or of what that replaced with a correction."""
        return text.mark == review.fingerprint or (text.article, text.mark, review.fingerprint) in self._replaced

    def approved(self, text):
        newest = next((row for row in self._rows[text.article] if self._is_of(row, text)), None)
        return newest is not None and newest.outcome == Review.Outcome.NO_CHANGE

    def needed_changes(self, text):
        """The NeededChanges that whoever publishes `text` has to know of, the newest first.

        Of what one person said of the article the newest counts; and of a text that is published already, what was
        said of that text.
        """
        rows = self._rows[text.article]
        verdict = next((row for row in rows if self._is_of(row, text)), None)
        right = verdict is not None and verdict.outcome == Review.Outcome.NO_CHANGE
        spoken = set()
        for row in rows:
            who = row.person or row.reviewer.casefold()
            newest = who not in spoken
            spoken.add(who)
            if row.outcome != Review.Outcome.CHANGE_NEEDED or not (newest or row is verdict):
                continue
            if self._is_of(row, text):
                standing = Standing.OVERRULED if right else Standing.OF_THIS_TEXT
            elif text.published or row.followed or (right and verdict.reviewed_at > row.reviewed_at):
                continue
            else:
                standing = Standing.OF_ANOTHER_TEXT
            yield NeededChange(
                row.signature, timezone.localdate(row.reviewed_at), words_of(row), standing, review=row.pk
            )

    def due(self, text):
        """When the page is to be reviewed again, once `text` is live; None where nobody has reviewed it.

        Where the newest review asks for a change that is at once: on its own day.
        """
        rows = self._rows[text.article]
        newest = next((row for row in rows if row.published or self._is_of(row, text)), None)
        if newest and newest.outcome == Review.Outcome.CHANGE_NEEDED:
            return timezone.localdate(newest.reviewed_at)
        return newest and newest.next_due
