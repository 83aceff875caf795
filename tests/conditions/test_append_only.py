"""The past stays as it was, whoever tries to change it: a model, a queryset, a fixture or a database console."""

import json

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from clinic_site.append_only import AppendOnlyError
from conditions.editing.restore import restore
from conditions.models import (
    Address,
    Article,
    CorrectionSeen,
    Edition,
    EditionCombination,
    EditionName,
    EditionTerm,
    RedFlagEdition,
    Review,
    ScheduleChange,
    Symptom,
    Withdrawal,
)
from conditions.publishing import triggers
from tests.conftest import document

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("draft_for_module")]

APPEND_ONLY, MUTABLE = "rows are added, never changed", "people edit it"
MODELS = {
    "Address": APPEND_ONLY,
    "CorrectionSeen": APPEND_ONLY,
    "Edition": APPEND_ONLY,
    "EditionCombination": APPEND_ONLY,
    "EditionName": APPEND_ONLY,
    "EditionTerm": APPEND_ONLY,
    "RedFlagEdition": APPEND_ONLY,
    "Review": APPEND_ONLY,
    "ScheduleChange": APPEND_ONLY,
    "Withdrawal": APPEND_ONLY,
    "OpenForm": MUTABLE,
    "OwnerReminder": MUTABLE,
    "PublishingRules": MUTABLE,
    "RedFlag": MUTABLE,
    "RedFlagCount": MUTABLE,
    "UnansweredSearch": MUTABLE,
    "HiddenSearch": MUTABLE,
    "SignOffRequest": MUTABLE,
    "Article": MUTABLE,
    "ArticleBodyArea": MUTABLE,
    "ArticleQuestion": MUTABLE,
    "ArticleRiskFactor": MUTABLE,
    "ArticleSection": MUTABLE,
    "ArticleSource": MUTABLE,
    "ArticleSymptom": MUTABLE,
    "ArticleTest": MUTABLE,
    "RelatedArticle": MUTABLE,
    "BodyArea": MUTABLE,
    "DiagnosticTest": MUTABLE,
    "RiskFactor": MUTABLE,
    "Symptom": MUTABLE,
}
CHANGES = {
    Address: "slug",
    CorrectionSeen: "name",
    Edition: "title",
    EditionCombination: "detail",
    EditionName: "name",
    EditionTerm: "detail",
    RedFlagEdition: "reason",
    Review: "note",
    ScheduleChange: "reason",
    Withdrawal: "reason",
}
every_model = pytest.mark.parametrize("model", CHANGES, ids=lambda model: model.__name__)


def sql(statement, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def refused(statement, *params):
    """The database's own words."""
    with pytest.raises(IntegrityError) as error:
        sql(statement, *params)
    return str(error.value)


def test_every_model_is_declared_append_only_or_mutable():
    declared = {model.__name__: model for model in apps.get_app_config("conditions").get_models()}
    assert declared.keys() == MODELS.keys()
    guarded = {Edition, *triggers.APPEND_ONLY}
    assert {model for name, model in declared.items() if MODELS[name] is APPEND_ONLY} == guarded == CHANGES.keys()


@every_model
def test_a_saved_row_is_not_saved_again(model, withdrawn):
    row = model.objects.first()
    setattr(row, CHANGES[model], "changed")
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(AppendOnlyError):
        row.save(update_fields=[CHANGES[model]])


@every_model
def test_a_saved_row_is_not_deleted(model, withdrawn):
    with pytest.raises(AppendOnlyError):
        model.objects.first().delete()


@every_model
def test_querysets_refuse_to_write(model, withdrawn):
    rows, change = model.objects.all(), {CHANGES[model]: "changed"}
    for write in (
        lambda: rows.update(**change),
        lambda: model.objects.update(**change),
        lambda: rows.delete(),
        lambda: rows.bulk_update([rows[0]], list(change)),
        lambda: model.objects.update_or_create(pk=rows[0].pk, defaults=change),
    ):
        with pytest.raises(AppendOnlyError):
            write()
    assert not rows.filter(**change).exists()


@every_model
def test_the_database_refuses_updates_and_deletions(model, withdrawn):
    table, count = model._meta.db_table, model.objects.count()
    assert "never changed" in refused(f"UPDATE {table} SET {CHANGES[model]} = 'changed'")
    assert "never deleted" in refused(f"DELETE FROM {table}")
    assert model.objects.count() == count > 0
    assert not model.objects.filter(**{CHANGES[model]: "changed"}).exists()


@every_model
def test_the_database_refuses_to_empty_or_replace_the_table(model, withdrawn):
    table, pk = model._meta.db_table, model.objects.first().pk
    if connection.vendor == "postgresql":
        connection.check_constraints()  # else it refuses because of this transaction's own rows
        statement = f"TRUNCATE {table} CASCADE"
    else:
        statement = f"REPLACE INTO {table} SELECT * FROM {table} WHERE id = {pk}"
    assert "never deleted" in (message := refused(statement)) or "saved already" in message
    assert model.objects.filter(pk=pk).exists()


@every_model
def test_a_row_that_pretends_to_be_new_does_not_take_the_place_of_another(model, withdrawn):
    row = model.objects.first()
    setattr(row, CHANGES[model], "changed")
    row._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    columns = [CHANGES[model]]
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.bulk_create([row], update_conflicts=True, update_fields=columns, unique_fields=["id"])
    assert not model.objects.filter(**{CHANGES[model]: "changed"}).exists()


def test_a_new_row_does_not_push_out_one_with_the_same_number(live):
    """SQLite's REPLACE deletes the row that stands in the way, whatever its id."""
    edition = live.editions.get()
    columns = [field.column for field in Edition._meta.concrete_fields if field.name != "id"]
    values = ", ".join("'2000-01-01'" if name == "live_until" else name for name in columns)
    values = values.replace("live_from", "'1999-01-01'")
    verb = "REPLACE" if connection.vendor == "sqlite" else "INSERT"
    table = Edition._meta.db_table
    refused(f"{verb} INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table}")
    assert live.editions.get() == edition


def test_a_term_does_not_join_an_edition_afterwards(live):
    """Else a page of symptoms would say what no edition said."""
    table, edition = Edition._meta.db_table, live.editions.get()
    columns = [field.column for field in Edition._meta.concrete_fields if field.name != "id"]
    past = {"number": "2", "recorded_at": "'2000-01-01'", "live_from": "'2000-01-01'", "live_until": "'2000-01-02'"}
    values = ", ".join(past.get(column, column) for column in columns)
    sql(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table}")
    old = live.editions.get(number=2)
    term = {"kind": "symptom", "slug": "fever", "name": "Fever", "urgency": "emergency", "position": 9}
    EditionTerm.objects.create(edition=edition, **term)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        EditionTerm.objects.create(edition=old, **term)


def test_a_fixture_does_not_change_an_edition(live, tmp_path):
    file = tmp_path / "edition.json"
    call_command("dumpdata", "conditions.edition", output=str(file), verbosity=0)
    rows = json.loads(file.read_text())
    rows[0]["fields"]["title"] = "Another past"
    file.write_text(json.dumps(rows))
    with pytest.raises(IntegrityError), transaction.atomic():
        call_command("loaddata", str(file), verbosity=0)
    assert live.editions.get().title == "Runners knee"


def test_a_term_of_an_edition_keeps_its_slug_and_its_place(live, draft):
    table = Symptom._meta.db_table
    assert "keeps its address" in refused(f"UPDATE {table} SET slug = 'temperature' WHERE slug = 'fever'")
    draft.symptom_rows.all().delete()
    assert "published edition" in refused(f"DELETE FROM {table} WHERE slug = 'fever'")
    with pytest.raises(IntegrityError), transaction.atomic():
        Symptom.objects.get(slug="fever").delete()
    assert Symptom.objects.filter(slug="fever").exists()


def test_a_term_that_no_edition_names_may_go(draft):
    draft.symptom_rows.all().delete()
    Symptom.objects.get(slug="fever").delete()
    assert not Symptom.objects.filter(slug="fever").exists()


def test_what_was_published_holds_its_article_and_its_publisher(live, author):
    with pytest.raises(ProtectedError):
        Article.objects.get(pk=live.pk).delete()
    with pytest.raises(ProtectedError):
        User.objects.get(pk=author.pk).delete()


def test_the_triggers_survive_a_second_migrate(live):
    call_command("migrate", verbosity=0, interactive=False)
    triggers.create()
    assert "never changed" in refused(f"UPDATE {Edition._meta.db_table} SET title = 'changed'")
    assert "never deleted" in refused(f"DELETE FROM {Address._meta.db_table}")
    other, _ = restore(document("frozen-shoulder"), by=None)
    assert other.title == "Frozen shoulder"


def test_migrate_brings_back_triggers_that_were_lost(live):
    triggers.drop()
    sql(f"UPDATE {Address._meta.db_table} SET slug = 'moved'")
    call_command("migrate", verbosity=0, interactive=False)
    assert "never changed" in refused(f"UPDATE {Address._meta.db_table} SET slug = 'moved-again'")
