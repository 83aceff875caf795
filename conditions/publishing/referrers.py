"""Who leads patients to an article: links in texts, and lists of related articles."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from clinic_site.richtext.reader import Reader
from conditions.document.parts import Kind
from conditions.document.values import of_kind
from conditions.models import (
    Address,
    Article,
    ArticleSource,
    Edition,
    RelatedArticle,
)
from conditions.models.rows import model_of

ARTICLE = re.compile(r"/conditions/([-\w]+)/?", re.ASCII)


@dataclass(frozen=True)
class Referrer:
    """`article` leads there: by a link in a text (`links`), as a related article (`lists`), or both.

    `edition` is the one that does; None where it is the draft.
    """

    article: Article
    edition: Edition | None
    links: bool
    lists: bool


@dataclass(frozen=True)
class Referrers:
    """[Referrer] each: `live` editions, those to `come`, and `drafts`; by title."""

    live: list
    coming: list
    drafts: list


def referrers(article, at=None):
    """The Referrers of `article`, at any of its addresses, at the moment `at` (default: now). Eight queries."""
    at = at or timezone.now()
    slugs = {slug.lower() for slug in Address.objects.filter(article=article).values_list("slug", flat=True)}
    slugs.add(article.slug.lower())
    editions = Edition.objects.not_over(at).exclude(article=article)
    editions = editions.select_related("article").order_by("title", "live_from")
    found = [_by_edition(edition, slugs) for edition in editions]
    found = [referrer for referrer in found if referrer.links or referrer.lists]
    return Referrers(
        live=[referrer for referrer in found if referrer.edition.live_from <= at],
        coming=[referrer for referrer in found if referrer.edition.live_from > at],
        drafts=_drafts(article, slugs),
    )


def _by_edition(edition, slugs):
    lists = any(slug.lower() in slugs for slug in edition.data.get("related", []))
    return Referrer(edition.article, edition, any(_leads_to(href, slugs) for href in _addresses(edition.data)), lists)


def _addresses(data):
    """Every address that the data of a document names. Decoding it would take a hundred times as long."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from [value] if name == "url" else _addresses(value)
    elif isinstance(data, list):
        for item in data:
            yield from _addresses(item)
    elif isinstance(data, str) and "<a " in data:
        yield from Reader(data).links


def _drafts(article, slugs):
    linking = set()
    rich = [(Article, "pk", [part.name for part in of_kind(Kind.RICH)])]
    rich += [(model_of(part), "article", part.rich_fields) for part in of_kind(Kind.ROWS) if part.rich_fields]
    for model, owner, fields in rich:
        with_links = Q(*[(f"{field}__contains", "<a ") for field in fields], _connector=Q.OR)
        for pk, *texts in model.objects.filter(with_links).values_list(owner, *fields):
            if any(_leads_to(href, slugs) for text in texts for href in Reader(text).links):
                linking.add(pk)
    sources = ArticleSource.objects.filter(url__contains="/conditions/").values_list("article", "url")
    linking |= {pk for pk, url in sources if _leads_to(url, slugs)}
    listing = set(RelatedArticle.objects.filter(related=article).values_list("article", flat=True))
    drafts = Article.objects.filter(pk__in=linking | listing).exclude(pk=article.pk).order_by("title")
    return [Referrer(draft, None, draft.pk in linking, draft.pk in listing) for draft in drafts]


def _leads_to(href, slugs):
    try:
        parts = urlsplit(urljoin(f"{settings.SITE_URL}/conditions/any/", href))
    except ValueError:  # a host that is none
        return False
    page = ARTICLE.fullmatch(parts.path)
    own = parts.netloc.lower() == urlsplit(settings.SITE_URL).netloc.lower()
    return bool(own and page and page[1].lower() in slugs)
