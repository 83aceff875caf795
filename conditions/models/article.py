from functools import lru_cache

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone

from clinic_site.richtext.fields import RichTextField
from conditions.models.edition import Address, Edition
from conditions.models.fields import LinesField, PlainCharField, PlainTextField


@lru_cache(maxsize=2000)
def article_url(slug):
    """The path of the article that goes by `slug`: "/conditions/acl-tear/".

    Kept, for lists that name many: `reverse` takes as long as a query does.
    """
    return reverse("conditions:article", args=[slug])


class ArticleQuerySet(models.QuerySet):
    def with_state(self, at=None):
        """Annotate `state` (an Article.State), `live_since` and `goes_live` (the next edition that is to come).

        All as of the moment `at` (default: now).
        """
        at = at or timezone.now()
        editions = Edition.objects.filter(article=OuterRef("pk")).seen()
        live = editions.live(at)
        coming = editions.filter(live_from__gt=at).order_by("live_from")
        return self.annotate(
            live_fingerprint=Subquery(live.values("fingerprint")[:1]),
            live_since=Subquery(live.values("live_from")[:1]),
            goes_live=Subquery(coming.values("live_from")[:1]),
            state=Case(
                When(live_fingerprint=F("fingerprint"), then=Value(Article.State.LIVE)),
                When(live_fingerprint__isnull=False, then=Value(Article.State.CHANGED)),
                When(Exists(editions.filter(live_from__lte=at)), then=Value(Article.State.WITHDRAWN)),
                When(Exists(coming), then=Value(Article.State.SCHEDULED)),
                default=Value(Article.State.DRAFT),
            ),
        )


class Article(models.Model):
    """The working copy of a condition article. Saving it never changes what patients read."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SCHEDULED = "scheduled", "Scheduled"
        LIVE = "live", "Live"
        CHANGED = "changed", "Live, with unpublished changes"
        WITHDRAWN = "withdrawn", "Withdrawn"

    title = PlainCharField(max_length=200)
    slug = models.SlugField(
        max_length=200, unique=True, help_text="The page's address, after /conditions/. Former addresses lead here."
    )
    also_known_as = LinesField(blank=True, help_text="Other names, lay and medical, one on each line.")
    icd_10 = LinesField(
        verbose_name="ICD-10-CM codes",
        blank=True,
        help_text="As published by the National Center for Health Statistics, one on each line. Shown at the end.",
    )
    summary = PlainTextField(
        "quick answer", blank=True, help_text="Two to four plain sentences: what it is, what helps, when to act."
    )
    overview = RichTextField("what is it?", blank=True)
    lead_photo = models.ForeignKey("photos.Photo", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    photo_alt = PlainCharField(
        "photo: alt text",
        max_length=300,
        blank=True,
        help_text="What the photo shows, for people who do not see it.",
    )
    photo_caption = PlainCharField("photo: caption", max_length=300, blank=True)
    causes = RichTextField(blank=True)
    when_to_seek_care = RichTextField(
        "when to get help",
        blank=True,
        help_text="Shown below the care cards, which are made from the symptoms' urgency.",
    )
    diagnosis = RichTextField("how it is diagnosed", blank=True)
    treatment = RichTextField("treatment and physical therapy", blank=True)
    author = models.ForeignKey(
        "directory.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="articles_written"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles_owned",
        help_text="Who answers for this page, and is told when a clinical review is due. Patients do not see it.",
    )
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    writers = models.JSONField(default=list, editable=False)  # keys of the accounts that wrote what is not published
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        permissions = [
            ("publish_article", "Can publish and withdraw articles"),
            ("sign_review", "Can sign clinical reviews"),
            ("override_approval", "Can publish in an emergency without approval"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return article_url(self.slug)

    @property
    def live_edition(self):
        return self.editions.live().first()

    def slug_owner(self):
        """The other article whose page was once live at this slug, or None."""
        address = Address.objects.filter(slug=self.slug).exclude(article=self.pk).select_related("article").first()
        return address and address.article
