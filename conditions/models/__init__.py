"""Vocabulary (shared words), the working copy (what authors edit), editions (what patients read), reviews."""

from conditions.models.article import Article
from conditions.models.edition import (
    Address,
    Edition,
    EditionCombination,
    EditionName,
    EditionTerm,
    ScheduleChange,
    Withdrawal,
)
from conditions.models.publishing_settings import OpenForm, PublishingRules
from conditions.models.red_flag import RedFlag, RedFlagCount, RedFlagEdition
from conditions.models.review import CorrectionSeen, OwnerReminder, Review, SignOffRequest
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
from conditions.models.unanswered import HiddenSearch, UnansweredSearch
from conditions.models.vocabulary import KINDS, BodyArea, DiagnosticTest, RiskFactor, Symptom, Term

__all__ = [
    "KINDS",
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
    "CorrectionSeen",
    "DiagnosticTest",
    "Edition",
    "EditionCombination",
    "EditionName",
    "EditionTerm",
    "HiddenSearch",
    "OpenForm",
    "OwnerReminder",
    "PublishingRules",
    "RedFlag",
    "RedFlagCount",
    "RedFlagEdition",
    "RelatedArticle",
    "Review",
    "RiskFactor",
    "ScheduleChange",
    "SignOffRequest",
    "Symptom",
    "Term",
    "UnansweredSearch",
    "Withdrawal",
]
