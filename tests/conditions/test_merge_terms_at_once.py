"""People merge, rename, save and publish at the same time: one merge wins, nobody waits for ever, no row is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from conditions.editing.restore import restore
from conditions.models import ArticleSymptom, Symptom
from conditions.publishing.actions import publish
from conditions.vocabulary.merge_terms import BUSY, MergeRefused, merge_terms
from tests.conditions.test_concurrent_publishing import at_once
from tests.conftest import document, symptom, user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clinic"), pytest.mark.database]

OLD, NEW = symptom("old", "Old"), symptom("new", "New")


@pytest.fixture
def by():
    return user("manager", "Managers")


def term(slug):
    return Symptom.objects.get(slug=slug)


def merging(keep, former, by):
    return lambda: merge_terms(term(keep), term(former), by=by, reason="The same.")


def refusals(results):
    return [str(result) for result in results if isinstance(result, MergeRefused)]


def test_one_pair_merged_by_many_is_merged_once(by):
    articles = [restore(document(f"a-{i}", symptoms=(OLD, NEW)), by=by)[0] for i in range(3)]
    results = at_once(*[merging("new", "old", by)] * 8)
    assert results.count(articles) == 1 and len(refusals(results)) == 7, results
    assert all("already" in text or text == BUSY for text in refusals(results))
    assert ArticleSymptom.objects.count() == ArticleSymptom.objects.filter(term=term("new")).count() == 3
    assert term("new").synonyms == ["Old"]


def test_two_words_merged_into_each_other_make_no_loop(by):
    restore(document(symptoms=(OLD, NEW)), by=by)
    results = at_once(merging("new", "old", by), merging("old", "new", by))
    assert len(refusals(results)) <= 2 and all(isinstance(result, list | MergeRefused) for result in results), results
    assert Symptom.objects.filter(merged_into__isnull=False).count() == 2 - len(refusals(results)) < 2


def test_a_row_of_words_merged_at_once_makes_no_chain(by):
    slugs = [f"s-{i}" for i in range(6)]
    restore(document(symptoms=tuple(symptom(slug, slug) for slug in slugs)), by=by)
    for _ in range(20):
        at_once(*[merging(keep, former, by) for keep, former in zip(slugs[1:], slugs, strict=False)])
        assert not Symptom.objects.filter(merged_into__merged_into__isnull=False).exists()
    for slug in slugs[:-1]:
        if term(slug).merged_into is None:
            merging(slugs[-1], slug, by)()
    assert {row.term.slug for row in ArticleSymptom.objects.all()} == {slugs[-1]}


def test_merging_while_others_save_and_publish_neither_hangs_nor_breaks_an_article(by):
    for i in range(4):
        restore(document(f"a-{i}", symptoms=(OLD, NEW)), by=by)

    def write(i):
        article, _ = restore(document(f"a-{i}", summary="New words.", symptoms=(NEW, OLD)), by=by)
        return publish(article, by=by, change_note="New words.")

    results = at_once(merging("new", "old", by), *[lambda i=i: write(i) for i in range(4)])
    assert not [result for result in results[1:] if isinstance(result, Exception)], results
    assert isinstance(results[0], list) or refusals(results[:1]) == [BUSY], results
    if not isinstance(results[0], list):
        merging("new", "old", by)()
    assert list(ArticleSymptom.objects.values_list("term__slug", flat=True)) == ["new"] * 4


def test_a_merge_beside_another_writer_is_refused_or_comes_after_it(by):
    """PostgreSQL says at once that the word is busy; SQLite has one writer at a time, and lets the second wait."""
    restore(document(symptoms=(OLD, NEW)), by=by)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Symptom.objects.select_for_update().get(slug="new")
            merge = pool.submit(at_once, merging("new", "old", by))
            if connection.vendor == "postgresql":
                assert str(merge.result()[0]) == BUSY
        (result,) = merge.result()
    merged = connection.vendor == "sqlite"
    assert isinstance(result, list) == merged, result
    assert (term("old").merged_into is not None) == merged


def test_a_row_that_is_being_written_when_its_word_is_merged_follows(by):
    for i in range(4):
        restore(document(f"a-{i}", symptoms=()), by=by)
    for _ in range(10):
        Symptom.objects.create(name="Gone", slug="gone")
        jobs = [lambda i=i: restore(document(f"a-{i}", symptoms=(symptom("gone", "Gone"),)), by=by) for i in range(4)]
        Symptom.objects.get_or_create(slug="new", defaults={"name": "New"})
        results = at_once(merging("new", "gone", by), *jobs)
        assert not [result for result in results[1:] if isinstance(result, Exception)], results
        if not isinstance(results[0], list):
            merging("new", "gone", by)()
        assert set(ArticleSymptom.objects.values_list("term__slug", flat=True)) <= {"new"}
        ArticleSymptom.objects.all().delete()
        term("gone").delete()
