"""The triggers let a later release change the tables, and are there again afterwards."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from conditions.models import Edition, EditionTerm
from tests.site.migrations import last

pytestmark = pytest.mark.database

LATER = {"conditions": "tests.conditions.later_migrations"}


@pytest.fixture
def migrated(live, settings):
    settings.MIGRATION_MODULES = LATER
    call_command("migrate", "conditions", verbosity=0)
    yield live
    call_command("migrate", "conditions", last("conditions.migrations"), verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_a_migration_changes_guarded_tables_and_the_triggers_come_back(migrated):
    edition, terms = Edition._meta.db_table, EditionTerm._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT reading_minutes FROM {edition}")
        assert cursor.fetchall() == [(4,)]
        cursor.execute(f"SELECT DISTINCT weight FROM {terms}")
        assert cursor.fetchall() == [(1,)]
    for statement in (f"UPDATE {edition} SET title = 'x'", f"DELETE FROM {edition}", f"DELETE FROM {terms}"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert migrated.editions.get().title == "Runners knee"
