import unicodedata
from itertools import groupby

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from conditions import addresses, reviews
from conditions.models import BodyArea, Edition, EditionTerm, Symptom
from conditions.outline import outline
from conditions.views.terms import with_live_count

HOME_SYMPTOMS = 12
INDEX_PAGE = 500
OTHER = "Other"


@require_safe
def home(request):
    symptoms = with_live_count(Symptom, EditionTerm.Kind.SYMPTOM).order_by("-count", "name")[:HOME_SYMPTOMS]
    context = {
        "body_areas": with_live_count(BodyArea, EditionTerm.Kind.BODY_AREA),
        "symptoms": sorted(symptoms, key=lambda term: term.name),
    }
    return render(request, "conditions/home.html", context)


@require_safe
def index(request):
    """A to Z, every article under its title and under each of its other names."""
    live = Edition.objects.live().values_list("title", "slug", "data__also_known_as")
    entries = []
    for title, slug, names in live:
        url = reverse("conditions:article", args=[slug])
        entries.append({"name": title, "title": title, "url": url, "also": ""})
        entries += [{"name": name, "title": title, "url": url, "also": name} for name in names]
    entries.sort(key=_filing)
    page = Paginator(entries, INDEX_PAGE).get_page(request.GET.get("page"))
    letters = [(letter, list(group)) for letter, group in groupby(page, lambda entry: _letter(entry["name"]))]
    context = {"letters": letters, "page": page}
    if page.number > 1:
        context["canonical"] = f"{settings.SITE_URL}{request.path}?page={page.number}"
    return render(request, "conditions/index.html", context)


def _filing(entry):
    letter = _letter(entry["name"])
    return letter == OTHER, letter, entry["name"].casefold()


def _letter(name):
    """The letter to file `name` under: accents do not count, and what begins with no letter comes last."""
    first = unicodedata.normalize("NFKD", name)[:1].upper()
    return first if first.isascii() and first.isalpha() else OTHER


@require_safe
def article(request, slug):
    match addresses.answer(slug):
        case addresses.Page(edition):
            return render(request, "conditions/article.html", edition_context(edition))
        case addresses.Moved(edition):
            response = redirect("conditions:article", edition.slug, permanent=True)
            # A browser that kept this for ever would go in circles if the article took its old address back.
            response["Cache-Control"] = "no-cache"
            return response
        case addresses.TakenDown() as gone:
            return render(request, "410.html", notice_context(gone), status=410)
    raise Http404("No article was ever live at this address.")


def edition_context(edition, at=None):
    """What the article template needs to show `edition` (from `with_first_published`) as patients see it at `at`."""
    return {
        "edition": edition,
        "first_published": edition.first_published,
        "review": reviews.shown(edition, at),
        **page_context(edition.document, at),
    }


def page_context(document, at=None):
    """What the article template needs of the document at the moment `at`; the preview uses the same."""
    related = Edition.objects.live(at).filter(article__addresses__slug__in=document.related)
    by_slug = {
        former: {"title": title, "summary": summary, "url": reverse("conditions:article", args=[slug])}
        for former, slug, title, summary in related.values_list("article__addresses__slug", "slug", "title", "summary")
    }
    return {
        "document": document,
        "contents": outline(document),
        "care_cards": [
            {"level": level.value, "heading": level.heading, "entries": entries}
            for level, entries in document.care_cards
        ],
        "related": [by_slug[slug] for slug in document.related if slug in by_slug],
        "canonical": settings.SITE_URL + reverse("conditions:article", args=[document.slug]),
    }


def notice_context(gone):
    """What 410.html needs of an addresses.TakenDown."""
    instead = gone.instead
    return {
        "notice": {
            "title": gone.edition.title,
            "reason": gone.reason,
            "withdrawn_on": gone.edition.live_until,
            "instead": instead and {"title": instead.title, "url": reverse("conditions:article", args=[instead.slug])},
        }
    }
