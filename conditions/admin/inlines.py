"""The rows of the article form. `after` names the fieldset that each stands behind, in reading order."""

from django.contrib import admin
from django.db import models
from django.forms import Textarea

from clinic_site.ordered_rows import OrderedRows
from conditions import models as m
from conditions.models.fields import PlainTextField


class Rows(OrderedRows, admin.TabularInline):
    formfield_overrides = {PlainTextField: {"widget": Textarea(attrs={"rows": 2, "cols": 60})}}


class TermRows(Rows):
    autocomplete_fields = ["term"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("term")


class BodyAreaRows(TermRows):
    model = m.ArticleBodyArea
    after = "Page"


class RiskFactorRows(TermRows):
    model = m.ArticleRiskFactor
    after = "Causes"


class SymptomRows(TermRows):
    model = m.ArticleSymptom
    after = "Causes"
    fields = ["position", "term", "detail", "urgency"]


class TestRows(TermRows):
    model = m.ArticleTest
    after = "Diagnosis"


class SectionRows(OrderedRows, admin.StackedInline):
    model = m.ArticleSection
    after = "Treatment"


class QuestionRows(OrderedRows, admin.StackedInline):
    model = m.ArticleQuestion
    after = "Treatment"


class SourceRows(Rows):
    model = m.ArticleSource
    after = "Treatment"
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


class RelatedRows(Rows):
    model = m.RelatedArticle
    fk_name = "article"
    after = "Treatment"
    autocomplete_fields = ["related"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("related")


INLINES = [
    BodyAreaRows,
    RiskFactorRows,
    SymptomRows,
    TestRows,
    SectionRows,
    QuestionRows,
    SourceRows,
    RelatedRows,
]
