"""What the desk is told of the spool."""

from django import template

from appointments.outage import spool

register = template.Library()


@register.inclusion_tag("admin/appointments/_spool.html", takes_context=True)
def spool_notice(context):
    """Requests that wait in this machine's spool and, for managers, those that were set aside."""
    return {"waiting": spool.waiting(), "aside": spool.set_aside(), "perms": context["perms"]}
