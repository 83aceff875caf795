"""Long lists of public pages, one page of them at a time."""

from django.conf import settings
from django.core.paginator import Paginator


def paged(request, rows, size):
    """Return the context for `size` of `rows`: `page`, the nearest to the one `?page=` asks for, `canonical`.

    `rows` is a list or an ordered queryset, of which no more than that page is loaded.
    """
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    number = f"?page={page.number}" if page.number > 1 else ""
    return {"page": page, "canonical": f"{settings.SITE_URL}{request.path}{number}"}
