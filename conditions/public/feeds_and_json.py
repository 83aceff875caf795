"""Views for other programs: an article as JSON, the feeds, and the sitemap."""

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic_site.directory.clinic import Clinic
from clinic_site.page_cache.public_page import public_page
from conditions.discovery import feeds, sitemap
from conditions.document.encoding import encode
from conditions.models import BodyArea
from conditions.public.shortcuts import moved
from conditions.publishing import addresses
from conditions.reviews import clinical_reviews

ATOM = "application/atom+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"


@require_safe
@public_page()
def document(request, slug):
    """The article at /conditions/<slug>/ as data; its address answers as that of the page does, in JSON."""
    match addresses.answer(slug):
        case addresses.Page(edition):
            response = _json(_article(edition))
            response["Link"] = f'<{_url("article", edition.slug)}>; rel="canonical"'
            response.validator = ("article_page", [slug, list(edition.document.related), []])
            return response
        case addresses.Moved(edition):
            return moved("conditions:document", edition.slug)
        case addresses.TakenDown() as gone:
            return _json(_notice(gone), status=410)
    return _json({"error": "No article was ever live at this address."}, status=404)


@require_safe
@public_page()
def feed(request):
    """The articles that are new or changed."""
    return _atom(
        about="Conditions",
        page=reverse("conditions:index"),
        address=reverse("conditions:feed"),
        editions=feeds.newest(),
    )


@require_safe
@public_page()
def area_feed(request, slug):
    """The same for one body area."""
    area = get_object_or_404(BodyArea.objects.select_related("merged_into"), slug=slug)
    if area.merged_into:
        return moved("conditions:area-feed", area.merged_into.slug)
    return _atom(
        about=area.name,
        page=reverse("conditions:body-area", args=[slug]),
        address=reverse("conditions:area-feed", args=[slug]),
        editions=feeds.newest(area=area),
    )


@require_safe
@public_page()
def sitemap_index(request):
    return _xml(sitemap.index(site=settings.SITE_URL))


@require_safe
@public_page()
def sitemap_part(request, name, number):
    part = sitemap.part(name, number, site=settings.SITE_URL)
    if part is None:
        raise Http404("The sitemap has no such part.")
    return _xml(part)


def _article(edition):
    review = clinical_reviews.shown(edition)
    return {
        "url": _url("article", edition.slug),
        "edition": edition.number,
        "live_from": edition.live_from,
        "first_published": edition.first_published,
        "review": review and _review(review),
        "change_note": edition.change_note,
        "document": encode(edition.document),
    }


def _review(shown):
    """Return the page's review as JSON; `updated_since`: the page has changed since it was read."""
    return {
        "reviewer": shown.review.reviewer,
        "credentials": shown.review.credentials,
        "reviewed_on": timezone.localdate(shown.review.reviewed_at),
        "updated_since": shown.updated_since,
    }


def _notice(gone):
    return {
        "error": "This page was taken down.",
        "title": gone.edition.title,
        "withdrawn_on": gone.edition.live_until,
        "reason": gone.reason,
        "instead": gone.instead and _url("article", gone.instead.slug),
    }


def _atom(*, about, page, address, editions):
    clinic = Clinic.read().name or "Our clinic"
    title = f"{about}, new and updated | {clinic}"
    made = feeds.atom(editions, title=title, author=clinic, site=settings.SITE_URL, page=page, address=address)
    return HttpResponse(made, content_type=ATOM)


def _xml(text):
    return HttpResponse(text, content_type=XML)


def _json(data, status=200):
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})


def _url(name, slug):
    return settings.SITE_URL + reverse(f"conditions:{name}", args=[slug])
