"""Whatever is typed, an ordinary page answers, and no query takes long."""

import pytest
from django.db import OperationalError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conditions.discovery.search import search
from conditions.discovery.search.tables import engine
from tests.conftest import symptom
from tests.search.reading import titles

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TYPED = [
    *["", " ", "k", "s", "k" * 10_000, "knee " * 2_000, "'", '"', '""', "'''", '"""', 'knee"', '"knee', 'kn"ee'],
    *["NEAR(knee pain)", "knee*", "knee:pain", "^knee", "names:knee", "knee AND", "OR", "NOT knee", "-knee", "+knee"],
    *[
        "knee & pain",
        "knee | pain",
        "!knee",
        "knee <-> pain",
        "knee:*",
        "(((",
        ")))",
        "\\",
        "knee\\",
        "%",
        "_",
        "knee%",
    ],
    *["\x00", "knee\x00pain", "\ud800", "knee \udfff", "🦵", "🦵 knee", "ألم في الركبة", "\u202eknee", "膝の痛み", "ﷺ"],
    *["'; DROP TABLE conditions_edition; --", "{{ knee }}", "<b>knee</b>", "%s %s", "\u0301", "a" * 59 + "é" * 10],
]


@pytest.fixture(scope="module", autouse=True)
def knee(say_for_module):
    say_for_module("Knee pain", symptoms=(symptom("swelling", "Swelling"),))


@pytest.mark.parametrize("typed", TYPED, ids=ascii)
def test_any_query_is_answered(typed):
    results = search(typed)
    assert not results.failed
    results.query.text.encode()


@pytest.mark.parametrize(
    "typed",
    [
        "NEAR(knee pain)",
        "knee*",
        "^knee",
        "knee:pain",
        "!knee",
        "knee | pain",
        "((knee",
        "knee\x00pain",
        "🦵 knee",
        "<b>knee</b>",
    ],
)
def test_operators_are_only_signs_between_words(typed):
    assert titles(typed) == ["Knee pain"]


@pytest.mark.parametrize("page", ["99999", "0", "-1", "abc", "", "1e3", "٣", "9" * 400])
@pytest.mark.parametrize("typed", ["knee", "zebra", "\x00", "k" * 10_000])
def test_any_address_of_the_page_is_answered(client, clinic, typed, page):
    assert client.get("/search/", {"q": typed, "page": page, "other": "x"}).status_code == 200


def test_an_address_that_is_no_text_is_answered(client, clinic):
    assert client.get("/search/?q=%ff%fe%00&page=%00&exact=%ff").status_code == 200
    assert client.get("/search/?q=a&q=knee").status_code == 200


@given(st.text(max_size=60) | st.text(alphabet='kne "*^:()&|!<->\x00é', max_size=60), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered(typed, exact):
    assert not search(typed, exact=exact).failed


COUNT = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT count(*) FROM numbers"
COUNT_A_WHILE = COUNT.replace("FROM numbers) SELECT", "FROM numbers LIMIT 2000000) SELECT")
SLOW = {"sqlite": COUNT, "postgresql": "SELECT pg_sleep(600)"}


def test_the_database_ends_a_query_whose_time_is_over():
    own = engine(connection)
    with (
        pytest.raises(OperationalError) as error,
        transaction.atomic(),
        own.limited(connection, 0.05),
        connection.cursor() as cursor,
    ):
        cursor.execute(SLOW[connection.vendor])
    assert own.took_too_long(error.value)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_another_failure_of_the_database_is_not_taken_for_slowness():
    assert not engine(connection).took_too_long(OperationalError("the server closed the connection unexpectedly"))


def test_the_limit_ends_with_the_search():
    with engine(connection).limited(connection, 0.2), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    limits = {"sqlite": COUNT_A_WHILE, "postgresql": "SELECT pg_sleep(0.3)"}
    with connection.cursor() as cursor:
        cursor.execute(limits[connection.vendor])  # (takes longer than the limit did)
