"""Whichever the database, its engine finds what a plain reading of the same texts finds.

Both engines are held to one reference, so that they agree with each other.
"""

from itertools import accumulate

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conditions.discovery.search.analysis import stems
from conditions.discovery.search.index_entry import TIERS, IndexEntry, rank
from conditions.discovery.search.query import grouped, parse
from conditions.discovery.search.tables import engine
from conditions.models import Edition

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORDS = [
    "knee",
    "pain",
    "Knees",
    "swelling",
    "x-ray",
    "runner's",
    "or",
    "NEAR",
    "and",
    "Ménière",
    "痛み",
    "ألم",
    "_",
    "'",
]
text = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join) | st.text(max_size=20)
texts = st.lists(text, max_size=2)
indexed = st.builds(
    IndexEntry,
    texts.map(lambda names: ["", *names]),
    texts.map(lambda names: [["Symptom", name] for name in names]),
    text,
    texts.map(lambda parts: [["Causes", part] for part in parts]),
)
typed = st.lists(st.sampled_from([*WORDS, '"', '"knee pain"', "*", ":"]), max_size=4).map(" ".join) | st.text(
    max_size=10
)
names = st.dictionaries(
    st.sampled_from(["knee", "pain", "knee pain"]),
    st.lists(st.sampled_from([(0.6, (("swell",),)), (1.0, (("knee", "pain"), ("swell",)))]), max_size=2),
)


def reference(texts, groups):
    """Whether some texts have all groups: each phrase side by side in one of them."""
    said = [stems(text) for text in texts]

    def has(phrase):
        size = len(phrase)
        return any(tuple(words[i : i + size]) == phrase for words in said for i in range(len(words)))

    return all(any(all(map(has, phrases)) for phrases in group.alternatives) for group in groups)


def by_tier(indexed):
    """{tier: its texts}"""
    parts = [text for part in indexed.parts for text in part]
    own = [indexed.names, [name for _, name in indexed.terms], [indexed.summary], parts]
    return dict(zip(TIERS, accumulate(own), strict=True))


@pytest.fixture
def editions(say):
    """The keys of three live editions, to be found by other texts than their own."""
    for title in ("One", "Two", "Three"):
        say(title)
    return list(Edition.objects.order_by("pk").values_list("pk", flat=True))


@given(st.lists(indexed, min_size=3, max_size=3), typed, names)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_engine_finds_what_the_texts_say(editions, all_indexed, typed, names):
    groups = grouped(parse(typed).words, names)
    if not groups:
        return
    own = engine(connection)
    at = connection.ops.adapt_datetimefield_value(timezone.now())
    rows = [(rank(key, "long " * 50), value) for key, value in zip(editions, all_indexed, strict=True)]
    with transaction.atomic(), connection.cursor() as cursor:
        own.add(cursor, rows)
        found = {tier: own.find(cursor, [(tier, groups)], at, 100) for tier in TIERS}
        transaction.set_rollback(True)
    ranks = {place for place, _ in rows}
    for tier in TIERS:
        expected = sorted(place for place, value in rows if reference(by_tier(value)[tier], groups))
        assert [place for place in found[tier] if place in ranks] == expected, tier


def test_the_shortest_title_comes_first_and_then_the_newest():
    assert (
        rank(5, "Knee")
        < rank(4, "Knee")
        < rank(9, "Knee pain")
        < rank(8, "The knee pain")
        < rank(1, "a b c knee pain x")
    )


def test_a_text_longer_than_an_engine_holds_is_indexed_as_far_as_it_goes(say):
    many = " ".join(f"w{i}" for i in range(25_000))
    say("Long", overview=f"<p>{many}</p>")
    with connection.cursor() as cursor:
        at = connection.ops.adapt_datetimefield_value(timezone.now())
        found = engine(connection).find(cursor, [("everything", grouped(parse("w1 w24999").words))], at, 10)
    assert len(found) == 1


def test_a_word_of_very_many_pages_takes_no_more_reading_than_one_of_many(editions, effort):
    own, at = engine(connection), connection.ops.adapt_datetimefield_value(timezone.now())
    other, knee = (IndexEntry([name], [], "", []) for name in ("Other", "Knee"))
    never_live = range(10**6, 10**6 + 5_000)

    def add(keys, title, value):
        own.add(cursor, [(rank(key, title), value) for key in keys])

    def read():
        before = effort()
        found = own.find(cursor, [("names", grouped(parse("knee").words))], at, 3)
        return found, effort() - before

    with connection.cursor() as cursor:
        add(never_live[:250], "knee", other)  # the best places
        add(editions, "knee pain", knee)
        add(never_live[250:1000], "knee pain fever", knee)
        many = read()
        add(never_live[1000:], "knee pain fever", knee)
        very_many = read()
    assert many[0] == very_many[0] == [rank(key, "knee pain") for key in reversed(editions)]
    assert 0 < very_many[1] <= 1.1 * many[1]


@pytest.fixture
def effort(editions):
    """effort(): a number that grows with what the database reads: rows on PostgreSQL, steps on SQLite."""
    if connection.vendor == "postgresql":
        yield lambda: _value("SELECT pg_stat_get_xact_tuples_fetched('search_names'::regclass)")
        return
    steps = []
    connection.connection.set_progress_handler(lambda: steps.append(1), 10)
    yield lambda: len(steps)
    connection.connection.set_progress_handler(None, 0)


def _value(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
