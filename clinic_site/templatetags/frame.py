"""The frame of the public pages: their header, their footer, and how to call."""

from django import template

register = template.Library()
_made = {}  # {(Template, name of a view): (Clinic, what the template made for it)}


@register.simple_tag(takes_context=True)
def frame(context, name):
    """The template `name`, made once for each view and not again until the clinic changes: it knows nothing else."""
    part = context.template.engine.get_template(name)
    match = getattr(context.get("request"), "resolver_match", None)
    clinic, key = context.get("clinic"), (part, match and match.view_name)
    known = _made.get(key)
    if not known or known[0] != clinic:
        known = _made[key] = clinic, part.render(context.new({"clinic": clinic, "request": context.get("request")}))
    return known[1]
