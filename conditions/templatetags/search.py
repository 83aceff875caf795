from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def marked(pieces):
    """[(text, whether it was found)] as markup. One filter, not a loop in a template: a page has hundreds of them."""
    markup = "".join(f"<mark>{escape(text)}</mark>" if found else escape(text) for text, found in pieces)
    return mark_safe(markup)  # noqa: S308  (each text is escaped)
