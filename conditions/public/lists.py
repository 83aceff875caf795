"""The lists that patients find an article by: the home page and A to Z."""

from itertools import groupby

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic_site.page_cache.public_page import public_page
from conditions.discovery.a_to_z import LETTERS
from conditions.models import BodyArea, Edition, EditionName, EditionTerm
from conditions.models.article import article_url
from conditions.public.shortcuts import paged
from conditions.public.terms import live_keys, most_said_symptoms, used_terms

HOME_SYMPTOMS = 12
FEW = 300  # names that A to Z lists all on one page; where there are more, each letter has pages of its own
NAMES = 200  # on a page of a letter
NEWEST = 10


@require_safe
@public_page()
def home(request):
    at = timezone.now()
    context = {
        "body_areas": used_terms(BodyArea, EditionTerm.Kind.BODY_AREA, at),
        "symptoms": most_said_symptoms(live_keys(at), HOME_SYMPTOMS),
    }
    return render(request, "conditions/home.html", context)


@require_safe
@public_page()
def index(request):
    """A to Z: every article under its title and under each of its other names; where they are many, the letters."""
    names = list(_names()[: FEW + 1])
    if len(names) > FEW:
        newest = Edition.objects.live().order_by("-live_from", "-pk").values("slug", "title", "live_from")[:NEWEST]
        return render(request, "conditions/index.html", {"letters": LETTERS, "newest": newest})
    names.sort(
        key=lambda name: (LETTERS.index(name["letter"]), name["filing"], name["edition__title"], name["position"])
    )
    groups = [(letter, [_entry(name) for name in group]) for letter, group in groupby(names, lambda n: n["letter"])]
    return render(request, "conditions/index.html", {"groups": groups})


@require_safe
@public_page("page")
def letter(request, letter):
    """The names filed under one letter, for clinics that have many."""
    letter = letter.title() if letter == letter.lower() else ""
    if letter not in LETTERS:
        raise Http404("There is no such letter.")
    context = paged(request, _names().filter(letter=letter).order_by("filing", "edition", "position"), NAMES)
    context |= {"letter": letter, "letters": LETTERS, "entries": [_entry(name) for name in context["page"]]}
    return render(request, "conditions/letter.html", context)


def _names(at=None):
    """The names that live articles go by, in any order."""
    fields = ["letter", "filing", "edition", "position", "name", "edition__title", "edition__slug"]
    return EditionName.objects.live(at).order_by().values(*fields)


def _entry(name):
    return {
        "title": name["edition__title"],
        "url": article_url(name["edition__slug"]),
        "also": name["name"] if name["position"] else "",
    }
