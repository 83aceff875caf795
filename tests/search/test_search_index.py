"""The index: made by migrate, written with each edition, and no worse for anything that happens to it."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from appointments import guards as booking_guards
from clinic_site.directory import guards as directory_guards
from conditions import guards
from conditions.models import Edition, EditionName
from conditions.search import install
from conditions.search.index import rebuild
from conditions.search.tables import engine
from tests.conftest import symptom
from tests.search.reading import titles

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def count(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def forget():
    """The index as it is before there ever was one."""
    with connection.cursor() as cursor:
        engine(connection).drop(cursor)
        for table in ("search_edition", "search_word", "search_meaning"):
            cursor.execute(f"DROP TABLE {table}")


def _without_guards():
    for kind in (guards, booking_guards, directory_guards):
        kind.remove()


@pytest.fixture
def knee(say):
    return say("Knee pain", symptoms=(symptom("swelling", "Swelling"),))


def test_an_edition_is_indexed_with_the_act_that_publishes_it(knee):
    assert count("search_edition") == Edition.objects.count() == 1


def test_what_is_rolled_back_is_not_found(say):
    with transaction.atomic():
        say("Knee pain")
        assert titles("knee") == ["Knee pain"]
        transaction.set_rollback(True)
    assert titles("knee") == [] and count("search_edition") == 0
    say("Knee swelling")
    assert titles("knee") == ["Knee swelling"]


def test_migrate_again_changes_nothing(knee):
    before = count("search_edition"), count("search_word"), count("search_meaning")
    call_command("migrate", verbosity=0)
    assert (count("search_edition"), count("search_word"), count("search_meaning")) == before
    assert titles("knee") == ["Knee pain"]


def test_editions_from_before_there_was_a_search_are_found_after_migrate(knee, say):
    say("Hip pain")
    forget()
    install()
    assert sorted(titles("pain")) == ["Hip pain", "Knee pain"]
    assert titles("sweling") == ["Knee pain"]


def test_names_from_before_there_were_names_are_written_after_migrate(knee, say):
    forget()
    _without_guards()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM conditions_editionname")
    install()
    assert [*EditionName.objects.values_list("name", "position")] == [("Knee pain", 0)]
    install()
    assert EditionName.objects.count() == 1


def test_the_index_can_be_made_again(knee):
    rebuild()
    assert titles("knee") == titles("sweling") == ["Knee pain"]


@pytest.mark.django_db(transaction=True)
def test_what_an_emptied_database_leaves_behind_does_no_harm(say):
    say("Knee pain")
    _without_guards()
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True, reset_sequences=True)
    assert titles("knee") == []
    install()
    assert count("search_edition") == count("search_word") == 0


@pytest.mark.parametrize("fill", [1, 3])
def test_editions_are_indexed_in_batches(say, monkeypatch, fill):
    monkeypatch.setattr("conditions.search.index.BATCH", fill)
    for i in range(4):
        say(f"Knee {i}")
    forget()
    install()
    assert count("search_edition") == 4
