"""Tables beside the articles: who is writing just now, and the clinic's publishing rules."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone


class OpenForm(models.Model):
    """Somebody has an article's form open. A note for colleagues, not a lock."""

    article = models.ForeignKey("conditions.Article", on_delete=models.CASCADE, related_name="open_forms")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="one_open_form_a_user")]

    def __str__(self):
        return f"{self.article}: {self.user}"


class PublishingRules(models.Model):
    """The clinic's rules for a text before patients read it. There is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    levels = models.JSONField(default=dict, blank=True)  # {rule: "stop" | "worry" | "off"}, where not the default
    review_months = models.PositiveSmallIntegerField(
        "months between clinical reviews", default=24, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    counts_searches = models.BooleanField(
        "count searches that find no good answer",
        default=True,
        help_text="Their plain words alone, by the day, for the report on what people look for: never who searched. "
        "Switched off, what was counted is deleted within the hour.",
    )

    class Meta:
        verbose_name = "publishing rules"
        verbose_name_plural = "publishing rules"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_set_of_publishing_rules")]

    def __str__(self):
        return "Publishing rules"

    @classmethod
    def load(cls):
        """The clinic's rules; the defaults where nobody changed them."""
        return cls.objects.first() or cls()
