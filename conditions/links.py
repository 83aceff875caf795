"""Whether a path on our own site leads anywhere, for links that authors type into a text."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from conditions.models import BodyArea, Edition, RiskFactor, Symptom

TERMS = {
    "conditions:symptom": Symptom,
    "conditions:risk-factor": RiskFactor,
    "conditions:body-area": BodyArea,
}


def leads_somewhere(address):
    """False where `address`, a path or a full address on this site, shows a patient no page now.

    Other sites, mail and phone links are taken on trust.
    """
    parts = urlsplit(address.removeprefix(settings.SITE_URL))
    if parts.scheme or parts.netloc:
        return True
    try:
        match = resolve(parts.path or "/")
    except Resolver404:
        return False
    if match.view_name == "conditions:article":
        return Edition.objects.live().filter(article__addresses__slug=match.kwargs["slug"]).exists()
    if match.view_name in TERMS:
        return TERMS[match.view_name].objects.filter(slug=match.kwargs["slug"]).exists()
    return True
