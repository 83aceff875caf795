import datetime as dt

import pytest

from clinic_site.directory.models import Location, OpeningHours
from clinic_site.page_cache import middleware, replica, store
from conditions.document.urgency import Urgency
from conditions.editing.restore import restore
from conditions.publishing.actions import publish
from tests.conftest import document, symptom
from tests.page_cache.moments import at


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


@pytest.fixture
def clock(monkeypatch):
    def set_clock(*moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: at(*moment).astimezone(dt.UTC))

    return set_clock


@pytest.fixture
def urgent(author):
    """An article with an urgent sign."""
    signs = (symptom("locking", "Locking", Urgency.URGENT, "The knee is stuck."), *document().symptoms)
    article, _ = restore(document(symptoms=signs), by=author)
    publish(article, by=author, change_note="New.")


@pytest.fixture
def hours(urgent):
    """From 8 to noon and 1 to 5 on workdays."""
    place = Location.objects.create(name="Harbor", slug="harbor")
    for day in range(5):
        for opens, closes in ((8, 12), (13, 17)):
            OpeningHours.objects.create(location=place, weekday=day, opens=dt.time(opens), closes=dt.time(closes))
    return place
