"""Two PostgreSQL servers with streaming replication, and the site before them: one of the two is lost, then the other.

It is the same whatever database the other tests run on.
"""

import socket

import pytest

from tests.appointments.requests import UNUSED
from tests.page_cache import servers
from tests.page_cache.machine import FILL, PUBLISH, RENAME, Machine
from tests.site.processes import until

pytestmark = [pytest.mark.looks, pytest.mark.process, pytest.mark.database]

ARTICLES = [f"/conditions/{slug}/" for slug in ("runners-knee", "frozen-shoulder", "tennis-elbow")]
LISTS = ["/conditions/", "/symptoms/", "/symptoms/fever/", "/risk-factors/", "/body-areas/knee/"]
FORM = f"/appointments/rehab/{UNUSED}/"
PUBLIC = ["/", *ARTICLES, *LISTS, "/people/", "/locations/"]
SEEN_BEFORE = PUBLIC[::2]  # these are kept when a database is lost, the others are not
BOTH_ANSWER = (200, "ok\n")


@pytest.fixture(scope="module")
def pair():
    with servers.pair() as pair:
        yield pair


@pytest.fixture(scope="module")
def office(pair, tmp_path_factory):
    """Where the clinic is written: another process than the one that serves pages."""
    with Machine(tmp_path_factory.mktemp("office"), DATABASE_URL=pair.primary.url) as office:
        office.run(FILL)
        yield office


@pytest.fixture(scope="module")
def site(pair, office, tmp_path_factory):
    until(lambda: caught_up(pair))
    addresses = {"DATABASE_URL": pair.primary.url, "REPLICA_URL": pair.replica.url}
    with Machine(tmp_path_factory.mktemp("site"), **addresses) as site:
        yield site


def caught_up(pair):
    return pair.primary.ask("SELECT pg_current_wal_lsn()") == pair.replica.ask("SELECT pg_last_wal_replay_lsn()")


def test_public_pages_are_read_from_the_replica_and_follow_it_without_delay(site, office, pair):
    before = site.get("/")
    pair.replica.ask("SELECT pg_wal_replay_pause() IS NULL")
    office.run(RENAME.format("Gull Clinic"))
    office.run(PUBLISH)
    assert site.get("/") == before  # the replica does not know it yet
    assert "Stiff shoulder" not in site.get("/conditions/")[1]
    assert "Gull Clinic" in site.get(FORM)[1]  # where people write, the primary is read
    pair.replica.ask("SELECT pg_wal_replay_resume() IS NULL")
    until(lambda: caught_up(pair))
    assert "Gull Clinic" in site.get("/")[1]
    assert "Stiff shoulder" in site.get("/conditions/")[1]


def test_nobody_writes_to_the_replica_by_mistake(site, pair):
    """The connection itself refuses, though the server behind it were the primary."""
    code = """
from django.db import connections
with connections["replica"].cursor() as cursor:
    cursor.execute("SHOW default_transaction_read_only")
    result = cursor.fetchone()[0]
"""
    assert site.run(code) == "on"


def test_when_the_primary_is_lost_every_page_is_readable_and_the_form_says_to_call(site, pair):
    site.status(*SEEN_BEFORE)
    pair.primary.kill()
    try:
        assert site.status(*PUBLIC) == 200
        site.run("from clinic_site.page_cache import store; store.memory.clear()")
        assert site.status(*PUBLIC) == 200
        site.run("store.memory.clear()")
        assert site.get("/people/", cookie="session=of-somebody")[0] == 200
        for address in (FORM, "/appointments/new-patient/", "/admin/login/"):
            status, page = site.get(address)
            assert status == 503 and "We cannot answer right now." in page and "904-555-0102" in page, address
        status, health = site.get("/healthz")
        assert status == 200 and "nothing can be saved" in health
    finally:
        pair.primary.start()
    assert site.get("/healthz") == BOTH_ANSWER
    assert site.status(FORM, "/admin/login/", *PUBLIC) == 200


def test_when_the_replica_is_lost_pages_come_from_the_primary(site, office, pair):
    site.status(*SEEN_BEFORE)
    pair.replica.kill()
    try:
        assert site.status(FORM, *PUBLIC) == 200
        office.run(RENAME.format("Heron Clinic"))
        assert all("Heron Clinic" in site.get(address)[1] for address in PUBLIC)
        status, health = site.get("/healthz")
        assert status == 200 and "The replica does not answer." in health
        assert site.output.count("The replica of REPLICA_URL does not answer") == 1
    finally:
        pair.replica.start()
    assert site.get("/healthz") == BOTH_ANSWER


def test_when_both_are_lost_what_was_read_before_is_readable(site, pair):
    site.status(*SEEN_BEFORE)
    pair.replica.kill()
    pair.primary.kill()
    try:
        assert site.status(*SEEN_BEFORE) == 200
        assert site.get("/no/such/page/")[0] == 503 and site.get("/healthz")[0] == 503
    finally:
        pair.primary.start()
        pair.replica.start()
    assert site.status(*PUBLIC) == 200


def test_a_replica_that_takes_calls_and_says_nothing_is_given_up(pair, office, tmp_path):
    """It ends: a test that waited for ever would not."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"postgres://postgres@127.0.0.1:{silent.getsockname()[1]}/postgres"
        with Machine(tmp_path, DATABASE_URL=pair.primary.url, REPLICA_URL=address) as site:
            assert site.status(*PUBLIC) == 200


def test_a_query_that_takes_too_long_is_not_the_replicas_fault(site):
    code = """
from django.db import OperationalError, connections
from clinic_site.page_cache import replica
def slow():
    with connections[replica.alias()].cursor() as cursor:
        cursor.execute("SET statement_timeout = 50")
        cursor.execute("SELECT pg_sleep(60)")
try:
    replica.breaker.close()
    replica.read(slow)
except OperationalError as error:
    result = [type(error.__cause__).__name__, replica.alias()]
finally:
    connections["replica"].close()
"""
    assert site.run(code) == ["QueryCanceled", "replica"]


def test_what_is_read_in_one_go_comes_from_one_database(site):
    code = """
from django.contrib.auth.models import User
from django.db import OperationalError
from clinic_site.directory.models import Person
from clinic_site.page_cache import replica
used = []
def fails_once():
    person = Person.objects.first()
    used.append([person._state.db, replica.alias()])
    if len(used) == 1:
        raise OperationalError("gone")
    person.save()
    return User.objects.first()._state.db
replica.breaker.close()
result = [replica.read(fails_once), used, replica.alias(), Person.objects.first()._state.db]
replica.breaker.close()
"""
    both = [["replica", "replica"], ["default", "default"]]
    assert site.run(code) == ["default", both, "default", "default"]
