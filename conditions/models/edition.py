"""Editions: what the public site reads. Written by conditions/publishing.py and by nothing else."""

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone

from clinic_site.append_only import AppendOnly, AppendOnlyQuerySet
from conditions.encoding import decode
from conditions.urgency import Urgency


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

    def with_first_published(self):
        """Annotate `first_published`: when the article first went live."""
        earliest = (
            Edition.objects.filter(article=OuterRef("article"))
            .order_by()
            .values("article")
            .annotate(first=Min("live_from"))
        )
        return self.annotate(first_published=Subquery(earliest.values("first")))

    def _end(self, at):
        """Close the windows of these editions at `at`. For publishing.py alone."""
        return models.QuerySet.update(self, live_until=at)


class Edition(AppendOnly):
    """One published document and the window in which it is live: live_from <= t < live_until."""

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
    published_at = models.DateTimeField(auto_now_add=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-live_from"]
        indexes = [models.Index(fields=["slug", "live_from"], name="edition_by_address")]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_edition_a_number"),
            models.UniqueConstraint(
                fields=["article"], condition=Q(live_until__isnull=True), name="one_open_edition_an_article"
            ),
            models.CheckConstraint(
                condition=Q(live_until__isnull=True) | Q(live_until__gt=F("live_from")),
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


class EditionTermQuerySet(AppendOnlyQuerySet):
    def live(self, at=None):
        return self.filter(edition__in=Edition.objects.live(at))


class EditionTerm(AppendOnly):
    """A term in an edition, written at publish, so that symptom and body-area pages need one query."""

    class Kind(models.TextChoices):
        SYMPTOM = "symptom"
        RISK_FACTOR = "risk-factor"
        TEST = "test"
        BODY_AREA = "body-area"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="terms")
    kind = models.CharField(max_length=20, choices=Kind)
    slug = models.SlugField(max_length=120)
    name = models.CharField(max_length=120)
    detail = models.TextField(blank=True)
    urgency = models.CharField(max_length=20, blank=True, choices=Urgency.choices())
    position = models.PositiveIntegerField()

    objects = EditionTermQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "position"]
        indexes = [models.Index(fields=["kind", "slug"], name="edition_by_term")]

    def __str__(self):
        return self.name


class Withdrawal(AppendOnly):
    """The decision to take an article off the site, and what its old addresses say since."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField(help_text="Patients read this at the old address.")
    instead = models.ForeignKey("conditions.Article", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField()

    def __str__(self):
        return f"{self.edition.title}, withdrawn"
