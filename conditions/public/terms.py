"""Finding a condition by what one feels, by what makes it likely, and by where it hurts."""

from django.db.models import Case, F, Min, Value, When
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic_site.page_cache.public_page import public_page
from conditions.discovery import combinations
from conditions.document.urgency import Urgency
from conditions.models import BodyArea, Edition, EditionTerm, RiskFactor, Symptom
from conditions.models.article import article_url
from conditions.public.shortcuts import moved, paged
from conditions.vocabulary import term_counts
from conditions.vocabulary.merged_terms import once_each

ARTICLES = 50  # on a page
TERMS = 200  # on a page
AREA_SYMPTOMS = 40  # that a body area's page names: those of most of its articles

Kind = EditionTerm.Kind
RANK = Case(*[When(urgency=level, then=Value(level.rank)) for level in Urgency], default=Value(len(Urgency)))


def live_keys(at=None):
    """The keys of the editions that patients see at the moment `at` (default: now)."""
    return Edition.objects.live(at).order_by().values("pk")


def used_terms(model, kind, at=None):
    """The present terms of `model` that live articles use, by name, each with `count`, the number of those articles."""
    counts = term_counts.counts(kind, term_counts.keys_of(model), live_keys(at))
    terms = list(model.objects.filter(pk__in=counts))
    for term in terms:
        term.count = counts[term.pk]
    return terms


def entries(request, kind, term, at=None):
    """Return a page of live articles on `term` for the templates, the most urgent first, then by title.

    `entries`: [{title, url, summary, detail, urgency, urgency_label}], each article once; `slugs`: what editions call
    the term; and what `paged` gives.
    """
    slugs = term_counts.slugs_of(term)
    said = _said(kind, slugs)
    articles = said.live(at).values("edition").annotate(rank=Min(RANK))
    context = paged(request, articles.order_by("rank", "edition__title", "edition"), ARTICLES)
    order = [row["edition"] for row in context["page"]]
    rows = (
        said.filter(edition__in=order)
        .order_by("position")
        .values(
            "slug",
            "edition",
            "detail",
            "urgency",
            title=F("edition__title"),
            address=F("edition__slug"),
            summary=F("edition__summary"),
        )
    )
    found = sorted(once_each(rows, term.slug), key=lambda row: order.index(row["edition"]))
    return context | {"term": term, "slugs": slugs, "entries": [_entry(row) for row in found]}


def _add_combinations(context):
    """Give each of the entries its `combinations` with other symptoms that are more urgent than this one alone."""
    named = combinations.of_editions([entry["edition"] for entry in context["entries"]], context["slugs"])
    for entry in context["entries"]:
        alone = Urgency(entry["urgency"]).rank
        entry["combinations"] = [each for each in named.get(entry["edition"], []) if each.level.rank < alone]


def _levels(entry):
    return {entry["urgency"], *(each.level for each in entry["combinations"])}


def most_said_symptoms(editions, number):
    """The symptoms that most of `editions`, a queryset of their keys, name: so many of them, by name."""
    counts = term_counts.counts(Kind.SYMPTOM, term_counts.keys_of(Symptom), editions)
    most = sorted(counts, key=lambda key: (-counts[key], key))[:number]
    return Symptom.objects.filter(pk__in=most)


def _said(kind, slugs):
    """Return the EditionTerms of the term that editions call by `slugs`, of all editions ever."""
    return EditionTerm.objects.filter(kind=kind, slug__in=slugs).order_by()


def _entry(row):
    return row | {
        "url": article_url(row["address"]),
        "urgency_label": Urgency(row["urgency"]).label if row["urgency"] else "",
    }


def _moved(term):
    """The way on from a former word's page to that of the present one; None where `term` is present."""
    return moved(term.merged_into) if term.merged_into else None


def _term_at(model, slug, *loaded):
    return get_object_or_404(model.objects.select_related("merged_into", *loaded), slug=slug)


@require_safe
@public_page("page")
def symptoms(request):
    return render(request, "conditions/symptoms.html", paged(request, used_terms(Symptom, Kind.SYMPTOM), TERMS))


@require_safe
@public_page("page")
def symptom(request, slug):
    term = _term_at(Symptom, slug, "broader")
    if moving := _moved(term):
        return moving
    context = entries(request, Kind.SYMPTOM, term)
    _add_combinations(context)
    levels = {level for entry in context["entries"] for level in _levels(entry)}
    context |= {"emergency": Urgency.EMERGENCY in levels, "kinds": term.narrower.filter(merged_into=None)}
    if Urgency.URGENT in levels:
        context["urgent"] = Urgency.URGENT.label
    return render(request, "conditions/symptom.html", context)


@require_safe
@public_page("page")
def risk_factors(request):
    terms = used_terms(RiskFactor, Kind.RISK_FACTOR)
    return render(request, "conditions/risk_factors.html", paged(request, terms, TERMS))


@require_safe
@public_page("page")
def risk_factor(request, slug):
    term = _term_at(RiskFactor, slug)
    return _moved(term) or render(request, "conditions/risk_factor.html", entries(request, Kind.RISK_FACTOR, term))


@require_safe
@public_page("page")
def body_area(request, slug):
    term = _term_at(BodyArea, slug)
    if moved := _moved(term):
        return moved
    at = timezone.now()
    context = entries(request, Kind.BODY_AREA, term, at)
    here = _said(Kind.BODY_AREA, context["slugs"]).live(at).values("edition")
    context["symptoms"] = most_said_symptoms(here, AREA_SYMPTOMS)
    return render(request, "conditions/body_area.html", context)
