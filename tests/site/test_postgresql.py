"""The site on PostgreSQL, in a database whose owner is no superuser, as the README says: started, upgraded, restored.

It is the same whatever database the other tests run on.
"""

import subprocess

import pytest
from django.db import connection

from tests.page_cache import servers
from tests.page_cache.machine import FILL, Machine
from tests.site.processes import PATIENCE, Site, run

pytestmark = [pytest.mark.process, pytest.mark.database]

FORMER = """
SELECT show_limit();
CREATE OR REPLACE FUNCTION search_alike(wrong text, most int) RETURNS text[] LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET pg_trgm.similarity_threshold = 0.15 AS $$ BEGIN RETURN ARRAY(
    SELECT word FROM search_word WHERE word % wrong ORDER BY similarity(word, wrong) DESC, word LIMIT most
); END $$
"""  # as the release before made it
EXTENSION = "CREATE EXTENSION pg_trgm"
OF_EXTENSIONS = "SELECT count(*) FROM pg_proc WHERE array_to_string(proconfig, ' ') LIKE '%.%=%'"


@pytest.fixture(scope="module")
def server():
    with servers.alone() as server:
        yield server


@pytest.fixture
def empty(server):
    """The address of an empty database."""
    server.tell("DROP DATABASE IF EXISTS empty")
    server.tell(f"CREATE DATABASE empty OWNER {servers.OWNER}")
    return server.address("empty")


@pytest.fixture(scope="module")
def filled(server, tmp_path_factory):
    """The address of the database of a site with a few articles."""
    with Machine(tmp_path_factory.mktemp("site"), DATABASE_URL=server.url) as site:
        site.run(FILL)
    return server.url


@pytest.fixture
def former(server, filled, tmp_path):
    """The same database as the release before would have left it."""
    server.tell(FORMER, filled)
    assert server.ask(OF_EXTENSIONS, filled) == 1
    yield filled
    migrate(tmp_path, filled)


def tool(name, *arguments):
    """The finished process of one of PostgreSQL's own commands."""
    command = [*servers.binary(name), *map(str, arguments)]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=PATIENCE)


def dump(server, database):
    file = server.folder.parent / "clinic.dump"
    assert tool("pg_dump", "--format=custom", f"--file={file}", database).returncode == 0
    return file


def migrate(folder, database):
    return run("manage.py", "migrate", "-v0", DATA_DIR=folder, DATABASE_URL=database)


def finds_what_is_misspelled(folder, database):
    with Machine(folder, DATABASE_URL=database) as site:
        status, page = site.get("/search/?q=sholder")
    return status == 200 and 'href="/conditions/frozen-shoulder/"' in page


@pytest.mark.django_db
def test_these_tests_run_as_an_ordinary_owner():
    """A superuser would hide what an ordinary owner may not."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            assert cursor.fetchone() == (False,)


@pytest.mark.looks
def test_a_second_start_is_like_the_first(tmp_path, prepared, empty):
    assert migrate(tmp_path / "data", empty).returncode == 0
    with Site(prepared.empty(tmp_path), DATABASE_URL=empty, DEMO=0) as site:
        assert "<h1>" in site.get("/conditions/")
    assert site.status == 0


@pytest.mark.looks
def test_a_database_of_the_release_before_is_brought_up_to_date(tmp_path, server, former):
    process = migrate(tmp_path, former)
    assert process.returncode == 0, process.stderr
    assert server.ask(OF_EXTENSIONS, former) == 0
    assert finds_what_is_misspelled(tmp_path, former)


@pytest.mark.looks
@pytest.mark.parametrize("before", ["SELECT 1", EXTENSION])
def test_a_dump_is_restored_without_an_error(tmp_path, server, filled, empty, before):
    server.tell(before, empty)
    process = tool("pg_restore", "--no-owner", f"--dbname={empty}", dump(server, filled))
    assert process.returncode == 0, process.stderr
    assert migrate(tmp_path, empty).returncode == 0
    assert finds_what_is_misspelled(tmp_path, empty)


@pytest.mark.looks
def test_a_dump_of_the_release_before_lacks_no_more_than_the_next_start_makes(tmp_path, server, former, empty):
    server.tell(EXTENSION, empty)
    process = tool("pg_restore", "--no-owner", f"--dbname={empty}", dump(server, former))
    assert "errors ignored on restore: 1" in process.stderr and "pg_trgm.similarity_threshold" in process.stderr
    assert migrate(tmp_path, empty).returncode == 0
    assert finds_what_is_misspelled(tmp_path, empty)
