from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY

register = template.Library()


@register.simple_tag(takes_context=True)
def again(context, name):
    """The block `name` of this page once more: Django prints each block in one place only."""
    return context.render_context[BLOCK_CONTEXT_KEY].get_block(name).render(context)
