from conditions.admin.article import ArticleAdmin
from conditions.admin.edition import EditionAdmin
from conditions.admin.publishing_rules import PublishingRulesAdmin
from conditions.admin.red_flag import RedFlagAdmin
from conditions.admin.vocabulary import BodyAreaAdmin, TermAdmin

__all__ = ["ArticleAdmin", "BodyAreaAdmin", "EditionAdmin", "PublishingRulesAdmin", "RedFlagAdmin", "TermAdmin"]
