"""Hostile HTML is clean in the database and on the page, whichever way it came in."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from clinic_site.richtext.fields import RichTextField
from conditions.editing.restore import restore
from conditions.editing.working_copy import record_save
from conditions.models import Article, ArticleQuestion, ArticleSection
from conditions.publishing.actions import publish
from tests.conftest import document

pytestmark = pytest.mark.django_db

HOSTILE = (
    '<p onclick="steal()" style="position:fixed">Rest.<script>steal()</script><img src=x onerror="steal()">'
    '<a href="javascript:steal()">Here</a><svg onload="steal()"><iframe src="//evil.example"></iframe></p>'
)
CLEAN = "<p>Rest.Here</p>"
RICH = [field.name for field in Article._meta.fields if isinstance(field, RichTextField)]
TEXT = "</p><script>steal()</script>\"'&"


def stored(model, field):
    """What the database holds, past every conversion of ours."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {field} FROM {model._meta.db_table}")
        return {row[0] for row in cursor.fetchall()}


def test_an_article_has_its_rich_text_in_these_fields():
    assert RICH == ["overview", "causes", "when_to_seek_care", "diagnosis", "treatment"]


@pytest.mark.parametrize("field", RICH)
def test_saving_updating_and_adding_in_bulk_clean(field):
    article = Article.objects.create(slug="one", title="One", **{field: HOSTILE})
    assert stored(Article, field) == {CLEAN} == {getattr(article, field)}
    Article.objects.update(**{field: ""})
    Article.objects.update(**{field: HOSTILE})
    assert stored(Article, field) == {CLEAN}
    Article.objects.bulk_create([Article(slug="two", title="Two", **{field: HOSTILE})])
    assert stored(Article, field) == {CLEAN}
    Article.objects.update(**{field: ""})
    setattr(article, field, HOSTILE)
    Article.objects.bulk_update([article], [field])
    assert CLEAN in stored(Article, field) <= {CLEAN, ""}


def test_a_fixture_is_cleaned(draft, tmp_path):
    file = tmp_path / "article.json"
    day = "2026-01-01T00:00Z"
    fields = {"slug": "one", "title": "One\x00", "created_at": day, "updated_at": day, **dict.fromkeys(RICH, HOSTILE)}
    row = {"article": draft.pk + 1, "heading": "Sport", "text": HOSTILE}
    rows = [
        {"model": "conditions.article", "pk": draft.pk + 1, "fields": fields},
        {"model": "conditions.articlesection", "fields": row},
    ]
    file.write_text(json.dumps(rows))
    call_command("loaddata", str(file), verbosity=0)
    article = Article.objects.get(slug="one")
    assert {getattr(article, field) for field in RICH} == {CLEAN} and article.title == "One"
    assert article.section_rows.get().text == CLEAN


def test_rows_are_cleaned(draft):
    ArticleSection.objects.update(text=HOSTILE)
    ArticleQuestion.objects.update(answer=HOSTILE)
    assert stored(ArticleSection, "text") == stored(ArticleQuestion, "answer") == {CLEAN}


def test_what_slipped_past_the_fields_is_clean_on_the_page(draft, author, client):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE conditions_article SET overview = %s, causes = %s", [HOSTILE, HOSTILE])
    draft.refresh_from_db()
    assert draft.overview == HOSTILE
    record_save(draft, by=author)
    edition = publish(draft, by=author, change_note="New.")
    assert edition.data["overview"] == edition.data["causes"] == CLEAN
    assert "steal" not in client.get("/conditions/runners-knee/").text


def test_plain_text_is_shown_as_text(author, client):
    everywhere = document(
        title=TEXT,
        also_known_as=(TEXT,),
        summary=TEXT,
        symptoms=tuple(type(row)(term=row.term, detail=TEXT, urgency=row.urgency) for row in document().symptoms),
        risk_factors=tuple(type(row)(term=row.term, detail=TEXT) for row in document().risk_factors),
        sections=(type(document().sections[0])(heading=TEXT),),
        questions=(type(document().questions[0])(question=TEXT),),
    )
    article, _ = restore(everywhere, by=author)
    publish(article, by=author, change_note=TEXT)
    for path in ("/conditions/runners-knee/", "/conditions/", "/symptoms/fever/", "/risk-factors/overweight/"):
        page = client.get(path).text
        assert "<script>steal" not in page and "&lt;script&gt;steal()&lt;/script&gt;&quot;&#x27;&amp;" in page


def test_lines_of_text_lose_what_nobody_sees():
    Article.objects.create(slug="one", title=" O\x00ne\u202e", summary="\x1bRest.", photo_alt="A\x07 knee")
    assert stored(Article, "title") == {"One"}
    assert stored(Article, "summary") == {"Rest."} and stored(Article, "photo_alt") == {"A knee"}


def test_a_title_of_nothing_that_is_seen_is_no_title():
    with pytest.raises(ValidationError) as error:
        Article(slug="one", title="\u202e\x00").full_clean()
    assert "title" in error.value.message_dict


def test_the_length_that_counts_is_the_length_that_is_stored():
    article = Article(slug="one", title="\u0958" * 200)  # each is stored as two characters
    with pytest.raises(ValidationError) as error:
        article.full_clean()
    assert "title" in error.value.message_dict
    Article(slug="one", title="e\u0301" * 200).full_clean()  # and each of these as one
