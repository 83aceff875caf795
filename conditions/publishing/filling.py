"""Many articles at once that are nobody's work, such as invented ones: each with its working copy and one edition.

It is for texts that the gate has nothing against; it does not ask. A site that patients read has no use for it.
"""

from collections import defaultdict

from django.db import connection, transaction

from clinic_site.directory.models import Person
from conditions.journal import name_of
from conditions.models import (
    Address,
    Article,
    ArticleBodyArea,
    ArticleQuestion,
    ArticleRiskFactor,
    ArticleSection,
    ArticleSource,
    ArticleSymptom,
    ArticleTest,
    BodyArea,
    DiagnosticTest,
    Edition,
    RiskFactor,
    Symptom,
)
from conditions.publishing import writing
from conditions.search.tables import insert

VOCABULARY = [BodyArea, RiskFactor, Symptom, DiagnosticTest]
SAME = [  # fields of a document that are fields of an article
    *["slug", "title", "also_known_as", "icd_10", "summary", "overview", "causes", "when_to_seek_care", "diagnosis"],
    "treatment",
]


@transaction.atomic
def fill(documents, *, by, change_note):
    """Publish each of `documents`, [(ArticleDocument, when it went live)], as a new article, by the user `by`.

    Terms and authors are the clinic's own, under their present names; photos and related articles are left out.
    """
    people = {person.slug: person for person in Person.objects.all()}
    facts = [writing.facts(document) for document, _ in documents]
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
    writing.index([(edition, document) for edition, (document, _) in zip(editions, documents, strict=True)])


def _write_rows(articles, documents):
    """As models these many rows would take twice the time. Their texts are clean: they come from a document."""
    keys = {model: dict(model.objects.values_list("slug", "pk")) for model in VOCABULARY}
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
    return {
        ArticleBodyArea: [{"term_id": keys[BodyArea][term.slug]} for term in document.body_areas],
        ArticleRiskFactor: [
            {"term_id": keys[RiskFactor][row.term.slug], "detail": row.detail} for row in document.risk_factors
        ],
        ArticleSymptom: [
            {"term_id": keys[Symptom][row.term.slug], "detail": row.detail, "urgency": row.urgency.value}
            for row in document.symptoms
        ],
        ArticleTest: [{"term_id": keys[DiagnosticTest][row.term.slug], "detail": row.detail} for row in document.tests],
        ArticleSection: [vars(part) for part in document.sections],
        ArticleQuestion: [vars(part) for part in document.questions],
        ArticleSource: [vars(part) for part in document.sources],
    }
