"""Eight processes publish at once, and a process is killed while it publishes: live pages are always whole."""

import dataclasses
import datetime as dt
import json
import os
import random
import signal
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Edition, EditionTerm
from conditions.publishing.actions import publish
from tests.conftest import document, user
from tests.site.at_once import go, processes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.process, pytest.mark.database]

PROCESSES, ROUNDS, KILLS = 8, 5, 40
PUBLISH = """
from datetime import datetime
from django.contrib.auth.models import User
from conditions.models import Article
from conditions.publishing.actions import PublishRefused, publish

me, article = User.objects.get(), Article.objects.get()
said = ready()
while said:
    at = None if said == "now" else datetime.fromisoformat(said)
    try:
        result = publish(article, by=me, change_note=f"By {sys.argv[2]}.", at=at).number, ""
    except PublishRefused as refusal:
        result = None, str(refusal)
    print(json.dumps(result), flush=True)
    said = sys.stdin.readline().strip()
"""
PUBLISH_FOR_EVER = """
import dataclasses, itertools, os
from django.contrib.auth.models import User
from conditions.editing.compose import compose
from conditions.models import Article
from conditions.publishing.actions import correct, publish
from conditions.editing.restore import restore

def publish_for_ever():
    me, article = User.objects.get(), Article.objects.get()
    for i in itertools.count():
        text = f"{os.getpid()}, {i}"
        restore(dataclasses.replace(compose(article), summary=text), by=me)
        edition = publish(article, by=me, change_note=text)
        fixed = dataclasses.replace(edition.document, causes=f"<p>{text}</p>")
        correct(article, by=me, document=fixed, change_note=text, seen=edition.number)
        if not i:
            print("published", flush=True)

ready()
while True:  # a child each time, which saves starting Django anew
    child = os.fork()
    if not child:
        publish_for_ever()
    print(child, flush=True)
    os.waitpid(child, 0)
    sys.stdin.readline()
"""


@pytest.fixture
def article(clinic):
    author = user("author")
    article, _ = restore(document(), by=author)
    publish(article, by=author, change_note="First published.")
    return article


def rewrite(article, summary):
    restore(dataclasses.replace(compose(article), summary=summary), by=article.updated_by)


@transaction.atomic
def assert_whole(article):
    """One live edition, windows that meet, numbers without holes, and all the terms of every document.

    All as of one moment: PostgreSQL may still be committing what a process asked for that was killed since.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    editions = list(article.editions.defer("data").order_by("number"))
    assert [edition.number for edition in editions] == list(range(1, len(editions) + 1))
    for before, after in zip(editions, editions[1:], strict=False):
        assert before.live_from < before.live_until == after.live_from
    assert Edition.objects.live().get() == editions[-1]
    terms = len(document().symptoms) + len(document().risk_factors) + len(document().tests) + 1
    assert EditionTerm.objects.count() == terms * len(editions)


@pytest.mark.parametrize("days", [None, 1], ids=["now", "for one minute of tomorrow"])
def test_of_eight_who_publish_at_once_one_wins_each_time_and_the_others_are_told_why(article, days):
    with processes(PUBLISH, *[(n,) for n in range(PROCESSES)]) as started:
        for i in range(ROUNDS):
            rewrite(article, f"Round {i}.")
            at = (timezone.now() + dt.timedelta(days=days + i)).isoformat() if days else "now"
            for process in started:
                go(process, at)
            results = [json.loads(process.stdout.readline()) for process in started]
            assert [number for number, _ in results if number] == [i + 2]
            refusals = [refusal for number, refusal in results if number is None]
            words = "scheduled for that very minute" if days else "already read exactly this"
            assert len(refusals) == PROCESSES - 1 and all(words in refusal for refusal in refusals), refusals
    if not days:
        assert_whole(article)


def test_a_process_killed_while_it_publishes_leaves_live_pages_whole(article):
    chance = random.Random(40)
    with processes(PUBLISH_FOR_EVER, ()) as (parent,):
        for _ in range(KILLS):
            go(parent)
            child = int(parent.stdout.readline())
            assert parent.stdout.readline() == "published\n"
            time.sleep(chance.uniform(0, 0.1))  # somewhere in the next ones
            os.kill(child, signal.SIGKILL)  # raises where it ended by itself
            assert_whole(article)
    assert article.editions.count() > 2 * KILLS
