"""Urgency has no default: where a draft holds the former one, "clinic", nobody can tell whether a person chose it."""

from django.db import migrations, models

from conditions.document.encoding import decode, fingerprint

LEVELS = ["emergency", "urgent", "clinic", "self-care"]
FORMER_DEFAULT = "clinic"
SCHEMA = 2  # of the documents that `_said` writes; newer releases read it


def to_be_confirmed(apps, schema_editor):
    articles = apps.get_model("conditions", "Article").objects
    rows = apps.get_model("conditions", "ArticleSymptom").objects.filter(urgency=FORMER_DEFAULT)
    concerned = articles.filter(pk__in=list(rows.values_list("article", flat=True).distinct()))
    rows.update(urgency="")
    for article in concerned.exclude(fingerprint="").iterator():
        articles.filter(pk=article.pk).update(fingerprint=fingerprint(decode(_said(article))))


def assumed(apps, schema_editor):
    apps.get_model("conditions", "ArticleSymptom").objects.filter(urgency="").update(urgency=FORMER_DEFAULT)


def _said(article):
    """What the working copy says, as data of a document: code of a release may read later columns than there are."""
    photo, author = article.lead_photo, article.author
    return {
        "schema": SCHEMA,
        **{name: getattr(article, name) for name in ["slug", "title", "summary", "overview", "causes", "treatment"]},
        "also_known_as": list(article.also_known_as),
        "icd_10": list(article.icd_10),
        "photo": photo
        and {
            **{name: getattr(photo, name) for name in ["digest", "width", "height"]},
            "alt": article.photo_alt,
            "caption": article.photo_caption,
        },
        "risk_factors": [_term(row) for row in _rows(article.risk_factor_rows)],
        "symptoms": [_term(row) | {"urgency": row.urgency or None} for row in _rows(article.symptom_rows)],
        "when_to_seek_care": article.when_to_seek_care,
        "diagnosis": article.diagnosis,
        "tests": [_term(row) for row in _rows(article.test_rows)],
        "sections": [{"heading": row.heading, "text": row.text} for row in _rows(article.section_rows)],
        "questions": [{"question": row.question, "answer": row.answer} for row in _rows(article.question_rows)],
        "sources": [
            {
                "title": row.title,
                "publisher": row.publisher,
                "url": row.url,
                "read_on": row.read_on and row.read_on.isoformat(),
            }
            for row in _rows(article.source_rows)
        ],
        "author": author and {name: getattr(author, name) for name in ["slug", "name", "credentials", "job_title"]},
        "body_areas": [{"slug": row.term.slug, "name": row.term.name} for row in _rows(article.body_area_rows)],
        "related": [_address(row.related) for row in _rows(article.related_rows)],
    }


def _rows(rows):
    return rows.order_by("position", "id")


def _term(row):
    return {"term": {"slug": row.term.slug, "name": row.term.name}, "detail": row.detail}


def _address(article):
    newest = article.addresses.order_by("-pk").first()
    return newest.slug if newest else article.slug


class Migration(migrations.Migration):
    dependencies = [("conditions", "0007_terms_of_an_edition")]

    operations = [
        migrations.RemoveConstraint(model_name="articlesymptom", name="urgency_is_known"),
        migrations.AlterField(
            model_name="articlesymptom",
            name="urgency",
            field=models.CharField(
                blank=True,
                choices=[
                    ("emergency", "Emergency"),
                    ("urgent", "Urgent: call today"),
                    ("clinic", "Make an appointment"),
                    ("self-care", "Self-care at home"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="articlesymptom",
            constraint=models.CheckConstraint(condition=models.Q(urgency__in=["", *LEVELS]), name="urgency_is_known"),
        ),
        migrations.AddConstraint(
            model_name="editionterm",
            constraint=models.CheckConstraint(
                condition=~models.Q(kind="symptom") | models.Q(urgency__in=LEVELS),
                name="published_urgency_was_chosen",
            ),
        ),
        migrations.RunPython(to_be_confirmed, assumed),
    ]
