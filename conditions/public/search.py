from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from clinic_site.page_cache.public_page import public_page
from conditions.discovery import site_results, unanswered
from conditions.discovery.search import searching
from conditions.discovery.search.query import MOST_LETTERS
from conditions.red_flags import live
from conditions.red_flags.matching import raised


@require_safe
@public_page("q", "page", "exact", kept=False)
def search(request):
    """Show the articles that some words find, and why; above them what to do now, where the words name a danger.

    Whatever words reach it, it is an ordinary page; of many, the first MOST_LETTERS letters count, and it says so. The
    server answers an address that is too long to read by itself, with the 414 page (clinic_site/unreadable.py).
    """
    typed, exact = request.GET.get("q", ""), "exact" in request.GET
    site = site_results.find(typed[:MOST_LETTERS])
    results = searching.search(typed, page=_number(request.GET.get("page", "")), exact=exact or site.is_all)
    text = results.query.text
    flags = raised(text, live.live()) if text else []
    if request.method == "GET" and "page" not in request.GET and not (exact or site or flags):
        unanswered.count(results)  # these pages are never kept, so that each one that is read counts
    more = {"exact": "1"} if exact else {}
    context = {
        "results": results,
        "site": site,
        "red_flags": flags,
        "text": text,
        "most_letters": MOST_LETTERS,
        "exact_url": _url(q=text, exact="1"),
        "next_url": results.next_page and _url(q=text, page=results.next_page, **more),
        "previous_url": results.previous_page and _url(q=text, page=results.previous_page, **more),
        "suggestions": [(words, _url(q=words)) for words in results.suggestions],
        "canonical": settings.SITE_URL + reverse("conditions:search"),
    }
    return render(request, "conditions/search.html", context)


def _url(**parameters):
    return f"?{urlencode(parameters)}"


def _number(text):
    """The number of a page; the first one for anything that is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
