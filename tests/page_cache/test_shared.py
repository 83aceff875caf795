"""A cache for all processes (CACHE_URL): what one makes the others need not. Lost, slow or full of nonsense, it costs
time and nothing else.

It is the same whatever database is behind.
"""

import contextlib
import shutil
import socket
import subprocess

import pytest
import redis

from tests.page_cache.machine import COST, FILL, PUBLISH, RENAME, Machine
from tests.page_cache.servers import free_port
from tests.site.processes import PATIENCE, until

pytestmark = [pytest.mark.looks, pytest.mark.process, pytest.mark.database]

ARTICLE, OTHER = "/conditions/runners-knee/", "/conditions/tennis-elbow/"
FORGET = "from clinic_site.page_cache import store; store.memory.clear(); store.breaker.close()"
SAID = "The cache of CACHE_URL does not answer"


class Redis:
    """A server of Redis of a test's own. Valkey speaks the same protocol."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        command = [shutil.which("redis-server") or "valkey-server", "--port", str(self.port), "--save", ""]
        command += ["--bind", "127.0.0.1", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(self.answers)

    def answers(self):
        with contextlib.suppress(redis.ConnectionError), self.client() as client:
            return client.ping()

    def client(self):
        return redis.Redis(port=self.port)

    def stop(self):
        self.process.kill()
        self.process.wait(timeout=PATIENCE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, prepared):
    """The data of a clinic."""
    folder = prepared.empty(tmp_path_factory.mktemp("clinic"))
    with Machine(folder) as machine:
        machine.run(FILL)
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Redis(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def two(folder, server):
    """Two processes of one site."""
    with Machine(folder, CACHE_URL=server.url) as one, Machine(folder, CACHE_URL=server.url) as other:
        yield one, other


@pytest.fixture
def pair(two, server):
    with server.client() as client:
        client.flushall()
    for machine in two:
        machine.run(FORGET)
    return two


def test_what_one_made_costs_the_other_one_query(pair):
    one, other = pair
    page = one.get(ARTICLE)
    assert page[0] == 200
    assert other.run(COST.format(ARTICLE)) == [200, 1]
    assert other.get(ARTICLE) == page


def test_what_one_publishes_the_other_shows(pair):
    one, other = pair
    assert "Stiff" not in one.get("/conditions/")[1] + other.get("/conditions/")[1]
    one.run(PUBLISH)
    assert "Stiff shoulder" in other.get("/conditions/")[1]
    one.run(RENAME.format("Gull Clinic"))
    assert "Gull Clinic" in other.get(ARTICLE)[1] and "Gull Clinic" in other.get("/conditions/")[1]


def test_pages_that_nobody_asks_for_make_room(pair, server):
    pair[0].get(ARTICLE)
    with server.client() as client:
        (key,) = client.keys()
        assert 0 < client.ttl(key) <= 24 * 60 * 60


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda kept, other: b"",
        lambda kept, other: b"nonsense",
        lambda kept, other: kept[:-1],
        lambda kept, other: kept[: len(kept) // 2],
        lambda kept, other: kept.replace(b"kneecap", b"elbows!"),
        lambda kept, other: b"0" * 32 + kept[32:],
        lambda kept, other: other,
        lambda kept, other: b"17",
    ],
    ids=["nothing", "nonsense", "cut", "cut in half", "changed", "another seal", "another page", "a number"],
)
def test_what_this_site_did_not_write_there_is_not_shown(pair, server, nonsense):
    one, other = pair
    with server.client() as client:
        page = one.get(ARTICLE)
        (key,) = client.keys()
        one.get(OTHER)
        (another,) = set(client.keys()) - {key}
        client.set(key, nonsense(client.get(key), client.get(another)))
    assert other.get(ARTICLE) == page
    one.run(FORGET)
    assert one.run(COST.format(ARTICLE)) == [200, 1]  # it was put right
    assert SAID not in one.output


def test_a_cache_that_goes_down_and_comes_back(pair, server):
    one, other = pair
    one.get(ARTICLE)
    server.stop()
    try:
        for machine in (one, other):
            assert machine.status(ARTICLE, "/", "/people/", "/conditions/", OTHER) == 200
        assert one.output.count(SAID) == 2  # (both write into one log)
    finally:
        server.start()
    for machine in (one, other):
        machine.run(FORGET)
    assert one.get(ARTICLE)[0] == 200 and other.run(COST.format(ARTICLE)) == [200, 1]


def test_a_cache_that_was_never_there(folder):
    with Machine(folder, CACHE_URL=f"redis://127.0.0.1:{free_port()}") as machine:
        before = machine.output.count(SAID)
        assert machine.status(ARTICLE, "/", ARTICLE, "/people/") == 200
        assert machine.output.count(SAID) == before + 1


def test_a_cache_that_takes_calls_and_says_nothing_is_given_up(folder):
    """It ends: a test that waited for ever would not."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}"
        with Machine(folder, CACHE_URL=url) as machine:
            assert machine.status(ARTICLE, "/", ARTICLE, "/people/") == 200
