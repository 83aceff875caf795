import pytest

from tests.backups.machines import Machine
from tests.page_cache import servers


@pytest.fixture(scope="module")
def server():
    """A PostgreSQL server, as soon as a test of the module wants one."""
    with servers.alone() as server:
        yield server


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request, tmp_path_factory, prepared):
    """The demo clinic with three requests, and its backup, made while others wrote. On both databases."""
    server = request.getfixturevalue("server") if request.param == "postgresql" else None
    site = Machine(tmp_path_factory.mktemp(request.param), server).load(prepared)
    with site.written_to() as site.filed:
        site.said = site.done("backup", site.backups)
    return site


@pytest.fixture
def another(site, request, tmp_path_factory):
    """Makes empty machines on the same kind of database."""
    return lambda **values: Machine(tmp_path_factory.mktemp("another"), site.server, **values)
