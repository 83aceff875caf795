from django import template
from django.utils import dateformat, timezone

register = template.Library()


@register.filter
def exact(moment):
    """A moment to the second on the clinic's clocks: "November 1, 2026, 1:50:00 a.m. EST".

    Django's own format leaves the zone out in the hour that comes twice, which is where it matters.
    """
    local = timezone.localtime(moment)
    return f"{dateformat.format(local, 'F j, Y, g:i:s a')} {local.tzname()}"
