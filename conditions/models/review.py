"""Clinical reviews: who read which text, and what they said of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic_site.append_only import AppendOnly
from clinic_site.personal_data import Held
from conditions.document.encoding import decode


class SignOffRequest(models.Model):
    """An outside expert is asked to read one draft, by a link that needs no account.

    The link dies when it expires, when it is revoked, when it was answered, and when the draft changes.
    """

    article = models.ForeignKey("conditions.Article", on_delete=models.CASCADE, related_name="sign_off_requests")
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256 of the secret in the link
    name = models.CharField(max_length=120)
    credentials = models.CharField(max_length=80, blank=True)
    message = models.TextField(blank=True)
    data = models.JSONField(verbose_name="document")
    fingerprint = models.CharField(max_length=64)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    held = Held(
        "Outside experts",
        {
            "name": "name",
            "credentials": "credentials",
            "message": "what they were asked",
            "token_hash": "hash of their link",
        },
        "To ask an expert to read a draft",
        "as long as the article",
        "conditions.view_article",
    )

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self):
        return f"{self.article}: {self.name}"

    @property
    def document(self):
        """The ArticleDocument that the expert is shown."""
        return decode(self.data)


class Review(AppendOnly):
    """Somebody who is not the author read one text of an article, and says whether it is right.

    `fingerprint` names the text. `edition` is None where it was the draft. Name and credentials are those held then.
    """

    class Outcome(models.TextChoices):
        NO_CHANGE = "no-change", "It is right as it stands"
        CHANGE_NEEDED = "change-needed", "It needs a change"

    article = models.ForeignKey("conditions.Article", on_delete=models.PROTECT, related_name="reviews")
    edition = models.ForeignKey(
        "conditions.Edition", on_delete=models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    fingerprint = models.CharField(max_length=64)
    reviewer = models.CharField(max_length=120)
    credentials = models.CharField(max_length=80, blank=True)
    person = models.SlugField(blank=True)  # of the clinic's directory; "" for an outside expert
    outcome = models.CharField(max_length=20, choices=Outcome)
    note = models.TextField(blank=True)
    comments = models.JSONField(default=list, blank=True)  # [{"part": anchor, "label": heading, "text": words}]
    next_due = models.DateField()
    reviewed_at = models.DateTimeField(default=timezone.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    request = models.OneToOneField(
        SignOffRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="review"
    )

    held = Held(
        "Reviewers, outside experts",
        {
            "reviewer": "name",
            "credentials": "credentials",
            "person": "which person of the directory",
            "note": "what they said of the text",
            "comments": "and of its parts",
        },
        "So that it can be told who read it, and what they said",
        "for good",
        "conditions.view_article",
    )

    class Meta:
        ordering = ["-reviewed_at", "-pk"]
        indexes = [models.Index(fields=["article", "-reviewed_at"], name="review_of_article")]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["no-change", "change-needed"]), name="outcome_is_known"),
        ]

    def __str__(self):
        return f"{self.article}: {self.signature}"

    @property
    def signature(self):
        """The reviewer as patients read it: "Amelia Hart, MD"."""
        return f"{self.reviewer}, {self.credentials}" if self.credentials else self.reviewer


class CorrectionSeen(AppendOnly):
    """Somebody who did not make it has looked at a correction, which went live without anybody's approval."""

    edition = models.OneToOneField("conditions.Edition", on_delete=models.PROTECT, related_name="look")
    name = models.CharField(max_length=200)  # of who looked, on that day
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "look at a correction"
        verbose_name_plural = "looks at corrections"

    def __str__(self):
        return f"{self.edition}, looked at"


class OwnerReminder(models.Model):
    """The letter on reviews that are due was written to this owner, for the week that began on `week` (a Monday)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    week = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "week"], name="one_reminder_a_week")]

    def __str__(self):
        return f"{self.user}, {self.week}"
