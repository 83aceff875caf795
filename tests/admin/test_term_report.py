"""The vocabulary report: words that may be one, unused ones, different levels, old wording; on one page."""

import dataclasses
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conditions.document import values as d
from conditions.document.urgency import Urgency
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import BodyArea, EditionTerm, RiskFactor, Symptom
from conditions.publishing.actions import publish, withdraw
from conditions.publishing.edition_writer import write
from conditions.vocabulary.merge_terms import merge_terms
from conditions.vocabulary.report import report
from tests.conftest import document, entry, signed_in, symptom

pytestmark = pytest.mark.usefixtures("clinic")
PAGE = reverse("admin:conditions_term_report")


@pytest.fixture
def managing(manager):
    return signed_in(manager)


@pytest.fixture
def put(author):
    """Publish an article with these symptoms and nothing else of the vocabulary."""

    def put(slug, *symptoms, **more):
        more = {"risk_factors": (), "tests": (), "body_areas": (), **more}
        article, _ = restore(document(slug, symptoms=symptoms, **more), by=author)
        publish(article, by=author, change_note="First published.")
        return article

    return put


def text(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def address(name, term):
    return reverse(f"admin:conditions_{term._meta.model_name}_{name}", args=[term.pk])


def test_words_that_may_be_one_come_with_the_way_to_merge_them(managing, put):
    put("one", symptom("swelling", "Swelling"), symptom("x", "Tumour"))
    put("two", symptom("swelling", "Swelling"))
    swelling, tumour = Symptom.objects.get(slug="swelling"), Symptom.objects.get(slug="x")
    swellings = Symptom.objects.create(name="Swellings", slug="swellings")
    tumor = Symptom.objects.create(name="Tumor", slug="a-tumor")
    area = BodyArea.objects.create(name="Swelling", slug="swelling")  # of another kind
    assert [(row.keep, row.other) for row in report().alike] == [(swelling, swellings), (tumour, tumor)]
    page = text(managing.get(PAGE))
    assert "May be one word (2)" in page and "The same, written differently." in page
    assert f'href="{address("merge", swellings)}?into={swelling.pk}"' in page
    assert f'href="{address("merge", tumor)}?into={tumour.pk}"' in page
    assert address("merge", area) not in page


def test_former_words_are_not_in_the_report(managing, put, manager):
    put("one", symptom("swelling", "Swelling"))
    swelling = Symptom.objects.get(slug="swelling")
    merge_terms(swelling, Symptom.objects.create(name="Swellings", slug="s"), by=manager, reason="The same.")
    found = report()
    assert not any(found)
    page = text(managing.get(PAGE))
    for words in ("No two words look alike", "Every symptom has one level", "All live pages say", "Every word stands"):
        assert words in page


def test_words_on_no_live_page_say_where_else_they_are(managing, put, author, manager):
    put("live", symptom("fever", "Fever"))
    past = put("past", symptom("ache", "Ache"))
    withdraw(past, by=author, reason="Out of date.")
    restore(document("past", symptoms=(), risk_factors=(), tests=(), body_areas=()), by=author)
    coming, _ = restore(document("coming", symptoms=(symptom("rash", "Rash"),), risk_factors=(), tests=()), by=author)
    publish(coming, by=author, change_note="First.", at=timezone.now() + timedelta(days=1))
    restore(document("draft", symptoms=(symptom("chill", "Chill"),), risk_factors=(), tests=(), body_areas=()), by=None)
    never = RiskFactor.objects.create(name="Itch", slug="fever")
    keep = Symptom.objects.create(name="Cramp", slug="cramp")
    merge_terms(keep, Symptom.objects.create(name="Spasm", slug="spasm"), by=manager, reason="The same.")
    found = {row.term.name: row for row in report().unused}
    assert found.keys() == {"Ache", "Rash", "Chill", "Itch", "Cramp", "Knee"}
    assert (found["Ache"].published, found["Ache"].scheduled, found["Ache"].drafts) == (True, False, [])
    assert found["Rash"].scheduled and found["Rash"].drafts == [(coming.pk, "Coming")]
    assert [title for _, title in found["Chill"].drafts] == ["Draft"] and not found["Chill"].published
    assert [name for name, row in found.items() if row.never_used] == ["Itch"]
    page = text(managing.get(PAGE))
    assert "In past editions." in page and "On a page that is scheduled." in page and "Other words were merged" in page
    assert f'href="{address("delete", never)}"' in page
    assert [term.name for term in Symptom.objects.all() if address("delete", term) in page] == []
    assert managing.post(address("delete", never), {"post": "yes"}).status_code == 302


def test_a_word_that_is_said_together_with_another_alone_is_not_called_unused(managing, author):
    """Drafts may say it so; editions did before each word had to stand alone too."""
    fever = symptom("fever", "Fever", Urgency.EMERGENCY)
    pair = dataclasses.replace(fever, companion=d.Term(slug="warmth", name="Warmth"))
    none = {"risk_factors": (), "tests": (), "body_areas": ()}
    draft, _ = restore(document("draft", symptoms=(fever, pair), **none), by=author)
    warmth = Symptom.objects.get(slug="warmth")

    def found():
        return next((row for row in report().unused if row.term == warmth), None)

    assert found().drafts == [(draft.pk, "Draft")] and not found().published
    coming = write(draft, compose(draft), by=author, change_note="New.", live_from=timezone.now() + timedelta(days=1))
    assert found().scheduled and found().published and not found().never_used
    draft.symptom_rows.all().delete()
    assert found().drafts == [] and not found().never_used
    assert address("delete", warmth) not in text(managing.get(PAGE))
    assert warmth not in [row.term for row in report(coming.live_from).unused]


def test_a_word_is_used_where_a_live_page_says_a_former_one(put, manager):
    put("live", symptom("puffiness", "Puffiness"))
    keep = Symptom.objects.create(name="Swelling", slug="swelling")
    merge_terms(keep, Symptom.objects.get(slug="puffiness"), by=manager, reason="The same.")
    assert report().unused == []


def test_a_symptom_with_different_levels_is_listed_with_what_patients_read(managing, put):
    put("a", symptom("fever", "Fever", Urgency.CLINIC, "With a cold."), symptom("ache", "Ache", Urgency.URGENT))
    b = put("b", symptom("fever", "Fever", Urgency.EMERGENCY, "With a hot knee."), symptom("ache", "Ache"))
    put("c", symptom("fever", "Fever", Urgency.CLINIC), symptom("itch", "Itch"))
    put("d", symptom("itch", "Itch"), symptom("rash", "Rash", Urgency.EMERGENCY, "A red rash."))
    put("e", symptom("rash", "Rash", Urgency.SELF_CARE, "It is a rash, red."))
    put("f", symptom("rash", "Rash", Urgency.SELF_CARE, "Red rashes!"))
    found = report().levels
    assert [(row.term.name, row.alike) for row in found] == [("Rash", True), ("Ache", True), ("Fever", False)]
    fever = [(row["title"], row["level"], row["detail"]) for row in found[2].rows]
    assert fever == [
        ("B", Urgency.EMERGENCY, "With a hot knee."),
        ("A", Urgency.CLINIC, "With a cold."),
        ("C", Urgency.CLINIC, ""),
    ]
    page = text(managing.get(PAGE))
    assert "Different urgency (3)" in page and page.count("The same words, different levels") == 2
    assert f'<a href="{reverse("admin:conditions_article_change", args=[b.pk])}">B</a>' in page
    assert "With a hot knee." in page and "Nothing but its name" in page and "Make an appointment" in page


def test_the_levels_of_a_former_word_count_for_the_present_one(put, manager):
    swelling, puffiness = symptom("swelling", "Swelling"), symptom("puffiness", "Puffiness", Urgency.URGENT, "Soft.")
    put("a", swelling)
    put("b", puffiness)
    put("c", swelling, puffiness)
    merge_terms(*(Symptom.objects.get(slug=slug) for slug in ("swelling", "puffiness")), by=manager, reason="The same.")
    (found,) = report().levels
    assert [(row["title"], row["level"]) for row in found.rows] == [
        ("B", Urgency.URGENT),
        ("C", Urgency.URGENT),
        ("A", Urgency.CLINIC),
    ]


def test_live_pages_with_an_old_word_are_listed(managing, put, author, manager):
    for slug in ("b", "a"):
        put(slug, symptom("puffiness", "Puffiness"), risk_factors=(entry("weight", "Weight"),))
    merge_terms(
        Symptom.objects.create(name="Swelling", slug="swelling"),
        Symptom.objects.get(slug="puffiness"),
        by=manager,
        reason="The same.",
    )
    factor = RiskFactor.objects.get()
    factor.name = "Excess weight"
    factor.save()
    found = [(row.term.name, row.name, [one["title"] for one in row.rows]) for row in report().wording]
    assert found == [("Swelling", "Puffiness", ["A", "B"]), ("Excess weight", "Weight", ["A", "B"])]
    assert "Old wording (2)" in text(managing.get(PAGE))
    article = EditionTerm.objects.filter(edition__title="A").first().edition.article
    publish(article, by=author, change_note="New words.")
    assert [[one["title"] for one in row.rows] for row in report().wording] == [["B"], ["B"]]


def test_it_is_of_what_was_live_at_a_moment(put):
    before = timezone.now() - timedelta(days=1)
    put("a", symptom("fever", "Fever"))
    put("b", symptom("fever", "Fever", Urgency.URGENT))
    assert len(report().levels) == 1 and report(before).levels == []


def test_those_who_may_not_merge_see_no_way_to(author, frontdesk, outsider, put):
    put("one", symptom("swelling", "Swelling"), symptom("s", "Swellings"))
    RiskFactor.objects.create(name="Itch", slug="itch")
    page = text(signed_in(author).get(PAGE))
    assert "Ask a manager" in page and "/merge/" not in page and "/delete/" not in page
    for other in (frontdesk, outsider):
        assert signed_in(other).get(PAGE).status_code == 403


def test_it_is_looked_at_and_not_posted_to(managing):
    assert managing.post(PAGE).status_code == 405


def test_a_long_part_is_cut_and_says_so(managing):
    Symptom.objects.bulk_create(Symptom(name=f"Word {i}", slug=f"word-{i}") for i in range(205))
    page = text(managing.get(PAGE))
    assert "Not on any page (205)" in page and "The first 200 of 205 are shown." in page


def test_the_report_costs_the_same_however_much_is_in_it(managing, put):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            text(managing.get(PAGE))
        return len(queries)

    costs = []
    for numbers in (range(1), range(1, 8)):
        for i in numbers:
            level = list(Urgency)[i % 4]
            put(f"a-{i}", symptom("fever", "Fever", level), symptom(f"swelling-{i}", "Swelling" + "s" * i))
            Symptom.objects.create(name=f"Itch {i}", slug=f"itch-{i}")
            restore(document(f"d-{i}", symptoms=(symptom(f"rash-{i}", f"Rash {i}"),)), by=None)
        costs.append(cost())
    assert costs[0] == costs[1] <= 22


def test_a_word_that_an_edition_names_and_nobody_knows_stays_out(managing, put, author):
    article = put("knee", symptom("fever", "Fever"))
    withdraw(article, by=author, reason="To be rewritten.")
    version = document("knee", symptoms=(symptom("lost-word", "Lost word"),), risk_factors=(), tests=(), body_areas=())
    write(article, version, by=author, change_note="Imported.", live_from=timezone.now())
    assert EditionTerm.objects.live().get().slug == "lost-word"
    assert "Lost word" not in text(managing.get(PAGE))
