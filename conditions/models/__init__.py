"""Vocabulary (shared words), the working copy (what authors edit) and editions (what patients read)."""

from conditions.models.article import Article
from conditions.models.edition import Address, Edition, EditionTerm, Withdrawal
from conditions.models.rows import (
    ArticleBodyArea,
    ArticleQuestion,
    ArticleRiskFactor,
    ArticleSection,
    ArticleSource,
    ArticleSymptom,
    ArticleTest,
    RelatedArticle,
)
from conditions.models.vocabulary import BodyArea, DiagnosticTest, RiskFactor, Symptom, Term

__all__ = [
    "Address",
    "Article",
    "ArticleBodyArea",
    "ArticleQuestion",
    "ArticleRiskFactor",
    "ArticleSection",
    "ArticleSource",
    "ArticleSymptom",
    "ArticleTest",
    "BodyArea",
    "DiagnosticTest",
    "Edition",
    "EditionTerm",
    "RelatedArticle",
    "RiskFactor",
    "Symptom",
    "Term",
    "Withdrawal",
]
