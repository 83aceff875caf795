"""What people searched for without a good answer, by the day, and what of it authors hid."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from clinic_site.personal_data import Held


class UnansweredSearch(models.Model):
    """A search that found no good answer, and how often on a day. Nothing tells who searched, or at what time.

    `words` stay "" until the search was made on several days: until then it is known by a keyed hash alone.
    """

    fingerprint = models.CharField(max_length=64)
    words = models.CharField(max_length=200, blank=True)
    day = models.DateField()
    times = models.PositiveSmallIntegerField(default=1)

    held = Held(
        "Visitors",
        {"words": "words that many searched for, without anything that tells who; before that, a keyed hash"},
        "To learn which pages are missing",
        "90 days",
        "conditions.view_article",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fingerprint", "day"], name="one_unanswered_search_a_day")]
        indexes = [models.Index(fields=["day"], name="unanswered_search_day")]

    def __str__(self):
        return f"{self.words or self.fingerprint[:8]}, {self.day}: {self.times}"


class HiddenSearch(models.Model):
    """What people look for that is not the clinic's field: the report on searches leaves it out."""

    words = models.CharField(max_length=200, unique=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    hidden_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["words"]

    def __str__(self):
        return self.words
