"""The index: made by migrate, written with each edition, and no worse for anything that happens to it."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from appointments import triggers as booking_triggers
from clinic_site.directory import triggers as directory_triggers
from conditions.discovery.search import frequencies, install
from conditions.discovery.search.index import VERSION, rebuild
from conditions.discovery.search.tables import engine
from conditions.models import Edition, EditionName
from conditions.publishing import triggers
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
        for table in ("search_edition", "search_word", "search_meaning", "search_stem", "search_version"):
            cursor.execute(f"DROP TABLE {table}")


def _without_triggers():
    for kind in (triggers, booking_triggers, directory_triggers):
        kind.drop()


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


def test_an_index_of_another_version_is_made_again_after_migrate(knee):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE search_version")  # as in an index from before there were versions
        cursor.execute("UPDATE search_edition SET passages = ''")
    install()
    assert titles("knee") == ["Knee pain"] and editions_with("knee") == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM search_version")
        assert cursor.fetchall() == [(VERSION,)]
        cursor.execute("SELECT passages FROM search_edition")
        assert "n knee pain " in cursor.fetchone()[0]


def test_how_many_editions_have_a_word_is_kept_up(knee, say):
    say("Hip and knee")
    assert (editions_with("knee"), editions_with("hip"), editions_with("")) == (2, 1, 2)
    rebuild()
    assert (editions_with("knee"), editions_with("hip"), editions_with("")) == (2, 1, 2)


def editions_with(stem):
    with connection.cursor() as cursor:
        return frequencies.of(cursor, [stem]).get(stem)


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
    _without_triggers()
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
    _without_triggers()
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True, reset_sequences=True)
    assert titles("knee") == []
    install()
    assert count("search_edition") == count("search_word") == 0


@pytest.mark.parametrize("fill", [1, 3])
def test_editions_are_indexed_in_batches(say, monkeypatch, fill):
    monkeypatch.setattr("conditions.discovery.search.index.BATCH", fill)
    for i in range(4):
        say(f"Knee {i}")
    forget()
    install()
    assert count("search_edition") == 4
