"""Every way to change a row that pages show moves the public version, on both databases, and keeps nobody waiting."""

import threading

import pytest
from django.core.management import call_command
from django.db import connection, models, transaction

from clinic_site.directory.models import Person
from clinic_site.page_cache import public_version
from conditions.editing.restore import restore
from conditions.models import Article, Edition, Symptom
from tests.conftest import document, user
from tests.site.at_once import outputs

pytestmark = pytest.mark.database

TABLE = "directory_person"
ROW = f"INTO {TABLE} (name, slug, credentials, role, job_title, bio, accepts_new_patients, listed, position) VALUES"
UNA = "('Una Reyes', 'una', '', 'staff', '', '', {no}, {yes}, 0)"
WAYS = {
    "sqlite": {
        "insert or ignore": f"INSERT OR IGNORE {ROW} {UNA}",
        "insert or replace": f"INSERT OR REPLACE {ROW} {UNA}",
        "upsert": f"INSERT {ROW} {UNA} ON CONFLICT (slug) DO UPDATE SET name = 'Una'",
        "update or ignore": f"UPDATE OR IGNORE {TABLE} SET name = 'Una'",
        "update or fail": f"UPDATE OR FAIL {TABLE} SET name = 'Una'",
        "update": f"UPDATE {TABLE} SET name = 'Una'",
        "delete": f"DELETE FROM {TABLE}",
    },
    "postgresql": {
        "insert unless there": f"INSERT {ROW} {UNA} ON CONFLICT DO NOTHING",
        "upsert": f"INSERT {ROW} {UNA} ON CONFLICT (slug) DO UPDATE SET name = 'Una'",
        "update": f"UPDATE {TABLE} SET name = 'Una'",
        "delete": f"DELETE FROM {TABLE}",
        "truncate": "TRUNCATE directory_closure",
    },
}[connection.vendor]
LITERALS = {"sqlite": {"no": "0", "yes": "1"}, "postgresql": {"no": "false", "yes": "true"}}[connection.vendor]
PUBLISH = """
from django.contrib.auth.models import User
from conditions.models import Article
from conditions.publishing.actions import publish
me, article = User.objects.get(), Article.objects.get(slug=sys.argv[2])
ready()
for i in range(3):
    article.summary = f"Text {i}."
    article.save()
    publish(article, by=me, change_note=f"{i}")
"""


def now():
    return public_version.current("default")


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


@pytest.mark.django_db
@pytest.mark.parametrize("there", [False, True], ids=["for the first time", "again"])
@pytest.mark.parametrize("statement", WAYS.values(), ids=WAYS.keys())
def test_a_database_console_moves_it(statement, there):
    Person.objects.create(name="Amelia Hart", slug="amelia-hart")
    if not there:
        sql(f"DELETE FROM {public_version.TABLE}")
    connection.check_constraints()  # PostgreSQL empties no table for which something is still to be checked
    before = now()
    sql(statement.format(**LITERALS))
    assert now() > before


@pytest.mark.django_db
@pytest.mark.parametrize("model", public_version._watched, ids=lambda model: model.__name__)
def test_it_is_moved_by_each_table_that_pages_show(model):
    """(A trigger of SQLite has one event, one of PostgreSQL several.)"""
    name = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            found = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s AND name LIKE %s"
            cursor.execute(found, [name, "%_public_%"])
            assert cursor.fetchone() == (3,)
        else:
            cursor.execute("SELECT tgtype FROM pg_trigger WHERE tgname = %s", [f"{name}_public"])
            assert cursor.fetchone() == (4 + 8 + 16 + 32,)  # insert, delete, update, truncate; after, each statement


@pytest.mark.django_db
def test_what_touches_no_row_of_theirs_leaves_it():
    before = now()
    user("somebody")
    if connection.vendor == "sqlite":  # on PostgreSQL a statement that finds nothing moves it too: harmless
        Person.objects.update(name="Nobody")
    assert now() == before


@pytest.mark.django_db
def test_it_never_comes_back_to_what_it_was():
    seen = {now()}
    for _ in range(20):
        Symptom.objects.create(name=f"S {len(seen)}", slug=f"s-{len(seen)}")
        seen.add(now())
    assert len(seen) == 21


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_moves_nothing():
    before = now()
    with transaction.atomic():
        Symptom.objects.create(name="Fever", slug="fever")
        assert now() != before
        transaction.set_rollback(True)
    assert now() == before


@pytest.mark.django_db(transaction=True)
def test_a_table_that_a_migration_rebuilds_moves_it_again_after_the_migration():
    field = models.CharField(max_length=9, default="")
    field.set_attributes_from_name("nickname")
    with connection.schema_editor() as editor:
        editor.add_field(Person, field)
        editor.remove_field(Person, field)  # SQLite makes the table anew, and its triggers are gone
    before = now()
    call_command("migrate", verbosity=0)
    migrated = now()
    assert migrated != before  # nobody saw what the migration changed
    Person.objects.create(name="Amelia Hart", slug="amelia-hart")
    assert now() != migrated


@pytest.mark.django_db(transaction=True)
def test_its_own_table_can_be_migrated_away_and_back():
    call_command("migrate", "pages", "zero", verbosity=0)
    Person.objects.create(name="Amelia Hart", slug="amelia-hart")
    call_command("migrate", verbosity=0)
    before = now()
    Person.objects.update(name="Una Reyes")
    assert now() != before


@pytest.mark.django_db(transaction=True)
@pytest.mark.process
def test_eight_who_publish_different_articles_do_not_hinder_each_other(clinic):
    author, slugs = user("author"), [f"article-{i}" for i in range(8)]
    for slug in slugs:
        restore(document(slug), by=author)
    outputs(PUBLISH, *[(slug,) for slug in slugs])
    assert Edition.objects.count() == 24 and Edition.objects.live().count() == 8


@pytest.mark.django_db(transaction=True)
def test_two_transactions_that_change_something_do_not_wait_for_each_other(clinic):
    """Each has moved the version before either ends. Waiting could go in a circle."""
    if connection.vendor == "sqlite":
        return  # there one writes at a time
    errors, both = [], threading.Barrier(2, timeout=30)

    def change(name):
        try:
            with transaction.atomic():
                Symptom.objects.create(name=name, slug=name)
                both.wait()
                Symptom.objects.filter(slug=name).update(description="Hot.")
                both.wait()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=[name]) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == [] and Symptom.objects.count() == 2


@pytest.mark.django_db
def test_a_restored_backup_does_not_count_up_to_a_version_that_it_once_had():
    Symptom.objects.create(name="Fever", slug="fever")
    backup = now()
    ends = set()
    for _ in range(2):
        Symptom.objects.update(description="Hot.")
        ends.add(now())
        sql(f"UPDATE {public_version.TABLE} SET number = number + %s", backup - now())
    assert now() == backup and len(ends) == 2


@pytest.mark.django_db
def test_an_empty_table_is_a_version_too():
    sql(f"DELETE FROM {public_version.TABLE}")
    assert now() == 0
    Article.objects.create(title="Knee", slug="knee")
    assert now() == 0
    restore(document(), by=None)
    assert now() != 0
