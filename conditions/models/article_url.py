"""The address of an article, for lists that name many: Django's `reverse` takes as long as a query does."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=2000)
def article_url(slug):
    """The path of the article that goes by `slug`: "/conditions/acl-tear/"."""
    return reverse("conditions:article", args=[slug])
