from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic_site.directory.models import Location


@require_safe
def index(request):
    """How to ask for a visit: what to do in an emergency first, then the phone lines and when they are answered."""
    open_sometime = Location.objects.filter(opening_hours__isnull=False).distinct().prefetch_related("opening_hours")
    return render(request, "appointments/index.html", {"locations": open_sometime})
