"""The database is lost, or its connection: what was kept is shown as it was last proven, and nothing is made up."""

import pytest
from django.db import OperationalError, connection

from clinic_site.directory.models import ClinicProfile
from clinic_site.page_cache import middleware, public_version
from clinic_site.page_cache.circuit_breaker import CircuitBreaker
from conditions.models import Symptom

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

ARTICLE = "/conditions/runners-knee/"


@pytest.fixture
def lose(monkeypatch):
    """From now on the database does not answer; it is there again with the function that this returns."""

    def lose():
        def fail(using):
            raise OperationalError("The database is gone.")

        monkeypatch.setattr(public_version, "current", fail)
        return monkeypatch.undo

    return lose


def test_a_page_that_was_kept_is_shown_as_it_was(client, live, lose, caplog):
    page = client.get(ARTICLE)
    lose()
    for _ in range(3):
        response = client.get(ARTICLE)
        assert (response.status_code, response.content, response["ETag"]) == (200, page.content, page["ETag"])
    assert client.get(ARTICLE, headers={"if-none-match": page["ETag"]}).status_code == 304
    assert caplog.text.count("The database does not answer") == 1  # one word, not one for each visitor


def test_one_that_was_not_says_so(client, live, lose):
    client.get(ARTICLE)
    lose()
    client.raise_request_exception = False
    response = client.get("/people/")
    assert response.status_code == 503 and "We cannot answer right now." in response.text
    assert response["Cache-Control"] == "no-store"


def test_once_it_is_back_pages_are_fresh(client, live, lose):
    client.get("/symptoms/fever/")
    back = lose()
    client.get("/symptoms/fever/")
    back()
    middleware.breaker.close()  # after a moment
    Symptom.objects.update(description="Hot all over.")
    assert "Hot all over." in client.get("/symptoms/fever/").text


def test_what_failed_at_once_is_asked_again_at_once_and_what_hung_is_left_alone_as_long():
    breaker = CircuitBreaker("It")
    assert not breaker.is_open
    breaker.open(0, OperationalError())
    assert not breaker.is_open
    breaker.open(60, OperationalError())
    assert breaker.is_open


def cut():
    """Somebody at the other end of the line ends it."""
    pid = connection.connection.info.backend_pid
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
    other.close()


def test_a_connection_that_was_cut_is_made_anew_within_the_request(client, clinic):
    if connection.vendor == "sqlite":
        return  # there is no line that could be cut
    client.get("/people/")
    cut()
    assert client.get("/people/").status_code == 200
    ClinicProfile.objects.update(name="Gull Clinic")
    cut()
    assert "Gull Clinic" in client.get("/people/").text
