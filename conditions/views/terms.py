from django.db.models import Count, OuterRef, Subquery
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from conditions.models import BodyArea, EditionTerm, RiskFactor, Symptom
from conditions.urgency import Urgency


def with_live_count(model, kind):
    """The terms of `model` that live articles use, each with `count`, the number of those articles."""
    uses = EditionTerm.objects.live().filter(kind=kind, slug=OuterRef("slug")).order_by().values("slug")
    counted = model.objects.annotate(count=Subquery(uses.annotate(uses=Count("pk")).values("uses")))
    return counted.filter(count__isnull=False)


def live_entries(kind, slug):
    """What each live article says of a term: [{title, url, summary, detail, urgency, urgency_label}] by title."""
    rows = EditionTerm.objects.live().filter(kind=kind, slug=slug).order_by("edition__title")
    return [
        {
            "title": title,
            "url": reverse("conditions:article", args=[slug]),
            "summary": summary,
            "detail": detail,
            "urgency": urgency,
            "urgency_label": Urgency(urgency).label if urgency else "",
        }
        for title, slug, summary, detail, urgency in rows.values_list(
            "edition__title", "edition__slug", "edition__summary", "detail", "urgency"
        )
    ]


@require_safe
def symptoms(request):
    return render(request, "conditions/symptoms.html", {"terms": with_live_count(Symptom, EditionTerm.Kind.SYMPTOM)})


@require_safe
def symptom(request, slug):
    term = get_object_or_404(Symptom, slug=slug)
    entries = live_entries(EditionTerm.Kind.SYMPTOM, slug)
    entries.sort(key=lambda entry: Urgency(entry["urgency"]).rank)
    return render(request, "conditions/symptom.html", {"term": term, "entries": entries})


@require_safe
def risk_factors(request):
    terms = with_live_count(RiskFactor, EditionTerm.Kind.RISK_FACTOR)
    return render(request, "conditions/risk_factors.html", {"terms": terms})


@require_safe
def risk_factor(request, slug):
    term = get_object_or_404(RiskFactor, slug=slug)
    entries = live_entries(EditionTerm.Kind.RISK_FACTOR, slug)
    return render(request, "conditions/risk_factor.html", {"term": term, "entries": entries})


@require_safe
def body_area(request, slug):
    term = get_object_or_404(BodyArea, slug=slug)
    here = EditionTerm.objects.live().filter(kind=EditionTerm.Kind.BODY_AREA, slug=slug).values("edition")
    felt = EditionTerm.objects.filter(kind=EditionTerm.Kind.SYMPTOM, edition__in=here)
    context = {
        "term": term,
        "entries": live_entries(EditionTerm.Kind.BODY_AREA, slug),
        "symptoms": Symptom.objects.filter(slug__in=felt.values("slug")),
    }
    return render(request, "conditions/body_area.html", context)
