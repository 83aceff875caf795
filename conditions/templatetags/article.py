from django import template
from django.utils.safestring import mark_safe

from clinic_site.richtext.sanitiser import RichText

register = template.Library()


@register.filter
def rich(value):
    """Clean rich text as markup. Refuses any other string: only a document's RichText has passed the allow-list."""
    if not isinstance(value, RichText):
        raise TypeError("The rich filter takes RichText from a document, nothing else.")
    return mark_safe(value)  # noqa: S308
