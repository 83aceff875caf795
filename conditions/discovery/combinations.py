"""Two symptoms that editions name together. Plain SQL: building the query from models takes longer than running it."""

from typing import NamedTuple

from django.db import connections, router

from conditions.document.symptom_names import together
from conditions.document.urgency import Urgency
from conditions.models import EditionCombination


class Combination(NamedTuple):
    """`slug` and `companion_slug`: what the edition calls the two; `name`: of both, "Fever with a hot joint"."""

    slug: str
    companion_slug: str
    name: str
    detail: str
    level: Urgency

    @property
    def slugs(self):
        return {self.slug, self.companion_slug}


def of_editions(editions, slugs):
    """{key of an edition: [Combination] of a symptom that is called by one of `slugs`}, each in the edition's order.

    Of those of `editions` that have any.
    """
    if not editions or not slugs:
        return {}
    these, called = _marks(editions), _marks(slugs)
    sql = (
        "SELECT edition_id, slug, companion_slug, name, companion_name, detail, urgency"
        f" FROM {EditionCombination._meta.db_table} WHERE edition_id IN ({these})"
        f" AND (slug IN ({called}) OR companion_slug IN ({called})) ORDER BY position"
    )
    found = {}
    with connections[router.db_for_read(EditionCombination)].cursor() as cursor:
        cursor.execute(sql, [*editions, *slugs, *slugs])
        for edition, slug, companion_slug, name, companion, detail, urgency in cursor.fetchall():
            said = Combination(slug, companion_slug, together(name, companion), detail, Urgency(urgency))
            found.setdefault(edition, []).append(said)
    return found


def _marks(values):
    return ", ".join(["%s"] * len(values))
