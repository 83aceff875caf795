"""Pages are kept by each process in its own memory, and yet a change made in one is seen by the next request in all."""

import json
import threading

import pytest
from django.db import connection, transaction
from django.test import Client

from clinic_site.directory.models import Person
from conditions.editing.restore import restore
from conditions.publishing.actions import publish, withdraw
from tests.conftest import document, user
from tests.site.at_once import go, processes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

SERVE = """
from django.test import Client
from django.test.utils import override_settings
from clinic_site.page_cache import store
client = Client(headers={"host": "127.0.0.1"})
storages = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
with override_settings(STORAGES=storages, ALLOWED_HOSTS=["127.0.0.1"]):
    address = ready()
    while address:
        before = store.memory.get(store.key(f"{address}?"))
        response = client.get(address)
        kept = before is not None and store.memory.get(store.key(f"{address}?")).bodies is before.bodies
        print(json.dumps([response.status_code, kept, response.content.decode()]), flush=True)
        address = sys.stdin.readline().strip()
"""
ARTICLE = "/conditions/runners-knee/"


@pytest.fixture
def author(clinic):
    author = user("author")
    article, _ = restore(document(), by=author)
    publish(article, by=author, change_note="First published.")
    return author


@pytest.fixture
def elsewhere(author):
    """Asks a process of its own for a page: (status, whether it was kept, the page)."""
    with processes(SERVE, ()) as (process,):

        def ask(address):
            go(process, address)
            return json.loads(process.stdout.readline())

        yield ask


@pytest.mark.process
def test_what_is_published_here_is_read_there_and_what_is_not_is_kept(elsewhere, author):
    assert elsewhere(ARTICLE)[:2] == [200, False] and elsewhere(ARTICLE)[:2] == [200, True]
    article, _ = restore(document(causes="<p>Hills.</p>"), by=author)
    assert elsewhere(ARTICLE)[:2] == [200, True]
    publish(article, by=author, change_note="Hills.")
    status, kept, page = elsewhere(ARTICLE)
    assert status == 200 and not kept and "Hills." in page
    with connection.cursor() as cursor:
        cursor.execute("UPDATE directory_phoneline SET number = '904-555-0199'")
    assert "904-555-0199" in elsewhere(ARTICLE)[2]
    withdraw(article, by=author, reason="Old.")
    assert elsewhere(ARTICLE)[0] == 410


@pytest.mark.process
def test_what_is_not_committed_yet_or_never_is_not_seen(elsewhere):
    elsewhere("/people/")
    with transaction.atomic():
        Person.objects.update(name="Una Reyes")
        assert elsewhere("/people/")[:2] == [200, True]
        transaction.set_rollback(True)
    assert elsewhere("/people/")[:2] == [200, True]
    with transaction.atomic():
        Person.objects.update(name="Una Reyes")
        assert elsewhere("/people/")[:2] == [200, True]
    assert elsewhere("/people/")[1] is False


def test_threads_of_one_process_keep_pages_together(author, client):
    """Four at once, as the server has them: everybody is shown what is published at that moment or later."""
    seen, errors = [], []

    def read():
        try:
            own = Client()
            for _ in range(25):
                seen.append(own.get(ARTICLE).text)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for i in range(5):
        article, _ = restore(document(causes=f"<p>Cause {i}.</p>"), by=author)
        publish(article, by=author, change_note=f"{i}")
        assert f"Cause {i}." in client.get(ARTICLE).text
    for thread in threads:
        thread.join()
    assert errors == [] and len(seen) == 100 and all("Runners knee" in page for page in seen)
