"""The panel of the admin's front page, for managers."""

from django import template
from django.utils import timezone

from clinic_site.backups import runs
from clinic_site.backups.runs import Kind

register = template.Library()


@register.inclusion_tag("admin/backups/_panel.html")
def backups_panel():
    """When the last backup was made, when the last drill held, and what of it is wrong."""
    now = timezone.now()
    found = {}
    for kind in (Kind.BACKUP, Kind.DRILL):
        last, good = runs.newest(kind)
        found |= {
            kind.value: good,
            f"failed_{kind}": last if last and last.failed else None,
            f"stale_{kind}": runs.is_stale(kind, good, now),
        }
    return found
