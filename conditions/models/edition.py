"""Editions: what the public site reads. Written by conditions/publishing and by nothing else."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone

from clinic_site.append_only import AppendOnly, AppendOnlyQuerySet
from clinic_site.personal_data import EVERYBODY, Held
from conditions.document.encoding import decode
from conditions.document.symptom_names import together
from conditions.document.urgency import Urgency


class Address(AppendOnly):
    """A slug at which an article was live. It belongs to that article for ever."""

    slug = models.SlugField(max_length=200, unique=True)
    article = models.ForeignKey("conditions.Article", on_delete=models.PROTECT, related_name="addresses")

    class Meta:
        verbose_name_plural = "addresses"

    def __str__(self):
        return self.slug


class EditionQuerySet(AppendOnlyQuerySet):
    def live(self, at=None):
        """The editions patients see at the moment `at` (default: now): what "public" means, defined once."""
        at = at or timezone.now()
        return self.filter(Q(live_until__isnull=True) | Q(live_until__gt=at), live_from__lte=at)

    def not_over(self, at=None):
        """The editions that patients read at the moment `at` (default: now) or are going to."""
        at = at or timezone.now()
        return self.seen().filter(Q(live_until__isnull=True) | Q(live_until__gt=at))

    def with_first_published(self):
        """Annotate `first_published`: when the article first went live."""
        earliest = (
            Edition.objects.filter(article=OuterRef("article"))
            .seen()
            .order_by()
            .values("article")
            .annotate(first=Min("live_from"))
        )
        return self.annotate(first_published=Subquery(earliest.values("first")))

    def seen(self):
        """Without the editions that were never live and never will be: called off, their windows are empty."""
        return self.exclude(live_until=F("live_from"))

    def _move(self, **edges):
        """Set edges of these editions' windows (`live_from`, `live_until`). For conditions/publishing alone."""
        return models.QuerySet.update(self, **edges)


class Edition(AppendOnly):
    """One published document and the window in which it is live: live_from <= t < live_until.

    An edition that was called off before it went live has an empty window: live_until == live_from.
    """

    article = models.ForeignKey("conditions.Article", on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    slug = models.SlugField(max_length=200)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    data = models.JSONField(verbose_name="document")
    fingerprint = models.CharField(max_length=64)
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True, blank=True)
    change_note = models.TextField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    publisher = models.CharField("published by", max_length=200, help_text="Their name on that day.")
    correction = models.BooleanField(default=False, help_text="It only corrects the edition before.")
    override_reason = models.TextField(blank=True, help_text="Why it was published without anybody's approval.")
    written_by = models.JSONField(default=list)  # keys of the accounts that wrote it: they do not review it
    replaces = models.ForeignKey(  # a scheduled edition that differs from this one by a correction alone
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(default=timezone.now)
    recorded_at = models.DateTimeField(auto_now_add=True)  # an imported edition was published earlier, elsewhere

    held = Held(
        "Authors, reviewers",
        {
            "data": "names and credentials of who wrote and reviewed it, as of that day",
            "publisher": "name of who published it",
            "written_by": "whose accounts wrote it",
        },
        "So that it can be told what patients read, and who stood for it",
        "for good: editions are never deleted",
        EVERYBODY,
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-live_from"]
        indexes = [
            models.Index(fields=["slug", "live_from"], name="edition_by_address"),
            models.Index(fields=["live_from", "live_until"], name="edition_by_beginning"),
            models.Index(fields=["live_until"], name="edition_by_end"),
            # What lists read of an edition, without its long document: SQLite keeps that in the row.
            models.Index(fields=["id", "live_from", "live_until", "title", "slug"], name="edition_in_lists"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_edition_a_number"),
            models.UniqueConstraint(
                fields=["article"], condition=Q(live_until__isnull=True), name="one_open_edition_an_article"
            ),
            models.CheckConstraint(
                condition=Q(live_until__isnull=True) | Q(live_until__gte=F("live_from")),
                name="edition_window_runs_forward",
            ),
        ]

    def __str__(self):
        return f"{self.title}, edition {self.number}"

    @property
    def document(self):
        """The ArticleDocument as it was published."""
        return decode(self.data)

    @classmethod
    def next_number(cls, article):
        return (cls.objects.filter(article=article).aggregate(last=Max("number"))["last"] or 0) + 1


class OfEditionQuerySet(AppendOnlyQuerySet):
    def live(self, at=None):
        """Those of the editions patients see at the moment `at` (default: now)."""
        at = at or timezone.now()
        edition = Q(edition__live_until__isnull=True) | Q(edition__live_until__gt=at)
        return self.filter(edition, edition__live_from__lte=at)

    def not_over(self, at=None):
        """Those of the editions that patients read at the moment `at` (default: now) or are going to."""
        at = at or timezone.now()
        edition = Q(edition__live_until__isnull=True) | Q(edition__live_until__gt=at)
        return self.exclude(edition__live_until=F("edition__live_from")).filter(edition)


class EditionTerm(AppendOnly):
    """A term in an edition, written at publish, so that symptom and body-area pages need one query."""

    class Kind(models.TextChoices):
        SYMPTOM = "symptom"
        RISK_FACTOR = "risk-factor"
        TEST = "test"
        BODY_AREA = "body-area"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="terms", db_index=False)  # see Meta
    kind = models.CharField(max_length=20, choices=Kind)
    slug = models.SlugField(max_length=120)
    name = models.CharField(max_length=120)
    detail = models.TextField(blank=True)
    urgency = models.CharField(max_length=20, blank=True, choices=Urgency.choices())
    position = models.PositiveIntegerField()

    objects = OfEditionQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "position"]
        indexes = [
            models.Index(fields=["kind", "slug", "edition", "urgency"], name="edition_by_term"),
            models.Index(fields=["edition", "kind", "slug"], name="terms_of_edition"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="symptom") | Q(urgency__in=list(Urgency)), name="published_urgency_was_chosen"
            ),
        ]

    def __str__(self):
        return self.name


class EditionCombination(AppendOnly):
    """Two symptoms that an edition speaks of together, and how soon they need attention then.

    Each of the two has an EditionTerm for when it comes alone.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="combinations")
    slug = models.SlugField(max_length=120)
    name = models.CharField(max_length=120)
    companion_slug = models.SlugField(max_length=120)
    companion_name = models.CharField(max_length=120)
    detail = models.TextField(blank=True)
    urgency = models.CharField(max_length=20, choices=Urgency.choices())
    position = models.PositiveIntegerField()

    objects = OfEditionQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(fields=["slug", "companion_slug", "edition", "urgency"], name="combination_by_symptoms"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(urgency__in=list(Urgency)), name="combination_urgency_was_chosen"),
        ]

    def __str__(self):
        return together(self.name, self.companion_name)


class EditionName(AppendOnly):
    """A name that an edition's condition goes by, its title first: what A to Z and search look names up in."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="names")
    position = models.PositiveIntegerField()  # 0: the title
    name = models.CharField(max_length=500)
    letter = models.CharField(max_length=5)  # "A" to "Z", or "Other"
    filing = models.CharField(max_length=500)  # what names are sorted by within a letter
    stems = models.CharField(max_length=500, db_index=True)  # its words, as search compares them

    objects = OfEditionQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["letter", "filing", "edition"], name="name_by_letter")]

    def __str__(self):
        return self.name


class WithdrawalQuerySet(AppendOnlyQuerySet):
    def in_force(self):
        """Those that ended a page or are going to: neither called off nor moved to another time since."""
        ends = Edition.objects.seen().filter(article=OuterRef("article"), live_until=OuterRef("withdrawn_at"))
        newer = Withdrawal.objects.filter(
            article=OuterRef("article"), withdrawn_at=OuterRef("withdrawn_at"), pk__gt=OuterRef("pk")
        )
        return self.filter(Exists(ends), ~Exists(newer))


class Withdrawal(AppendOnly):
    """The decision to take an article off the site, and what its old addresses answer since.

    No edition of the article ever begins at `withdrawn_at`.
    """

    class Answer(models.TextChoices):
        REDIRECT = "redirect", "Lead patients on to another page"
        NOTICE = "notice", "Say that the page was taken down, and why"
        GONE = "gone", "Say that the page was taken down, without a reason"

    article = models.ForeignKey("conditions.Article", on_delete=models.PROTECT, related_name="withdrawals")
    answer = models.CharField(max_length=20, choices=Answer, default=Answer.NOTICE)
    reason = models.TextField()
    instead = models.ForeignKey("conditions.Article", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField()  # when it takes effect
    decided_at = models.DateTimeField(default=timezone.now)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer="redirect") | Q(instead__isnull=False), name="redirect_leads_somewhere"
            )
        ]

    def __str__(self):
        return f"{self.article}, withdrawn"


class ScheduleChange(AppendOnly):
    """A planned edition or withdrawal was moved to another time, or called off."""

    article = models.ForeignKey("conditions.Article", on_delete=models.PROTECT, related_name="schedule_changes")
    edition = models.ForeignKey(  # None: it was the withdrawal
        Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="schedule_changes"
    )
    planned_for = models.DateTimeField()
    moved_to = models.DateTimeField(null=True, blank=True)  # None: called off
    reason = models.TextField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["changed_at"]

    def __str__(self):
        return f"{self.edition or 'Withdrawal'}: {'moved' if self.moved_to else 'called off'}"
