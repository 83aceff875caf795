"""The trail and the calls stay as they were, whoever tries to change them: a model, a queryset, a database console."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from appointments import desk, triggers
from appointments.models import BookingEvent, BookingRequest, Call
from clinic_site.append_only import AppendOnlyError
from tests.appointments.requests import received
from tests.conftest import user
from tests.site.migrations import last

pytestmark = [pytest.mark.django_db, pytest.mark.database]

APPEND_ONLY, MUTABLE = "rows are added, never changed", "the code changes it"
MODELS = {
    "BookingEvent": APPEND_ONLY,
    "Call": APPEND_ONLY,
    "BookingRequest": MUTABLE,
    "Letter": MUTABLE,
    "Note": MUTABLE,  # a purge destroys its words
    "OnlineRequests": MUTABLE,
    "RateBucket": MUTABLE,
    "UnsentRequest": MUTABLE,
}
CHANGES = {BookingEvent: ("kind", "viewed"), Call: ("outcome", "wrong_number")}
every_model = pytest.mark.parametrize("model", CHANGES, ids=lambda model: model.__name__)
LATER = {"appointments": "tests.appointments.later_migrations"}


def request_that_was_called(by):
    request = received(email="")
    desk.log_call(request, by=by, version=request.version, outcome="reached")
    return request


@pytest.fixture
def request_called(frontdesk):
    """At least one row in each append-only table."""
    return request_that_was_called(frontdesk)


def refused(statement):
    """The database's own words."""
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(error.value)


def unchanged(model):
    field, value = CHANGES[model]
    return model.objects.exists() and not model.objects.filter(**{field: value}).exists()


def test_every_model_is_declared_append_only_or_mutable():
    declared = {model.__name__: model for model in apps.get_app_config("appointments").get_models()}
    assert declared.keys() == MODELS.keys()
    append_only = {model for name, model in declared.items() if MODELS[name] is APPEND_ONLY}
    assert append_only == set(triggers.APPEND_ONLY) == CHANGES.keys()


@every_model
def test_a_saved_row_is_not_saved_again_and_not_deleted(model, request_called):
    row, (field, value) = model.objects.first(), CHANGES[model]
    setattr(row, field, value)
    for write in (row.save, lambda: row.save(update_fields=[field]), row.delete):
        with pytest.raises(AppendOnlyError):
            write()
    assert unchanged(model)


@every_model
def test_querysets_refuse_to_write(model, request_called):
    rows, (field, value) = model.objects.all(), CHANGES[model]
    for write in (
        lambda: rows.update(**{field: value}),
        lambda: rows.delete(),
        lambda: rows.bulk_update([rows[0]], [field]),
        lambda: model.objects.update_or_create(pk=rows[0].pk, defaults={field: value}),
    ):
        with pytest.raises(AppendOnlyError):
            write()
    assert unchanged(model)


@every_model
def test_the_database_refuses_updates_and_deletions(model, request_called):
    table, (field, value) = model._meta.db_table, CHANGES[model]
    assert "never changed" in refused(f"UPDATE {table} SET {field} = '{value}'")
    assert "never deleted" in refused(f"DELETE FROM {table}")
    assert unchanged(model)


@every_model
def test_the_database_refuses_to_empty_or_replace_the_table(model, request_called):
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        connection.check_constraints()  # else it refuses because of this transaction's own rows
        assert "never deleted" in refused(f"TRUNCATE {table}")
        assert "never deleted" in refused(f"TRUNCATE {BookingRequest._meta.db_table} CASCADE")
    else:
        assert "saved already" in refused(f"REPLACE INTO {table} SELECT * FROM {table}")
    assert unchanged(model)


@every_model
def test_a_row_that_pretends_to_be_new_does_not_take_the_place_of_another(model, request_called):
    row, (field, value) = model.objects.first(), CHANGES[model]
    setattr(row, field, value)
    row._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.bulk_create([row], update_conflicts=True, update_fields=[field], unique_fields=["id"])
    assert unchanged(model)


def test_what_was_done_holds_its_request_and_who_did_it(request_called, frontdesk):
    for held in (request_called, frontdesk):
        with pytest.raises(ProtectedError):
            held.delete()


def test_migrate_brings_back_triggers_that_were_lost(request_called):
    triggers.drop()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {BookingEvent._meta.db_table} SET kind = 'printed'")
    call_command("migrate", verbosity=0, interactive=False)
    assert "never changed" in refused(f"UPDATE {BookingEvent._meta.db_table} SET kind = 'viewed'")


@pytest.fixture
def migrated(transactional_db, settings):
    """A later release has changed the guarded tables."""
    request = request_that_was_called(user("frontdesk", "Front desk"))
    settings.MIGRATION_MODULES = LATER
    call_command("migrate", "appointments", verbosity=0)
    yield request
    call_command("migrate", "appointments", last("appointments.migrations"), verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_a_migration_changes_guarded_tables_and_the_triggers_come_back(migrated):
    event, call = BookingEvent._meta.db_table, Call._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT shift FROM {event}")
        assert cursor.fetchall() == [("day",)]
        assert BookingEvent.objects.first().fields == ["moved"]
        cursor.execute(f"SELECT minutes FROM {call}")
        assert cursor.fetchall() == [(3,)]
    for statement in (f"UPDATE {event} SET kind = 'viewed'", f"DELETE FROM {event}", f"DELETE FROM {call}"):
        refused(statement)
    assert migrated.calls.get().outcome == "reached"
