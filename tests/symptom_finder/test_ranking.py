"""Which conditions come first: the urgent ones, then those with more of the symptoms and the more telling ones."""

import dataclasses
from datetime import timedelta

import pytest
from django.utils import timezone

from conditions.discovery import symptom_finder
from conditions.document.urgency import Urgency
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Edition, Symptom
from conditions.publishing.actions import withdraw
from conditions.publishing.edition_writer import write
from conditions.vocabulary.merge_terms import merge_terms
from conditions.vocabulary.symptom_words import SymptomWords
from tests.conftest import document, symptom
from tests.symptom_finder.conftest import HIP, KNEE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic"), pytest.mark.database]

PAIN, LOCKING, FEVER = symptom("pain", "Pain"), symptom("locking", "Locking"), symptom("fever", "Fever")


def find(*slugs, area=("knee",), at=None, **weights):
    """[Group] for the symptoms at `slugs`, each of the same weight unless `weights` says more."""
    words = SymptomWords.read()
    return symptom_finder.find({words.at[slug]: weights.get(slug, 1.0) for slug in slugs}, words, area, at)


def titles(groups):
    return [hit.title for group in groups for hit in group.hits]


def test_a_symptom_of_few_conditions_weighs_more():
    weights = [symptom_finder.weight(number, 100) for number in (0, 1, 10, 50, 100)]
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] == symptom_finder.FOR_ITSELF > 0


def test_more_of_the_symptoms_come_before_fewer(put):
    put("c", PAIN)
    put("b", PAIN, LOCKING)
    put("a", LOCKING)
    assert titles(find("pain", "locking")) == ["B", "A", "C"]


def test_the_more_telling_symptom_comes_first(put):
    put("a", PAIN)
    put("b", LOCKING)
    assert titles(find("pain", "locking", pain=0.6, locking=2.5)) == ["B", "A"]


def test_what_scores_the_same_is_in_the_order_of_titles(put):
    for slug in ("b", "c", "a"):
        put(slug, PAIN)
    assert titles(find("pain")) == ["A", "B", "C"]


def test_each_hit_says_what_it_has_and_what_it_lacks(put):
    put("a", symptom("pain", "Pain", Urgency.SELF_CARE, "On stairs."), symptom("fever", "Fever"))
    put("b", LOCKING)
    hit, _ = find("fever", "locking", "pain")[0].hits
    assert [(felt.name, felt.detail, felt.level) for felt in hit.felt] == [
        ("Fever", "", Urgency.CLINIC),
        ("Pain", "On stairs.", Urgency.SELF_CARE),
    ]
    assert (hit.lacks, hit.level, hit.slug) == (["Locking"], Urgency.CLINIC, "a")


def test_emergencies_come_first_then_the_urgent_and_then_all_others_by_score(put):
    put("a", PAIN, LOCKING)
    put("b", symptom("pain", "Pain", Urgency.SELF_CARE))
    put("c", symptom("pain", "Pain", Urgency.URGENT), LOCKING)
    put("d", symptom("pain", "Pain", Urgency.EMERGENCY))
    groups = find("pain", "locking")
    assert [group.level for group in groups] == [Urgency.EMERGENCY, Urgency.URGENT, None]
    assert titles(groups) == ["D", "C", "A", "B"]


def test_only_what_was_chosen_makes_a_condition_urgent(put):
    put("a", PAIN, symptom("fever", "Fever", Urgency.EMERGENCY))
    assert [group.level for group in find("pain")] == [None]


def test_a_group_shows_its_best_and_says_how_many_more_there_are(put, monkeypatch):
    monkeypatch.setattr(symptom_finder, "SHOWN", 2)
    for slug in ("a", "b", "c", "d"):
        put(slug, PAIN)
    put("e", PAIN, LOCKING)
    put("f", symptom("pain", "Pain", Urgency.URGENT))
    groups = find("pain", "locking")
    assert [(group.level, len(group.hits), group.more) for group in groups] == [(Urgency.URGENT, 1, 0), (None, 2, 3)]
    assert titles(groups)[:2] == ["F", "E"]


def test_only_articles_on_the_place_count(put):
    put("a", PAIN)
    put("b", PAIN, areas=(HIP,))
    put("c", PAIN, areas=(HIP, KNEE))
    assert titles(find("pain")) == ["A", "C"]
    assert titles(find("pain", area=None)) == ["A", "B", "C"]


def test_only_what_is_live_at_the_moment_counts(put, author):
    article = put("a", PAIN)
    put("b", PAIN)
    withdraw(article, by=author, reason="Out of date.")
    assert titles(find("pain")) == ["B"]
    before = Edition.objects.earliest("live_from").live_from - timedelta(seconds=1)
    assert find("pain", at=before) == [] and not symptom_finder.editions(None, before)
    assert titles(find("pain", at=timezone.now() + timedelta(days=1))) == ["B"]


def test_a_former_word_counts_for_the_present_one_and_once(put, manager):
    swelling = symptom("swelling", "Swelling", Urgency.CLINIC, "A thick knee.")
    puffiness = symptom("puffiness", "Puffiness", Urgency.URGENT, "A puffy knee.")
    put("both", puffiness, swelling)
    put("former", symptom("puffiness", "Puffiness"), PAIN)
    put("present", symptom("swelling", "Swelling"))
    words = [Symptom.objects.get(slug=slug) for slug in ("swelling", "puffiness")]
    merge_terms(*words, by=manager, reason="The same.")
    urgent, others = find("swelling", "pain")
    assert [(felt.name, felt.detail) for felt in urgent.hits[0].felt] == [
        ("Swelling", "A thick knee.\n\nA puffy knee.")
    ]
    assert titles([others]) == ["Former", "Present"]
    scores = {edition: score for edition, _, score, _ in _scored("swelling")}
    assert set(scores.values()) == {1.0}


def _scored(slug):
    words = SymptomWords.read()
    chosen = symptom_finder._chosen({words.at[slug]: 1.0}, words)
    return symptom_finder._best([symptom_finder._scores(chosen, set(chosen[0].own), ["knee"], None)])


HOT_TOGETHER = dataclasses.replace(FEVER, detail="An infection.", urgency=Urgency.EMERGENCY, companion=LOCKING.term)


def test_two_symptoms_together_are_as_urgent_as_the_article_calls_them(put):
    put("a", HOT_TOGETHER, FEVER, LOCKING, PAIN)
    put("b", FEVER, LOCKING)
    red, others = find("fever", "locking")
    assert (red.level, titles([red]), titles([others])) == (Urgency.EMERGENCY, ["A"], ["B"])
    assert [(felt.name, felt.detail) for felt in red.hits[0].pressing] == [("Fever with locking", "An infection.")]
    assert [felt.name for felt in red.hits[0].felt] == ["Fever", "Locking"] and red.hits[0].companions == []
    assert titles(find("fever", "locking", area=None)) == ["A", "B"]
    assert find("fever", "locking", area=("hip",)) == []


@pytest.mark.parametrize(("felt", "companion"), [("fever", "Locking"), ("locking", "Fever")])
def test_one_of_the_two_alone_is_not_but_the_other_is_asked_for(put, felt, companion):
    put("a", HOT_TOGETHER, FEVER, LOCKING)
    ((group),) = find(felt, "pain") if Symptom.objects.filter(slug="pain").exists() else find(felt)
    assert group.level is None
    assert [(each.name, each.level) for each in group.hits[0].companions] == [(companion, Urgency.EMERGENCY)]


def test_a_companion_that_has_no_row_of_its_own_is_not_called_missing(author):
    """An edition from before there had to be one."""
    Symptom.objects.create(slug="locking", name="Locking")
    article, _ = restore(document("a", symptoms=(HOT_TOGETHER, FEVER)), by=author)
    write(article, compose(article), by=author, change_note="First published.", live_from=timezone.now())
    (red,) = find("fever", "locking")
    assert (red.level, red.hits[0].lacks) == (Urgency.EMERGENCY, [])


def test_two_words_that_became_one_are_not_two_symptoms(put, manager):
    put("a", HOT_TOGETHER, FEVER, LOCKING, PAIN)
    merge_terms(*(Symptom.objects.get(slug=slug) for slug in ("fever", "locking")), by=manager, reason="The same.")
    for chosen in (("fever",), ("fever", "pain")):
        (group,) = find(*chosen)
        assert group.level is None and group.hits[0].combined == group.hits[0].companions == []


def test_a_kind_of_the_symptom_is_a_second_one_only_where_it_was_chosen(put):
    put("a", HOT_TOGETHER, FEVER, LOCKING)
    Symptom.objects.filter(slug="locking").update(broader=Symptom.objects.get(slug="fever"))
    (group,) = find("fever")
    assert group.level is None and [each.name for each in group.hits[0].companions] == ["Locking"]
    assert find("fever", "locking")[0].level == Urgency.EMERGENCY


def test_what_is_asked_for_is_called_by_its_present_word(put, manager):
    put("a", HOT_TOGETHER, FEVER, LOCKING)
    Symptom.objects.filter(slug="locking").update(name="Catching")
    assert [each.name for each in find("fever")[0].hits[0].companions] == ["Catching"]
    stuck = Symptom.objects.create(slug="stuck", name="A stuck knee")
    merge_terms(stuck, Symptom.objects.get(slug="locking"), by=manager, reason="The same.")
    assert [(each.slug, each.name) for each in find("fever")[0].hits[0].companions] == [("stuck", "A stuck knee")]


def test_broader_and_narrower_words_match_each_other_for_less(put):
    morning = symptom("morning-stiffness", "Morning stiffness", Urgency.CLINIC, "An hour.")
    stiffness = symptom("stiffness", "Stiffness")
    put("a", morning)
    put("b", stiffness)
    put("c", morning, stiffness)
    Symptom.objects.filter(slug="morning-stiffness").update(broader=Symptom.objects.get(slug="stiffness"))
    for chosen, order in (("stiffness", ["B", "C", "A"]), ("morning-stiffness", ["A", "C", "B"])):
        (group,) = find(chosen)
        assert titles([group]) == order
        assert all(hit.lacks == [] for hit in group.hits)
    (group,) = find("stiffness")
    assert [(felt.name, felt.detail) for felt in group.hits[-1].felt] == [("Morning stiffness", "An hour.")]


def test_two_kinds_of_one_symptom_do_not_match_each_other(put):
    put("a", symptom("morning-stiffness", "Morning stiffness"))
    put("b", symptom("evening-stiffness", "Evening stiffness"))
    stiffness = Symptom.objects.create(slug="stiffness", name="Stiffness")
    Symptom.objects.exclude(pk=stiffness.pk).update(broader=stiffness)
    assert titles(find("morning-stiffness")) == ["A"]
    assert titles(find("stiffness")) == ["A", "B"]
