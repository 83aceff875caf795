"""The tables and moments on which public pages depend, and the validator of an article's page."""

from datetime import UTC, datetime

from django.db import connections, router

from clinic_site.directory.clinic import CLOCKS, Clinic
from clinic_site.page_cache.middleware import validator
from conditions.models import KINDS, Edition, RedFlagEdition, Review, Withdrawal

EDITIONS = Edition._meta.db_table
# In plain SQL, as each page that is made asks it: building the queries takes longer than running them.
NEXT = (
    f"SELECT MIN(live_from) FROM {EDITIONS} WHERE live_from > %s "
    f"UNION ALL SELECT MIN(live_until) FROM {EDITIONS} WHERE live_until > %s"
)
# An edition's terms, names and address are written with it, so that the edition stands for them.
SHOWN = [Edition, RedFlagEdition, Review, Withdrawal, *KINDS]


def next_edge(at):
    """The first moment after `at` at which an edition goes live or ends, as far as is planned; or None."""
    connection = connections[router.db_for_read(Edition)]
    at = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [at, at])
        edges = [edge for (edge,) in cursor.fetchall() if edge]
    edges = [datetime.fromisoformat(edge).replace(tzinfo=UTC) if isinstance(edge, str) else edge for edge in edges]
    return min(edges, default=None)


@validator
def article_page(slug, related, says):
    """Stays the same as long as the page of the article at `slug` does, which names the articles at `related`.

    `says`: what it says of places that open and close (request.says). Rows are told apart by key and moment: in a
    database that was restored from a backup, keys come again.
    """
    live = Edition.objects.live().order_by("pk")
    edition = live.with_first_published().filter(slug=slug)
    page = edition.values_list("article", "pk", "recorded_at", "first_published").first()
    if page is None:
        return "none", None
    review = Review.objects.filter(article=page[0]).order_by("-pk").values_list("pk", "reviewed_at").first()
    others = live.filter(article__addresses__slug__in=related).order_by("pk", "article__addresses__slug")
    named = list(others.values_list("pk", "recorded_at", "article__addresses__slug"))
    now = [CLOCKS[name]() for name in says]
    until = min((state.said_until for state in now if state and state.said_until), default=None)
    return str([page, review, named, Clinic.read(), [state and state.facts for state in now]]), until
