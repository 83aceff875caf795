"""Many articles at once that are nobody's work, such as invented ones: each with its working copy and one edition.

It is for texts that pass the publish checks; it does not ask. A site that patients read has no use for it.
"""

from collections import defaultdict

from django.db import connection, transaction

from clinic_site.directory.models import Person
from conditions.discovery.search.tables import insert
from conditions.document.parts import Kind
from conditions.document.values import of_kind
from conditions.editing.audit_log import name_of
from conditions.models import KINDS, Address, Article, Edition
from conditions.models.rows import model_of
from conditions.publishing import edition_writer

SAME = [part.name for part in of_kind(Kind.PLAIN, Kind.RICH, Kind.LINES)]  # of an article and of its document


@transaction.atomic
def fill(documents, *, by, change_note):
    """Publish each of `documents`, [(ArticleDocument, when it went live)], as a new article, by the user `by`.

    Terms and authors are the clinic's own, under their present names; photos and related articles are left out.
    """
    people = {person.slug: person for person in Person.objects.all()}
    facts = [edition_writer.facts(document) for document, _ in documents]
    articles = Article.objects.bulk_create(
        Article(
            **{name: getattr(document, name) for name in SAME},
            author=people[document.author.slug],
            owner=by,
            updated_by=by,
            fingerprint=said["fingerprint"],
        )
        for (document, _), said in zip(documents, facts, strict=True)
    )
    _write_rows(articles, [document for document, _ in documents])
    Address.objects.bulk_create(Address(article_id=article.pk, slug=article.slug) for article in articles)
    editions = Edition.objects.bulk_create(
        Edition(
            article=article,
            number=1,
            live_from=at,
            published_at=at,
            change_note=change_note,
            published_by=by,
            publisher=name_of(by)[:200],
            **said,
        )
        for article, (_, at), said in zip(articles, documents, facts, strict=True)
    )
    edition_writer.index([(edition, document) for edition, (document, _) in zip(editions, documents, strict=True)])


def _write_rows(articles, documents):
    """As models these many rows would take twice the time. Their texts are clean: they come from a document."""
    keys = {model: dict(model.objects.values_list("slug", "pk")) for model in KINDS}
    made = defaultdict(list)
    for article, document in zip(articles, documents, strict=True):
        for model, values in _rows(document, keys).items():
            made[model] += [{"article_id": article.pk, "position": i, **row} for i, row in enumerate(values, start=1)]
    with connection.cursor() as cursor:
        for model, rows in made.items():
            columns = list(rows[0]) if rows else []
            insert(cursor, model._meta.db_table, columns, [list(row.values()) for row in rows])


def _rows(document, keys):
    """{model: [columns]} of the rows that say `document`; `keys` are those of the terms, {model: {slug: key}}."""
    found = {model_of(part): [vars(row) for row in getattr(document, part.name)] for part in of_kind(Kind.ROWS)}
    for part in of_kind(Kind.TERM_ROWS, Kind.TERMS):
        model = model_of(part)
        known = keys[model._meta.get_field("term").related_model]
        own = [name for name in part.row_fields if name not in model.TERMS]
        found[model] = [
            {**_links(model, row, known), **{name: str(getattr(row, name) or "") for name in own}}
            for row in getattr(document, part.name)
        ]
    return found


def _links(model, row, keys):
    """{column: key} of the words that `row`, a row of a document or a Term, says."""
    terms = {name: getattr(row, name, row) for name in model.TERMS}
    return {f"{name}_id": term and keys[term.slug] for name, term in terms.items()}
