"""The JSON-LD in the head of an article's page."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from clinic_site.json_ld import json_ld
from conditions.discovery import structured_data

register = template.Library()


@register.simple_tag(takes_context=True)
def article_data(context):
    """The page as a block of JSON-LD, from the very edition and review that it shows."""
    document, edition, review = context["document"], context["edition"], context["review"]
    home, index = (settings.SITE_URL + reverse(name) for name in ("home", "conditions:index"))
    return json_ld(
        structured_data.article_page(
            document,
            site=home,
            url=context["canonical"],
            crumbs=[("Home", home), ("Conditions", index)],
            published=timezone.localdate(context["first_published"]),
            modified=timezone.localdate(edition.live_from),
            clinic_name=context["clinic"].name,
            review=review and _told(review.review),
        )
    )


def _told(review):
    day = timezone.localdate(review.reviewed_at)
    return {"name": review.reviewer, "credentials": review.credentials, "day": day}
