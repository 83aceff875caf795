"""Two symptoms together: they call for help sooner than one of them alone, wherever an article speaks of them."""

import dataclasses

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from conditions.document.encoding import decode, encode, fingerprint
from conditions.document.symptom_names import together
from conditions.document.urgency import Urgency
from conditions.editing.compose import compose
from conditions.editing.diff import compare
from conditions.editing.merge import merge
from conditions.editing.restore import restore
from conditions.editing.working_copy import record_save
from conditions.models import Article, ArticleSymptom, EditionCombination, EditionTerm, Symptom
from conditions.publishing.actions import publish, withdraw
from conditions.publishing.edition_writer import write
from conditions.vocabulary.merge_terms import merge_terms, plan
from tests.conditions.readiness import facts, findings
from tests.conftest import document, signed_in, symptom

FEVER = symptom("fever", "Fever", Urgency.URGENT, "A mild one may come in the first weeks.")
HOT = symptom("warmth", "Warmth", Urgency.CLINIC)
TOGETHER = dataclasses.replace(
    FEVER, detail="It may be an infection in the joint.", urgency=Urgency.EMERGENCY, companion=HOT.term
)
SYMPTOMS = (TOGETHER, FEVER, HOT)


@pytest.fixture
def hot_joint(author, clinic):
    article, _ = restore(document("hot-joint", symptoms=SYMPTOMS), by=author)
    publish(article, by=author, change_note="First published.")
    return article


def test_it_is_a_row_of_its_own_in_the_document():
    assert TOGETHER.name == "Fever with warmth" and TOGETHER.anchor == "symptom-fever-with-warmth"
    article = document(symptoms=SYMPTOMS)
    assert decode(encode(article)) == article
    assert article.care_cards[0] == (Urgency.EMERGENCY, [TOGETHER])
    assert article.care_cards[1] == (Urgency.URGENT, [FEVER])


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("Warmth and redness", "warmth and redness"),
        ("Numbness in the L5 area", "numbness in the L5 area"),
        ("Can't stand", "can't stand"),
        *[(name, name) for name in ("MRI changes", "ACL pain", "Raynaud's", "Achilles pain", "Tinel sign", "X-ray")],
    ],
)
def test_names_and_abbreviations_keep_their_capital(name, within):
    assert together("Fever", name) == f"Fever with {within}"


def test_the_working_copy_keeps_it(hot_joint):
    assert compose(hot_joint).symptoms == SYMPTOMS
    with pytest.raises(ValidationError, match="listed twice"):
        restore(document("twice", symptoms=(TOGETHER, TOGETHER)), by=hot_joint.owner)


@pytest.mark.database
def test_the_database_takes_each_pair_once_and_no_symptom_with_itself(hot_joint):
    fever, warmth = Symptom.objects.get(slug="fever"), Symptom.objects.get(slug="warmth")
    for term, companion in ((fever, None), (fever, warmth), (warmth, warmth)):
        with pytest.raises(IntegrityError), transaction.atomic():
            ArticleSymptom.objects.create(article=hot_joint, term=term, companion=companion)


def test_patients_read_it_in_the_red_card_and_the_symptom_alone_in_its_own(hot_joint, client):
    page = client.get("/conditions/hot-joint/").content.decode()
    red, orange = page.split('class="care care-emergency"')[1].split('class="care care-urgent"')
    assert '<a href="#symptom-fever-with-warmth">Fever with warmth</a>: It may be an infection in the joint.' in red
    assert '<a href="#symptom-fever">Fever</a>: A mild one may come in the first weeks.' in orange
    assert 'id="symptom-fever-with-warmth"' in page and 'id="symptom-fever"' in page


@pytest.mark.parametrize("slug", ["fever", "warmth"])
def test_the_pages_of_both_symptoms_tell_of_it(hot_joint, client, clinic, slug):
    page = client.get(f"/symptoms/{slug}/").content.decode()
    assert "Fever with warmth" in page and "It may be an infection in the joint." in page
    assert f"<p><strong>{clinic.emergency_wording}</strong></p>" in page


@pytest.mark.database
def test_an_edition_says_each_word_once_and_keeps_what_is_said_of_both(hot_joint):
    said = EditionTerm.objects.filter(edition__article=hot_joint, kind="symptom").values_list("slug", "urgency")
    assert sorted(said) == [("fever", "urgent"), ("warmth", "clinic")]
    row = EditionCombination.objects.get(edition__article=hot_joint)
    assert (row.slug, row.companion_slug, row.urgency) == ("fever", "warmth", "emergency")
    hot_joint.symptom_rows.all().delete()
    with pytest.raises(IntegrityError, match="published edition"), transaction.atomic():
        Symptom.objects.filter(slug="warmth").delete()


def test_what_the_symptom_means_alone_must_be_said_too():
    errors, _ = findings(symptoms=(TOGETHER, HOT))
    assert [error for error in errors if '"Fever" alone: add a row' in error]
    assert findings(symptoms=SYMPTOMS)[0] == []
    (error,) = findings(symptoms=(TOGETHER, FEVER))[0]
    assert '"Fever with warmth" calls for, but not "Warmth" alone: add a row' in error
    assert len(findings(symptoms=(TOGETHER,))[0]) == 2
    unsure = dataclasses.replace(TOGETHER, urgency=None)
    assert 'how urgent "Fever with warmth" is' in findings(symptoms=(unsure, FEVER, HOT))[0][0]


@pytest.mark.parametrize(("one", "other"), [(FEVER, HOT), (HOT, FEVER)])
def test_two_together_are_never_less_urgent_than_one_of_them_alone(one, other):
    def errors(level):
        pair = dataclasses.replace(TOGETHER, urgency=Urgency.URGENT)
        rows = (pair, dataclasses.replace(one, urgency=level), dataclasses.replace(other, urgency=Urgency.CLINIC))
        return findings(symptoms=rows)[0]

    (error,) = errors(Urgency.EMERGENCY)
    assert error.startswith(f'"Fever with warmth" is "Urgent: call today" here, but "{one.name}" alone is "Emergency')
    assert errors(Urgency.URGENT) == errors(Urgency.SELF_CARE) == []


def test_two_together_stand_in_one_row_whichever_comes_first():
    mirrored = dataclasses.replace(HOT, urgency=Urgency.EMERGENCY, companion=FEVER.term)
    errors, _ = findings(facts(), symptoms=(*SYMPTOMS, mirrored))
    assert [error.partition(",")[0] for error in errors] == ['"Warmth with fever" stands in another row as well']
    assert findings(facts(), symptoms=SYMPTOMS)[0] == []


def test_another_article_that_calls_the_symptom_an_emergency_is_held_against_the_one_alone():
    _, warnings = findings(facts(emergency_elsewhere={"fever": "Sepsis"}), symptoms=SYMPTOMS)
    assert [warning for warning in warnings if warning.startswith('"Fever" is')] == warnings


def test_comparing_and_merging_tell_the_two_rows_apart():
    old = document(symptoms=SYMPTOMS)
    ours = dataclasses.replace(old, symptoms=(TOGETHER, dataclasses.replace(FEVER, detail="Ours."), HOT))
    theirs = dataclasses.replace(old, symptoms=(dataclasses.replace(TOGETHER, detail="Theirs."), FEVER, HOT))
    ((row,),) = [difference.rows for difference in compare(old, theirs)]
    assert (row.status, row.label) == ("changed", "Fever with warmth")
    merged, clashes = merge(old, ours, theirs)
    assert clashes == [] and [entry.detail for entry in merged.symptoms] == ["Theirs.", "Ours.", HOT.detail]


@pytest.mark.database
def test_a_merged_word_is_followed_on_either_side(hot_joint, manager):
    merge_terms(*_words("heat", "warmth"), by=manager, reason="The same.")
    assert [entry.name for entry in compose(hot_joint).symptoms] == ["Fever with heat", "Fever", "Heat"]
    merge_terms(*_words("heat", "fever"), by=manager, reason="The same.")
    (heat,) = compose(hot_joint).symptoms
    assert heat.companion is None and heat.urgency == Urgency.EMERGENCY, "as urgent as any of the rows"


@pytest.mark.database
def test_whoever_merges_is_told_of_pages_and_drafts_that_say_the_word_with_another(hot_joint, author, manager):
    """The edition is from before each word had to stand alone too."""
    withdraw(hot_joint, by=author, reason="To be rewritten.")
    hot_joint.symptom_rows.filter(term__slug="warmth").delete()
    write(hot_joint, compose(hot_joint), by=author, change_note="Back.", live_from=timezone.now())
    keep, warmth = _words("heat", "warmth")
    coming = plan(keep, warmth)
    assert [str(row) for row in coming.pages] == ["Fever with warmth"]
    assert (coming.drafts, coming.joined) == ([hot_joint], set())
    fever = Symptom.objects.get(slug="fever")
    hot_joint.symptom_rows.create(term=fever, companion=keep, position=9, urgency=Urgency.EMERGENCY)
    assert plan(keep, warmth).joined == {hot_joint.pk}
    page = signed_in(manager).get(f"{reverse('admin:conditions_symptom_merge', args=[warmth.pk])}?into={keep.pk}")
    assert "“Fever with warmth”" in page.content.decode() and "No page that patients" not in page.content.decode()


@pytest.mark.database
def test_a_with_b_is_b_with_a(hot_joint, manager):
    mirrored = dataclasses.replace(TOGETHER, term=HOT.term, companion=FEVER.term)
    with pytest.raises(ValidationError, match="listed twice"):
        restore(document("twice", symptoms=(TOGETHER, mirrored, FEVER, HOT)), by=hot_joint.owner)
    heat, warmth = _words("heat", "warmth")
    rows, fever = hot_joint.symptom_rows, Symptom.objects.get(slug="fever")
    rows.create(term=heat, companion=fever, detail="Of another day.", urgency=Urgency.URGENT, position=9)
    assert plan(heat, warmth).joined == {hot_joint.pk}
    merge_terms(heat, warmth, by=manager, reason="The same.")
    (pair,) = [entry for entry in compose(hot_joint).symptoms if entry.companion]
    assert (pair.urgency, pair.detail) == (Urgency.EMERGENCY, f"{TOGETHER.detail}\n\nOf another day.")


@pytest.mark.database
def test_a_companion_that_gets_another_name_changes_the_draft(hot_joint):
    assert Article.objects.get(pk=hot_joint.pk).fingerprint == hot_joint.live_edition.fingerprint
    hot_joint.symptom_rows.filter(term__slug="warmth").delete()
    record_save(hot_joint, by=hot_joint.owner)
    before = Article.objects.get(pk=hot_joint.pk).fingerprint
    warmth = Symptom.objects.get(slug="warmth")
    warmth.name = "Heat"
    warmth.save()
    now = Article.objects.get(pk=hot_joint.pk).fingerprint
    assert now != before and now == fingerprint(compose(hot_joint))


def _words(keep, former):
    Symptom.objects.get_or_create(slug=keep, defaults={"name": keep.capitalize()})
    return [Symptom.objects.get(slug=slug) for slug in (keep, former)]
