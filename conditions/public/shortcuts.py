"""Replies and contexts that several public pages share."""

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import redirect


def paged(request, rows, size):
    """Return the context for `size` of `rows`: `page`, the nearest to the one `?page=` asks for, `canonical`.

    `rows` is a list or an ordered queryset, of which no more than that page is loaded.
    """
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    number = f"?page={page.number}" if page.number > 1 else ""
    return {"page": page, "canonical": f"{settings.SITE_URL}{request.path}{number}"}


def moved(to, *args):
    """The way on, for good, to what `redirect(to, *args)` leads to.

    It may move again, even back: a browser that kept the answer for ever would go in circles, so it asks each time.
    """
    response = redirect(to, *args, permanent=True)
    response["Cache-Control"] = "no-cache"
    return response
