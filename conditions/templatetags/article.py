"""Rich text, moments and found words as markup."""

import re
from html import escape

from django import template
from django.utils.safestring import mark_safe

from clinic_site.datetimes import exact
from clinic_site.richtext.reader import Reader
from clinic_site.richtext.sanitiser import RichText
from conditions.models.article import article_url

register = template.Library()
register.filter(exact)
register.filter(article_url)
_TABLE = re.compile(r"<table>(?:<caption>(.*?)</caption>)?", re.DOTALL)


@register.filter
def rich(value):
    """Clean rich text as markup. Refuses any other string: only a document's RichText has passed the allow-list."""
    if not isinstance(value, RichText):
        raise TypeError("The rich filter takes RichText from a document, nothing else.")
    if "<table>" in value:
        value = _TABLE.sub(_in_a_region, value).replace("</table>", "</table></div>")
    return mark_safe(value)  # noqa: S308


def _in_a_region(table):
    """The start of a table in a region that scrolls in itself: named, and reached by the keyboard, so that it can."""
    name = " ".join(f"Table: {Reader(table[1] or '').text}".split()).removesuffix(":")
    return f'<div class="table" role="region" aria-label="{escape(name)}" tabindex="0">{table[0]}'


@register.filter
def marked(pieces):
    """[(text, whether it was found)] as markup. One filter, not a loop in a template: a page has hundreds of them.

    It is set in bold and no more: screen readers break a sentence at each <mark>, <strong> or <em>, and name the first.
    """
    return mark_safe(_marked(pieces))  # noqa: S308  (each text is escaped)


@register.filter
def explained(reason):
    """A Reason why a page was found, as markup."""
    wrote = f" (you wrote “{escape(reason.wrote)}”)" if reason.wrote else ""
    return mark_safe(f"{escape(reason.where)} {_marked(reason.pieces)}{wrote}")  # noqa: S308  (each text is escaped)


def _marked(pieces):
    return "".join([f"<b>{escape(text)}</b>" if found else escape(text) for text, found in pieces])
