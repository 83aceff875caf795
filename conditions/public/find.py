"""Find by symptom: where it hurts, what one feels, and what may be behind it."""

import re
from typing import NamedTuple
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic_site.page_cache.public_page import public_page
from conditions.discovery import symptom_finder
from conditions.models import BodyArea, EditionTerm
from conditions.public.shortcuts import moved
from conditions.public.terms import used_terms
from conditions.red_flags import live
from conditions.red_flags.matching import in_question, raised
from conditions.vocabulary import term_counts
from conditions.vocabulary.symptom_words import SymptomWords

MOST = 8  # symptoms that are read at once
COMMON = 12  # symptoms that stand open to choose from; further ones can be folded out
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,120}")
# Where the figure leads: words in an area's name or slug, and the parts of the figure that mean them. What a longer
# entry has taken is not looked at again, so that "upper back" is no "back". An area without an entry is in the list.
FIGURE = [
    (r"upper back|mid(dle)? back|thoracic (spine|back)|shoulder blades?", ["upper_back"]),
    (r"low(er)? back|lumbar( spine)?", ["lower_back"]),
    (r"lower legs?|shins?|cal(f|ves)", ["shin"]),
    (r"upper legs?|thighs?|hamstrings?", ["thigh"]),
    (r"necks?|cervical( spine)?", ["neck"]),
    (r"chest|ribs?|breastbone", ["chest"]),
    (r"shoulders?|collarbones?", ["shoulder"]),
    (r"elbows?", ["elbow"]),
    (r"wrists?|hands?|fingers?|thumbs?", ["hand"]),
    (r"hips?|groin|pelvis|buttocks?", ["hip"]),
    (r"knees?|kneecaps?", ["knee"]),
    (r"ankles?|foot|feet|heels?|toes?", ["foot"]),
    (r"back|spine", ["upper_back", "lower_back"]),
]


@require_safe
@public_page()
def index(request):
    areas = used_terms(BodyArea, EditionTerm.Kind.BODY_AREA)
    return render(request, "conditions/find/index.html", {"areas": areas, "figure": figure(areas)})


@require_safe
@public_page("symptom")
def anywhere(request):
    return _page(request, None)


@require_safe
@public_page("symptom")
def area(request, slug):
    term = get_object_or_404(BodyArea.objects.select_related("merged_into"), slug=slug)
    return _moved(request, term.merged_into) if term.merged_into else _page(request, term)


def figure(areas):
    """{part of the figure: the one of `areas` that it leads to}; an area of few parts goes before one of many."""
    found = {}
    for area, parts in sorted([(area, _parts(area)) for area in areas], key=lambda pair: len(pair[1])):
        for part in parts:
            found.setdefault(part, area)
    return found


def _parts(area):
    text, parts = f"{area.name} {area.slug.replace('-', ' ')}".lower(), []
    for words, meant in FIGURE:
        text, times = re.subn(rf"\b({words})\b", "|", text)
        parts += meant if times else []
    return list(dict.fromkeys(parts))


def _moved(request, area):
    query = urlencode([("symptom", slug) for slug in _asked(request) if SLUG.fullmatch(slug)])
    address = reverse("conditions:find-area", args=[area.slug])
    return moved(f"{address}?{query}" if query else address)


def _page(request, area):
    at = timezone.now()
    names = term_counts.slugs_of(area) if area else None
    here = symptom_finder.editions(names, at)
    words = SymptomWords.read()
    counts = term_counts.counts(EditionTerm.Kind.SYMPTOM, words.keys, here)
    chosen, problems = _chosen(_asked(request), words)
    context = {"area": area, "chosen": chosen, **problems, **_choices(words, counts, chosen)}
    if chosen:
        total = here.distinct().count()
        weights = {word: symptom_finder.weight(counts.get(word.key, 0), total) for word in chosen}
        context["groups"] = symptom_finder.find(weights, words, names, at)
        context["all_fit"] = any(not hit.lacks for group in context["groups"] for hit in group.hits)
        context |= _dangers(area, chosen)
        context["query"] = urlencode([("symptom", symptom.slug) for symptom in chosen])
    return render(request, "conditions/find/area.html", context)


def _dangers(area, chosen):
    """The red flags that the symptoms raise together, and else the one question that decides, with its flag."""
    flags = live.live()
    text = ". ".join(f"{area.name if area else ''} {symptom.name}" for symptom in chosen)
    found = raised(text, flags)
    near = [] if found else in_question(text, flags)
    return {"red_flags": found, "deciding": near[0] if near else None}


def _asked(request):
    return list(dict.fromkeys(text for text in request.GET.getlist("symptom") if text))


def _chosen(asked, words):
    """([present Word], what was not understood of `asked`, as the template says it)."""
    slugs = [text for text in asked if SLUG.fullmatch(text)]
    problems = {
        "unknown": [slug.replace("-", " ") for slug in slugs[:MOST] if slug not in words.at],
        "unreadable": len(asked) - len(slugs),
        "ignored": len(slugs[MOST:]),
        "most": MOST,
    }
    return list(dict.fromkeys(words.at[slug] for slug in slugs[:MOST] if slug in words.at)), problems


class Choice(NamedTuple):
    """A symptom to choose from, and how many conditions name it."""

    slug: str
    name: str
    count: int
    checked: bool


def _choices(words, counts, chosen):
    """The symptoms to choose from: `common` ones by how many name them, then the `others` by name.

    What was chosen is among the first, even where no condition here has it.
    """
    offered = {word for word in words.at.values() if word.key in counts} | set(chosen)
    choices = [Choice(word.slug, word.name, counts.get(word.key, 0), word in chosen) for word in offered]
    choices.sort(key=lambda choice: (-choice.count, choice.name.casefold()))
    common = [choice for place, choice in enumerate(choices) if place < COMMON or choice.checked]
    others = sorted({*choices} - {*common}, key=lambda choice: choice.name.casefold())
    return {"common": common, "others": others}
