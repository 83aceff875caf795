"""The frame of the public pages: their header, their footer, and how to call."""

from django import template

register = template.Library()
_made = {}  # {(Template, name of a view): (what it was made of, what the template made of it)}


@register.simple_tag(takes_context=True)
def frame(context, name):
    """The template `name`, made once for each view, and again when the clinic or its opening state has changed.

    It knows nothing else. The state is asked for each time, so that the page is known to tell of it.
    """
    part, request = context.template.engine.get_template(name), context.get("request")
    match = getattr(request, "resolver_match", None)
    clinic, opening = context.get("clinic"), context.get("opening")
    made_of, key = (clinic, opening.facts if opening else None), (part, match and match.view_name)
    made = _made.get(key)
    if not made or made[0] != made_of:
        said = {"clinic": clinic, "opening": opening, "request": request}
        made = _made[key] = made_of, part.render(context.new(said))
    return made[1]
