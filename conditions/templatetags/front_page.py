"""The panels of the admin's front page, and what reviewers said, above an article's form."""

from django import template
from django.utils import timezone

from conditions.publishing import calendar
from conditions.reviews import clinical_reviews

register = template.Library()


@register.inclusion_tag("admin/conditions/_schedule_panel.html", takes_context=True)
def schedule_panel(context):
    """Recent and planned publications."""
    return {**calendar.panel(shown=5), "perms": context["perms"]}


@register.inclusion_tag("admin/conditions/_reviews_panel.html", takes_context=True)
def reviews_panel(context):
    """How many pages are due for review, and how many were published without approval."""
    return clinical_reviews.counts(context["user"])


@register.inclusion_tag("admin/conditions/article/_said.html")
def said_of(article):
    """Reviews of `article` since it was last published, and the outside experts who are reading it now."""
    return {
        "article": article,
        "said": clinical_reviews.said_since(article).select_related("edition", "request__asked_by"),
        "reading": article.sign_off_requests.filter(
            fingerprint=article.fingerprint, review=None, revoked_at=None, expires_at__gt=timezone.now()
        ),
    }
