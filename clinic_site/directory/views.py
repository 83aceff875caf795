from itertools import groupby

from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic_site.directory.models import Closure, Location, OtherCare, Person
from clinic_site.page_cache.public_page import public_page


@require_safe
@public_page()
def people(request):
    roles = list(Person.Role)
    listed = Person.objects.filter(listed=True).select_related("photo")
    by_role = sorted(listed, key=lambda person: roles.index(person.role))
    groups = [(Person.Role(role).label, list(group)) for role, group in groupby(by_role, lambda p: p.role)]
    return render(request, "directory/people.html", {"groups": groups})


@require_safe
@public_page()
def locations(request):
    return render(
        request,
        "directory/locations.html",
        {
            "locations": Location.objects.prefetch_related("opening_hours"),
            "closures": Closure.objects.upcoming().select_related("location"),
            "other_care": OtherCare.objects.prefetch_related("opening_hours"),
        },
    )
