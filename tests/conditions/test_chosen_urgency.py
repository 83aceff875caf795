"""A person chooses how urgent a symptom is: until then a draft says so, and nothing fills it in."""

import dataclasses

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from conditions.document.encoding import decode, encode, fingerprint
from conditions.document.urgency import Urgency
from conditions.document.values import SymptomEntry, Term
from conditions.editing import diff
from conditions.editing.compose import compose
from conditions.editing.merge import merge
from conditions.editing.restore import restore
from conditions.models import Article, ArticleSymptom, Edition, EditionTerm
from conditions.publishing import actions
from conditions.transfer.importer import import_articles
from conditions.vocabulary.merged_terms import joined
from tests.conditions.exported import change, export_of
from tests.conftest import document, symptom, user
from tests.site.migrations import last

pytestmark = pytest.mark.django_db
OPEN = symptom("rash", "Rash", None)
SWELLING, FEVER = document().symptoms


def test_nothing_is_chosen_beforehand(draft):
    assert SymptomEntry(term=Term(slug="rash", name="Rash")).urgency is None
    assert ArticleSymptom._meta.get_field("urgency").get_default() == ""


def test_what_nobody_chose_survives_encoding_and_the_working_copy(author):
    unsure = document(symptoms=(OPEN, FEVER))
    assert decode(encode(unsure)) == unsure
    article, notes = restore(unsure, by=author)
    assert compose(article) == unsure and notes == []
    assert article.fingerprint == fingerprint(unsure) != fingerprint(document(symptoms=(SWELLING, FEVER)))


def test_a_document_that_does_not_say_it_leaves_it_open():
    data = encode(document())
    del data["symptoms"][0]["urgency"]
    assert decode(data).symptoms[0].urgency is None


def test_it_stands_in_no_care_card():
    unsure = document(symptoms=(OPEN, FEVER, SWELLING))
    assert unsure.care_cards == [(Urgency.EMERGENCY, [FEVER]), (Urgency.CLINIC, [SWELLING])]
    assert unsure.unconfirmed == [OPEN]


def test_it_is_published_neither_now_nor_later_nor_as_a_correction(live, author):
    restore(document(symptoms=(OPEN, FEVER)), by=author)
    for at in (None, timezone.now() + timezone.timedelta(days=1)):
        with pytest.raises(actions.PublishRefused, match='Nobody has chosen how urgent "Rash" is'):
            actions.publish(live, by=author, change_note="New.", at=at)
    unsure = document(symptoms=(dataclasses.replace(SWELLING, urgency=None), FEVER))
    with pytest.raises(actions.PublishRefused, match='Nobody has chosen how urgent "Swelling" is'):
        actions.correct(live, by=author, document=unsure, change_note="Slip.", seen=1)
    assert live.editions.count() == 1


def test_the_database_takes_no_edition_without_it(live):
    term = {"edition": live.editions.get(), "kind": "symptom", "slug": "rash", "name": "Rash", "position": 9}
    with pytest.raises(IntegrityError), transaction.atomic():
        EditionTerm.objects.create(**term, urgency="")


def test_a_correction_of_the_live_page_leaves_the_draft_open(live, author):
    restore(document(symptoms=(dataclasses.replace(SWELLING, urgency=None), FEVER)), by=author)
    fixed = document(causes="<p>Too much running too soon.</p>")
    actions.correct(live, by=author, document=fixed, change_note="A comma.", seen=1)
    assert compose(live).symptoms[0].urgency is None and compose(live).causes == fixed.causes


def test_an_old_edition_that_is_restored_keeps_what_was_published(live, author):
    restore(document(symptoms=(OPEN,)), by=author)
    restore(live.editions.get().document, by=author)
    assert compose(live).symptoms == (SWELLING, FEVER)


def test_the_comparison_says_it_in_words():
    chosen, unsure = document(symptoms=(SWELLING,)), document(symptoms=(dataclasses.replace(SWELLING, urgency=None),))
    for old, new, words in (
        (unsure, chosen, ["To be confirmed", "Make an appointment"]),
        (chosen, unsure, ["Make an appointment", "To be confirmed"]),
        (document(symptoms=()), document(symptoms=(OPEN,)), ["To be confirmed"]),
    ):
        ((row,),) = [difference.rows for difference in diff.compare(old, new)]
        assert [piece.words for piece in row.parts[-1].pieces] == words


def test_of_two_who_changed_it_the_one_who_chose_is_heard():
    unsure, chosen = (document(symptoms=(dataclasses.replace(SWELLING, urgency=it),)) for it in (None, Urgency.URGENT))
    assert merge(unsure, unsure, chosen) == (chosen, [])
    clinic = document(symptoms=(SWELLING,))
    (clash,) = merge(clinic, unsure, chosen).clashes
    assert (clash.base_text, clash.ours_text, clash.theirs_text) == (
        "Make an appointment",
        "To be confirmed",
        "Urgent: call today",
    )


@pytest.mark.parametrize(
    "levels, level",
    [(["", "emergency"], "emergency"), (["urgent", ""], ""), (["", "self-care"], ""), (["", ""], "")],
)
def test_rows_that_become_one_are_open_unless_one_is_an_emergency(levels, level):
    assert joined(*[{"detail": "", "urgency": one} for one in levels])["urgency"] == level


def test_an_import_that_leaves_it_open_becomes_a_draft(settings, tmp_path, picture):
    folder = tmp_path / "export"
    export_of("runners-knee", folder, settings, tmp_path, picture=picture)
    change(folder, "articles/runners-knee.json", editions__0__document__symptoms__0__urgency=None)
    done = import_articles(folder, by=user("boss", is_superuser=True))
    assert done.published == [] and "how urgent" in done.drafts["runners-knee"][0]
    assert not Edition.objects.exists()
    assert compose(Article.objects.get()).symptoms[0].urgency is None


@pytest.mark.django_db(transaction=True)
def test_the_former_default_is_to_be_confirmed_in_drafts_and_stays_in_editions(live):
    before = live.editions.get()
    call_command("migrate", "conditions", "0007_terms_of_an_edition", verbosity=0)
    try:
        assert list(live.symptom_rows.values_list("urgency", flat=True)) == ["clinic", "emergency"]
    finally:
        call_command("migrate", "conditions", last("conditions.migrations"), verbosity=0)
    assert [row.urgency for row in live.symptom_rows.all()] == ["", "emergency"]
    after = live.editions.get()
    assert (after.data, after.fingerprint) == (before.data, before.fingerprint)
    assert after.document.symptoms == (SWELLING, FEVER)
    article = Article.objects.with_state().get()
    assert article.fingerprint == fingerprint(compose(article)) and article.state == Article.State.CHANGED
