"""What monitors and load balancers see."""

import pytest

from tests.site.processes import SETUP, answer

ASK = (
    SETUP
    + """
response = Client(headers={"host": "127.0.0.1"}).get("/healthz")
print(json.dumps([response.status_code, response.content.decode()]))
"""
)


@pytest.mark.django_db
def test_a_site_in_order_says_ok(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_the_answer_is_always_fresh(client):
    assert "no-store" in client.get("/healthz").headers["Cache-Control"]


@pytest.mark.django_db
def test_only_reading_is_allowed(client):
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


@pytest.mark.parametrize("database", ["sqlite:////nowhere/at/all.sqlite3", "postgres://nobody@127.0.0.1:1/nothing"])
def test_a_database_that_does_not_answer_is_reported(tmp_path, database):
    status, text = answer(ASK, DATA_DIR=tmp_path, DATABASE_URL=database)
    assert (status, text) == (503, "The database does not answer.\n")
