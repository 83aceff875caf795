"""The sitemap (protocol 0.9 of sitemaps.org): an index, and the parts that it names, of PART addresses at most.

Articles are dealt to parts by their keys, so that a part is read without the others. Days of change are told where they
are known: for an article, when its edition went live or a later review of it was given. What a word's page lists is
many articles' doing; no day is told there.
"""

from datetime import UTC
from xml.sax.saxutils import escape

from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from conditions.models import KINDS, Article, Edition, EditionTerm, Review
from conditions.reviews import clinical_reviews

PART = 5_000
MOST_PARTS = 50_000  # that the protocol lets an index name
ARTICLES = "articles"
PAGES = [
    *["home", "conditions:find", "conditions:index", "conditions:symptoms", "conditions:risk-factors"],
    *["directory:people", "directory:locations", "appointments:index"],
]
WORDS = {model.part.replace("_", "-"): model for model in KINDS if model.page}
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


def index(at=None, *, site):
    """The index of the parts that have anything to tell at the moment `at` (default: now), as text.

    `site` is the address before every path.
    """
    at = at or timezone.now()
    parts = [("pages", 1, None), *((name, 1, None) for name in WORDS if _words(name, at).exists())]
    last = Article.objects.aggregate(last=Max("pk"))["last"] or 0
    for number in range(1, last // PART + 2):
        if changed := _last_change(number, at):
            parts.append((ARTICLES, number, changed))
    addresses = ((reverse("conditions:sitemap-part", args=part), changed) for *part, changed in parts)
    return _xml("sitemapindex", "sitemap", addresses, site)


def part(name, number, at=None, *, site):
    """The part `name` no. `number` as text; None where there is none at the moment `at` (default: now)."""
    at = at or timezone.now()
    if not 1 <= number <= MOST_PARTS:
        return None
    if name == ARTICLES:
        found = [(reverse("conditions:article", args=[slug]), changed) for slug, changed in _articles(number, at)]
    elif number != 1:
        return None
    elif name == "pages":
        found = [(reverse(page), None) for page in PAGES]
    elif name in WORDS:
        found = [(word.get_absolute_url(), None) for word in _words(name, at)]
    else:
        return None
    return _xml("urlset", "url", found, site) if found else None


def _of_part(number, queryset):
    """The rows of `queryset` that belong to an article of the part."""
    return queryset.filter(article__gte=(number - 1) * PART, article__lt=number * PART).order_by()


def _articles(number, at):
    """(slug, when its page last said something new) of each article of a part."""
    given = Review.objects.filter(
        clinical_reviews.read_by_patients(at), article=OuterRef("article"), reviewed_at__lte=at
    )
    live = (
        _of_part(number, Edition.objects.live(at))
        .annotate(reviewed=Subquery(given.values("reviewed_at")[:1]))
        .order_by("article")
    )
    for slug, live_from, reviewed in live.values_list("slug", "live_from", "reviewed"):
        yield slug, max(filter(None, [live_from, reviewed]))


def _last_change(number, at):
    """The newest moment of `_articles`, or None; only reviews that could be newer are looked at."""
    live = _of_part(number, Edition.objects.live(at))
    newest = live.aggregate(newest=Max("live_from"))["newest"]
    if newest is None:
        return None
    given = _of_part(number, Review.objects.filter(reviewed_at__gt=newest, reviewed_at__lte=at))
    later = given.filter(clinical_reviews.read_by_patients(at), Exists(live.filter(article=OuterRef("article"))))
    return later.aggregate(newest=Max("reviewed_at"))["newest"] or newest


def _words(name, at):
    """The present words of a kind that live articles say, under whatever name."""
    model = WORDS[name]
    said = EditionTerm.objects.live(at).filter(kind=model.kind).order_by()
    former = model.objects.filter(merged_into=OuterRef(OuterRef("pk"))).order_by().values("slug")
    used = Q(Exists(said.filter(slug=OuterRef("slug")))) | Q(Exists(said.filter(slug__in=former)))
    return model.objects.filter(used, merged_into=None)


def _xml(root, element, found, site):
    lines = [HEAD, f'<{root} xmlns="{SCHEMA}">\n']
    for path, changed in found:
        day = f"<lastmod>{changed.astimezone(UTC).isoformat(timespec='seconds')}</lastmod>" if changed else ""
        lines.append(f"<{element}><loc>{escape(site + path)}</loc>{day}</{element}>\n")
    return "".join([*lines, f"</{root}>\n"])
