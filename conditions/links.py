"""Whether a path on our own site leads anywhere, for links that authors type into a text."""

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from conditions.models import BodyArea, Edition, RiskFactor, Symptom

TERMS = {
    "conditions:symptom": Symptom,
    "conditions:risk-factor": RiskFactor,
    "conditions:body-area": BodyArea,
}


def leads_somewhere(path):
    """True where the address `path` ("/conditions/frozen-shoulder/#causes") shows a patient a page now."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return False
    if match.view_name == "conditions:article":
        return Edition.objects.live().filter(article__addresses__slug=match.kwargs["slug"]).exists()
    if match.view_name in TERMS:
        return TERMS[match.view_name].objects.filter(slug=match.kwargs["slug"]).exists()
    return True
