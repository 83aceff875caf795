import pytest

from clinic_site.page_cache import middleware, replica, store


@pytest.fixture(autouse=True)
def as_if_just_started():
    """No page is in memory, and nothing has failed yet."""
    store.memory.clear()
    for breaker in (middleware.breaker, replica.breaker, store.breaker):
        breaker.close()
    yield
    store.memory.clear()


@pytest.fixture
def is_kept(client):
    """Whether an address is answered from what was kept: the page is not made anew, whatever a view would say."""

    def asked(address):
        before = store.memory.get(store.key(f"{address}?"))
        client.get(address)
        after = store.memory.get(store.key(f"{address}?"))
        return before is not None and before.bodies is after.bodies

    return asked
