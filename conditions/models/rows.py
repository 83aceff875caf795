"""The ordered rows of a working copy: each links a term or says something of its own."""

from django.core.validators import URLValidator
from django.db import models

from clinic_site.richtext.fields import RichTextField
from conditions.document.symptom_names import together
from conditions.document.urgency import Urgency
from conditions.models.article import Article
from conditions.models.fields import PlainCharField, PlainTextField
from conditions.models.vocabulary import BodyArea, DiagnosticTest, RiskFactor, Symptom


class Row(models.Model):
    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "id"]


class TermRow(Row):
    """A row that links a word of the vocabulary as `term`. TERMS: all fields of it that link words."""

    TERMS = ("term",)

    class Meta(Row.Meta):
        abstract = True

    def __str__(self):
        return self.term.name


class ArticleBodyArea(TermRow):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="body_area_rows")
    term = models.ForeignKey(BodyArea, verbose_name="body area", on_delete=models.PROTECT, related_name="rows")

    class Meta(Row.Meta):
        verbose_name = "body area"
        constraints = [models.UniqueConstraint(fields=["article", "term"], name="one_row_a_body_area")]


class ArticleSymptom(TermRow):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="symptom_rows")
    term = models.ForeignKey(Symptom, verbose_name="symptom", on_delete=models.PROTECT, related_name="rows")
    detail = PlainTextField(blank=True, help_text="What it is like in this condition.")
    urgency = models.CharField(max_length=20, blank=True, choices=Urgency.choices())  # "": nobody chose it yet
    companion = models.ForeignKey(
        Symptom,
        verbose_name="together with",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="companion_rows",
        help_text="Only where two symptoms together need help sooner than this one alone: a fever with a hot joint.",
    )

    TERMS = ("term", "companion")

    class Meta(Row.Meta):
        verbose_name = "symptom"
        constraints = [
            models.UniqueConstraint(
                fields=["article", "term"], condition=models.Q(companion__isnull=True), name="one_row_a_symptom"
            ),
            models.UniqueConstraint(fields=["article", "term", "companion"], name="one_row_a_combination"),
            models.CheckConstraint(condition=models.Q(urgency__in=["", *Urgency]), name="urgency_is_known"),
            models.CheckConstraint(
                condition=~models.Q(term=models.F("companion")),
                name="companion_is_another_symptom",
                violation_error_message="A symptom cannot come together with itself: choose another one.",
            ),
        ]

    def __str__(self):
        return together(self.term.name, self.companion.name) if self.companion else self.term.name


class ArticleRiskFactor(TermRow):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="risk_factor_rows")
    term = models.ForeignKey(RiskFactor, verbose_name="risk factor", on_delete=models.PROTECT, related_name="rows")
    detail = PlainTextField(blank=True, help_text="Why it matters for this condition.")

    class Meta(Row.Meta):
        verbose_name = "risk factor"
        constraints = [models.UniqueConstraint(fields=["article", "term"], name="one_row_a_risk_factor")]


class ArticleTest(TermRow):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="test_rows")
    term = models.ForeignKey(DiagnosticTest, verbose_name="test", on_delete=models.PROTECT, related_name="rows")
    detail = PlainTextField(blank=True, help_text="What it shows in this condition.")

    class Meta(Row.Meta):
        verbose_name = "diagnostic test"
        constraints = [models.UniqueConstraint(fields=["article", "term"], name="one_row_a_test")]


class ArticleSection(Row):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="section_rows")
    heading = PlainCharField(max_length=200)
    text = RichTextField(blank=True)

    class Meta(Row.Meta):
        verbose_name = "further section"

    def __str__(self):
        return self.heading


class ArticleQuestion(Row):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="question_rows")
    question = PlainCharField(max_length=300)
    answer = RichTextField(blank=True)

    class Meta(Row.Meta):
        verbose_name = "question and answer"
        verbose_name_plural = "questions and answers"

    def __str__(self):
        return self.question


class ArticleSource(Row):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="source_rows")
    title = PlainCharField(max_length=300)
    publisher = PlainCharField(max_length=200, blank=True)
    url = models.URLField("address", max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])])
    read_on = models.DateField("date read", null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = "source"

    def __str__(self):
        return self.title


class RelatedArticle(Row):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="related_rows")
    related = models.ForeignKey(
        Article, verbose_name="article", on_delete=models.CASCADE, related_name="related_from_rows"
    )

    class Meta(Row.Meta):
        verbose_name = "related article"
        constraints = [
            models.UniqueConstraint(fields=["article", "related"], name="one_row_a_related_article"),
            models.CheckConstraint(
                condition=~models.Q(article=models.F("related")),
                name="related_to_another_article",
                violation_error_message="An article cannot be related to itself.",
            ),
        ]

    def __str__(self):
        return self.related.title


def model_of(part):
    """The model of the working copy's rows that say `part`, a document's Part."""
    return Article._meta.get_field(part.rows).related_model
