from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from conditions.models.fields import LinesField, PlainCharField, PlainTextField


class Term(models.Model):
    """A word the clinic uses in many articles. Its slug is an address patients keep, so it never changes.

    A subclass is a kind of words. What it declares, everybody who handles all kinds takes from KINDS.
    """

    kind: str  # one of EditionTerm.Kind, as editions call it
    part: str  # the part of a document whose rows name such words
    page = ""  # the name of its words' own pages; "" where they have none

    name = PlainCharField(max_length=120)
    slug = models.SlugField(
        max_length=120, unique=True, help_text="The word's address on the site. It cannot be changed later."
    )
    description = PlainTextField(blank=True, help_text="What it is, in plain words, whatever the condition.")
    synonyms = LinesField(blank=True, help_text="Other words patients use for it, one on each line.")
    merged_into = models.ForeignKey(  # this word is no longer offered; its page leads to that one's
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="former"
    )

    class Meta:
        abstract = True
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="one_%(class)s_a_name",
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        twin = type(self).objects.filter(name__iexact=self.name).exclude(pk=self.pk).first()
        if twin:
            instead = f"was merged into “{twin.merged_into}”" if twin.merged_into else "is in the vocabulary already"
            raise ValidationError({"name": f"This word {instead}: choose it there."})

    def save(self, *args, **kwargs):
        if self.pk and type(self).objects.filter(pk=self.pk).exclude(slug=self.slug).exists():
            raise ValidationError({"slug": "A term's address cannot be changed: patients may have kept it."})
        super().save(*args, **kwargs)


class BodyArea(Term):
    kind, part = "body-area", "body_areas"
    page = "conditions:body-area"

    position = models.PositiveIntegerField(default=0, help_text="Body areas are listed in this order.")

    class Meta(Term.Meta):
        ordering = ["position", "name"]

    def get_absolute_url(self):
        return reverse(self.page, args=[self.slug])


class Symptom(Term):
    kind, part = "symptom", "symptoms"
    page = "conditions:symptom"

    broader = models.ForeignKey(
        "self",
        verbose_name="is a kind of",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="narrower",
        help_text="Morning stiffness is a kind of stiffness: whoever chooses one of them finds both. One step only.",
    )

    class Meta(Term.Meta):
        pass

    def clean(self):
        super().clean()
        if self.broader is None:
            return
        if self.broader == self:
            raise ValidationError({"broader": "A symptom is no kind of itself: choose another one."})
        if self.broader.merged_into:
            raise ValidationError({"broader": f"This word was merged into “{self.broader.merged_into}”: choose that."})
        if self.broader.broader or (self.pk and self.narrower.exists()):
            raise ValidationError({"broader": "One step only: one of the two is a kind of another word, or has kinds."})

    def get_absolute_url(self):
        return reverse(self.page, args=[self.slug])


class RiskFactor(Term):
    kind, part = "risk-factor", "risk_factors"
    page = "conditions:risk-factor"

    class Meta(Term.Meta):
        pass

    def get_absolute_url(self):
        return reverse(self.page, args=[self.slug])


class DiagnosticTest(Term):
    kind, part = "test", "tests"

    class Meta(Term.Meta):
        pass


KINDS = tuple(Term.__subclasses__())
