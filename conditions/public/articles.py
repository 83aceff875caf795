from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic_site.page_cache.public_page import public_page
from conditions.document import emergencies
from conditions.document.outline import outline
from conditions.document.urgency import Urgency
from conditions.models import Edition
from conditions.models.article import article_url
from conditions.public.shortcuts import moved
from conditions.publishing import addresses
from conditions.reviews import clinical_reviews


@require_safe
@public_page()
def article(request, slug):
    match addresses.answer(slug):
        case addresses.Page(edition):
            context = edition_context(edition)
            response = render(request, "conditions/article.html", context)
            response.validator = (
                "article_page",
                [slug, list(context["document"].related), list(getattr(request, "says", {}))],
            )
            return response
        case addresses.Moved(edition):
            return moved("conditions:article", edition.slug)
        case addresses.TakenDown() as gone:
            return render(request, "410.html", notice_context(gone), status=410)
    raise Http404("No article was ever live at this address.")


def edition_context(edition, at=None):
    """Return the article template's context for `edition` (from `with_first_published`) as patients see it at `at`."""
    return {
        "edition": edition,
        "first_published": edition.first_published,
        "review": clinical_reviews.shown(edition, at),
        **page_context(edition.document, at),
    }


def page_context(document, at=None):
    """Return the article template's context for the document at the moment `at`; the preview uses the same."""
    related = Edition.objects.live(at).filter(article__addresses__slug__in=document.related)
    by_slug = {
        former: {"title": title, "summary": summary, "url": article_url(slug)}
        for former, slug, title, summary in related.values_list("article__addresses__slug", "slug", "title", "summary")
    }
    return {
        "document": document,
        "contents": outline(document),
        "care_cards": _care_cards(document),
        "related": [by_slug[slug] for slug in document.related if slug in by_slug],
        "canonical": settings.SITE_URL + article_url(document.slug),
    }


def _care_cards(document):
    """The care cards, the most urgent first; in a draft, before them all, what nobody has decided on yet.

    `added`: what the texts of the page say of 911, in their own words.
    """
    levels, added = dict(document.care_cards), emergencies.added_to_card(document)
    cards = [
        {
            "level": level.value,
            "heading": level.heading,
            "entries": levels.get(level, []),
            "added": added if level == Urgency.EMERGENCY else [],
        }
        for level in Urgency
        if level in levels or (level == Urgency.EMERGENCY and added)
    ]
    if entries := document.unconfirmed:
        heading = "Urgency to be confirmed: this page cannot be published yet"
        cards.insert(0, {"level": "unconfirmed", "heading": heading, "entries": entries})
    return cards


def notice_context(gone):
    """Return the context of 410.html for an addresses.TakenDown."""
    instead = gone.instead
    return {
        "notice": {
            "title": gone.edition.title,
            "reason": gone.reason,
            "withdrawn_on": gone.edition.live_until,
            "instead": instead and {"title": instead.title, "url": article_url(instead.slug)},
        }
    }
