"""Other words for what was typed: the names and synonyms of the clinic's words, former words among them.

A table holds them by their stems, kept up by a signal as words are saved, and made again after every `migrate`.
"""

from dataclasses import dataclass

from django.db import connections, transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.urls import reverse

from conditions.discovery.search.analysis import stems
from conditions.discovery.search.query import runs
from conditions.discovery.search.tables import insert, learn
from conditions.models import KINDS, EditionTerm

PAGES = {model.kind: model.page for model in KINDS}
TABLE = "search_meaning"
COLUMNS = ["stems", "kind", "term", "slug", "shown"]  # `term`, `slug` and `shown` are those of the present word
STRENGTH = 0.6  # of the present name, against the word that was typed
SIBLING = 0.4  # of its other names: "hip replacement" is no "knee replacement", though both are joint replacements
LONGEST = 6  # words of a name that is recognized within a query


@dataclass(frozen=True)
class Synonym:
    """A present word of the vocabulary that somebody typed, by whatever name."""

    kind: str
    slug: str
    name: str

    @property
    def label(self):
        return EditionTerm.Kind(self.kind).label.capitalize()

    @property
    def url(self):
        """Its page; "" where such words have none."""
        return reverse(PAGES[self.kind], args=[self.slug]) if PAGES[self.kind] else ""


def create(cursor):
    cursor.execute(
        f"CREATE TABLE IF NOT EXISTS {TABLE} (stems text NOT NULL, kind varchar(20) NOT NULL, term bigint NOT NULL, "
        "slug varchar(120) NOT NULL, shown varchar(120) NOT NULL)"
    )
    cursor.execute(f"CREATE INDEX IF NOT EXISTS {TABLE}_stems ON {TABLE} (stems)")
    cursor.execute(f"CREATE INDEX IF NOT EXISTS {TABLE}_term ON {TABLE} (kind, term)")


READ = ("name", "slug", "synonyms", "merged_into__name", "merged_into__slug")


def write_all(cursor):
    cursor.execute(f"DELETE FROM {TABLE}")
    for model in KINDS:
        _write(cursor, model, model.objects.using(cursor.db.alias).all())


def watch():
    for model in KINDS:
        post_save.connect(_changed, sender=model, dispatch_uid=f"conditions.discovery.search.{model.__name__}")
        post_delete.connect(_changed, sender=model, dispatch_uid=f"conditions.discovery.search.{model.__name__}.gone")


def _changed(sender, instance, using, **kwargs):
    keys = {instance.pk, instance.merged_into_id} - {None}
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for key in sorted(keys):
            cursor.execute(f"DELETE FROM {TABLE} WHERE kind = %s AND term = %s", [sender.kind, key])
        _write(cursor, sender, sender.objects.using(using).filter(Q(pk__in=keys) | Q(merged_into__in=keys)))


def _write(cursor, model, terms):
    rows, names = [], []
    # Only what it reads: while an older schema is migrated, other columns may not be there.
    for term in terms.select_related("merged_into").only(*READ):
        now = term.merged_into or term
        for name in (term.name, *term.synonyms):
            names.append(name)
            found = " ".join(stems(name))
            if found:
                rows.append((found, model.kind, now.pk, now.slug, now.name))
    insert(cursor, TABLE, COLUMNS, rows)
    learn(cursor, names)


def known(cursor, words):
    """{stems: [(stems of another name, Synonym)]} for each run of `words` that is a name in the vocabulary."""
    named = sorted({" ".join(word.stem for word in words[i:j]) for i, j in runs(words, LONGEST)})
    if not named:
        return {}
    cursor.execute(
        f"SELECT typed.stems, other.stems, other.kind, other.slug, other.shown FROM {TABLE} AS typed "
        f"JOIN {TABLE} AS other ON other.kind = typed.kind AND other.term = typed.term "
        f"WHERE typed.stems IN ({', '.join(['%s'] * len(named))}) ORDER BY other.kind, other.term, other.stems",
        named,
    )
    found = {}
    for typed, other, *present in cursor.fetchall():
        found.setdefault(typed, []).append((tuple(other.split()), Synonym(*present)))
    return found
