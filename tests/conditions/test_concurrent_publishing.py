"""Many people publish at once: one edition is live at any instant, and no number is skipped."""

import threading

import pytest
from django.db import IntegrityError, connection

from conditions.editing.restore import restore
from conditions.models import Address, Article, Edition, Withdrawal
from conditions.publishing.actions import PublishRefused, publish, withdraw
from conditions.publishing.edition_writer import claim_address
from tests.conftest import document, user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clinic"), pytest.mark.database]

THREADS = 8


def at_once(*jobs):
    """Run `jobs`, each in a thread with a connection of its own; their results or the exceptions they raised."""
    start, results = threading.Barrier(len(jobs), timeout=60), [None] * len(jobs)

    def run(i, job):
        try:
            start.wait()
            results[i] = job()
        except Exception as error:
            results[i] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def split(results):
    """(editions, refusals); anything else is an error of ours."""
    editions = [result for result in results if isinstance(result, Edition)]
    refusals = [result for result in results if isinstance(result, PublishRefused)]
    assert len(editions) + len(refusals) == len(results), results
    return editions, refusals


def assert_windows_meet(article):
    """Numbers without holes, no gap and no overlap, the last window open."""
    editions = list(article.editions.order_by("live_from"))
    assert [edition.number for edition in editions] == list(range(1, len(editions) + 1))
    for before, after in zip(editions, editions[1:], strict=False):
        assert before.live_from < before.live_until == after.live_from
    assert editions[-1].live_until is None
    assert Edition.objects.live().get() == editions[-1]


def test_many_drafts_of_one_article_become_editions_one_after_the_other():
    author = user("author")
    article, _ = restore(document(), by=author)

    def write_and_publish(i):
        mine, _ = restore(document(summary=f"Draft {i}."), by=author)
        return publish(mine, by=author, change_note=f"Draft {i}.")

    results = at_once(*[lambda i=i: write_and_publish(i) for i in range(THREADS)])
    editions, _ = split(results)
    assert editions and article.editions.count() == len(editions)
    assert_windows_meet(article)


def test_one_draft_published_by_many_is_published_once():
    author = user("author")
    article, _ = restore(document(), by=author)
    results = at_once(*[lambda: publish(article, by=author, change_note="First published.")] * THREADS)
    editions, refusals = split(results)
    assert len(editions) == 1 and len(refusals) == THREADS - 1
    assert all("already read exactly this" in str(refusal) for refusal in refusals)
    assert_windows_meet(article)


def test_an_article_withdrawn_by_many_is_withdrawn_once():
    author = user("author")
    article, _ = restore(document(), by=author)
    publish(article, by=author, change_note="First published.")
    results = at_once(*[lambda: withdraw(article, by=author, reason="Out of date.")] * THREADS)
    refusals = [result for result in results if isinstance(result, PublishRefused)]
    assert len(refusals) == THREADS - 1, results
    assert all("not live" in str(refusal) for refusal in refusals)
    assert Withdrawal.objects.get().withdrawn_at == article.editions.get().live_until


def test_withdrawing_and_publishing_at_once_leaves_a_whole_history():
    author = user("author")
    article, _ = restore(document(), by=author)
    publish(article, by=author, change_note="First published.")
    restore(document(summary="Rest."), by=author)
    withdrawal, edition = at_once(
        lambda: withdraw(article, by=author, reason="Out of date."),
        lambda: publish(article, by=author, change_note="Shorter."),
    )
    assert isinstance(edition, Edition) and edition.number == 2
    edition.refresh_from_db()
    if withdrawal.withdrawn_at == edition.live_until:
        assert article.live_edition is None
    else:
        assert withdrawal.withdrawn_at < edition.live_from and article.live_edition == edition


def test_an_address_goes_to_one_article_only():
    articles = [restore(document(f"article-{i}"), by=None)[0] for i in range(THREADS)]
    results = at_once(*[lambda article=article: claim_address(article, "shared") for article in articles])
    refused = [result for result in results if isinstance(result, PublishRefused)]
    assert len(refused) == THREADS - 1 and results.count(None) == 1
    assert Address.objects.get(slug="shared").article == articles[results.index(None)]


def test_of_two_articles_that_take_turns_at_an_address_one_is_published_there():
    author = user("author")
    articles = [restore(document(f"article-{i}"), by=author)[0] for i in range(2)]

    def take_and_publish(article):
        while True:
            try:
                Article.objects.filter(pk=article.pk).update(slug="shared")
                break
            except IntegrityError:  # the other has it just now
                continue
        try:
            return publish(article, by=author, change_note="New.")
        finally:
            Article.objects.filter(pk=article.pk).update(slug=f"{article.slug}-again")

    editions, refusals = split(at_once(*[lambda article=article: take_and_publish(article) for article in articles]))
    assert len(editions) == len(refusals) == 1
    assert "was once the page of" in str(refusals[0])
    assert Address.objects.get().article == editions[0].article


def test_two_articles_withdrawn_in_favor_of_each_other_do_not_wait_for_ever():
    author = user("author")
    one, other = (restore(document(f"article-{i}"), by=author)[0] for i in range(2))
    for _ in range(5):
        for article in (one, other):
            publish(article, by=author, change_note="Published.")
        results = at_once(
            lambda: withdraw(one, by=author, reason="See the other.", instead=other),
            lambda: withdraw(other, by=author, reason="See the other.", instead=one),
        )
        assert all(isinstance(result, Withdrawal) for result in results), results
