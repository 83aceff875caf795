from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from conditions.former_words import once_each
from conditions.models import BodyArea, EditionTerm, RiskFactor, Symptom
from conditions.urgency import Urgency


def with_live_count(model, kind):
    """The present terms of `model` that live articles use, each with `count`, the number of those articles.

    An article whose edition says a former word counts for the present one.
    """
    words = _called(model, OuterRef(OuterRef("pk")))
    uses = EditionTerm.objects.live().filter(kind=kind, slug__in=words.values("slug")).order_by().values("kind")
    counted = model.objects.annotate(count=Subquery(uses.annotate(uses=Count("edition", distinct=True)).values("uses")))
    return counted.filter(count__isnull=False, merged_into__isnull=True)


def live_entries(kind, term):
    """What each live article says of `term`, once: [{title, url, summary, detail, urgency, urgency_label}] by title."""
    words = _called(type(term), term.pk).values("slug")
    rows = EditionTerm.objects.live().filter(kind=kind, slug__in=words).order_by("edition__title", "position")
    found = rows.values(
        "slug",
        "edition",
        "detail",
        "urgency",
        title=F("edition__title"),
        address=F("edition__slug"),
        summary=F("edition__summary"),
    )
    return [
        {
            **row,
            "url": reverse("conditions:article", args=[row["address"]]),
            "urgency_label": Urgency(row["urgency"]).label if row["urgency"] else "",
        }
        for row in once_each(found, term.slug)
    ]


def _called(model, pk):
    """The term with the key `pk` and the words that were merged into it."""
    return model.objects.filter(Q(pk=pk) | Q(merged_into=pk)).order_by()


def _moved(term):
    """The way on from a former word's page to that of the present one; None where `term` is present."""
    if term.merged_into is None:
        return None
    response = redirect(term.merged_into, permanent=True)
    response["Cache-Control"] = "no-cache"  # the present word may be merged into yet another one some day
    return response


def _term_at(model, slug):
    return get_object_or_404(model.objects.select_related("merged_into"), slug=slug)


@require_safe
def symptoms(request):
    return render(request, "conditions/symptoms.html", {"terms": with_live_count(Symptom, EditionTerm.Kind.SYMPTOM)})


@require_safe
def symptom(request, slug):
    term = _term_at(Symptom, slug)
    if moved := _moved(term):
        return moved
    entries = live_entries(EditionTerm.Kind.SYMPTOM, term)
    entries.sort(key=lambda entry: Urgency(entry["urgency"]).rank)
    return render(request, "conditions/symptom.html", {"term": term, "entries": entries})


@require_safe
def risk_factors(request):
    terms = with_live_count(RiskFactor, EditionTerm.Kind.RISK_FACTOR)
    return render(request, "conditions/risk_factors.html", {"terms": terms})


@require_safe
def risk_factor(request, slug):
    term = _term_at(RiskFactor, slug)
    if moved := _moved(term):
        return moved
    entries = live_entries(EditionTerm.Kind.RISK_FACTOR, term)
    return render(request, "conditions/risk_factor.html", {"term": term, "entries": entries})


@require_safe
def body_area(request, slug):
    term = _term_at(BodyArea, slug)
    if moved := _moved(term):
        return moved
    kinds, words = EditionTerm.Kind, _called(BodyArea, term.pk).values("slug")
    here = EditionTerm.objects.live().filter(kind=kinds.BODY_AREA, slug__in=words).values("edition")
    felt = EditionTerm.objects.filter(kind=kinds.SYMPTOM, edition__in=here).values("slug")
    said = Symptom.objects.filter(slug__in=felt).values(present=Coalesce("merged_into", "pk"))
    context = {
        "term": term,
        "entries": live_entries(kinds.BODY_AREA, term),
        "symptoms": Symptom.objects.filter(pk__in=said),
    }
    return render(request, "conditions/body_area.html", context)
