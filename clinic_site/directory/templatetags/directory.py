from django import template
from django.conf import settings
from django.urls import reverse

from clinic_site.directory.models import Location
from clinic_site.directory.structured_data import medical_clinic
from clinic_site.json_ld import json_ld

register = template.Library()


@register.inclusion_tag("directory/_where_to_find_us.html", takes_context=True)
def where_to_find_us(context):
    """The clinic's locations with their hours, for people and for programs."""
    return {"clinic": context["clinic"], "locations": Location.objects.prefetch_related("opening_hours")}


@register.simple_tag
def clinic_data(clinic, locations, closures=()):
    """The clinic as a block of JSON-LD, for a page that shows these locations and closures; "" where it has no name."""
    if not clinic.name:
        return ""
    home, page = (settings.SITE_URL + reverse(name) for name in ("home", "directory:locations"))
    return json_ld(medical_clinic(clinic, locations, closures, site=home, url=page))
