"""Finding a condition by what one feels, where it hurts, or what makes it likely."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic_site.page_cache import store
from conditions.document import values as d
from conditions.document.urgency import Urgency
from conditions.editing.restore import restore
from conditions.models import BodyArea, RiskFactor, Symptom
from conditions.public import terms
from conditions.publishing.actions import publish, withdraw
from conditions.vocabulary.merge_terms import merge_terms
from tests.conditions.reading import in_order, words
from tests.conftest import document, entry, symptom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]


def test_a_symptom_page_lists_what_may_be_behind_it_the_most_urgent_first(put, client):
    for slug, level in [("a", Urgency.CLINIC), ("c", Urgency.EMERGENCY), ("b", Urgency.CLINIC), ("d", Urgency.URGENT)]:
        put(slug, title=f"Article {slug}", symptoms=(symptom("fever", "Fever", level, f"Fever in {slug}."),))
    Symptom.objects.update(description="A warm body.", synonyms=["pyrexia"])
    page = words(client.get("/symptoms/fever/").text)
    assert in_order(
        page,
        "A warm body.",
        "People also say: pyrexia",
        "Call 911",
        "Article c Emergency Fever in c.",
        "Article d Urgent: call today Fever in d.",
        "Article a Make an appointment Fever in a.",
        "Article b Make an appointment Fever in b.",
    )


def test_a_symptom_page_leads_to_what_it_is_a_kind_of_and_to_its_kinds(put, client, manager):
    put("a", symptoms=(symptom("stiffness", "Stiffness"),))
    stiffness = Symptom.objects.get(slug="stiffness")
    for name in ("Morning stiffness", "Evening stiffness", "Early stiffness"):
        Symptom.objects.create(slug=name.split()[0].lower(), name=name, broader=stiffness)
    merge_terms(*(Symptom.objects.get(slug=slug) for slug in ("morning", "early")), by=manager, reason="The same.")
    page = client.get("/symptoms/stiffness/").text
    assert "Kinds of it: Evening stiffness , Morning stiffness" in words(page) and "A kind of" not in page
    assert '<a href="/symptoms/morning/">Morning stiffness</a>' in page
    page = client.get("/symptoms/morning/").text
    assert 'A kind of <a href="/symptoms/stiffness/">Stiffness</a>' in page and "Kinds of it" not in page
    stiffness.narrower.get(slug="evening").delete()
    assert "Evening" not in client.get("/symptoms/stiffness/").text


def test_a_symptom_page_without_an_emergency_does_not_cry_wolf(put, client):
    put("runners-knee", symptoms=(symptom("fever", "Fever", Urgency.CLINIC),))
    page = client.get("/symptoms/fever/").text
    assert "Call 911" not in page.split("<main")[1].split("</main>")[0]
    assert "Runner&#x27;s knee is pain around the kneecap." in page  # the quick answer stands in for a detail


def test_a_risk_factor_page_says_what_it_means_for_each_condition(put, client):
    put("b", title="B", risk_factors=(entry("overweight", "Excess weight", "In b."),))
    put("a", title="A", risk_factors=(entry("overweight", "Excess weight", "In a."),))
    put("c", title="C", risk_factors=())
    page = words(client.get("/risk-factors/overweight/").text)
    assert in_order(page, "Excess weight", "What it makes more likely", "A In a.", "B In b.")
    assert "C Runner" not in page


def test_a_body_area_page_shows_its_conditions_and_how_they_feel(put, client):
    put("runners-knee", symptoms=(symptom("fever", "Fever"),))
    put("hip-fracture", body_areas=(d.Term(slug="hip", name="Hip"),), symptoms=(symptom("groin-pain", "Groin pain"),))
    page = client.get("/body-areas/knee/").text
    assert 'href="/conditions/runners-knee/"' in page and 'href="/symptoms/fever/"' in page
    assert "hip-fracture" not in page and "groin-pain" not in page


def test_lists_of_terms_name_those_in_use_and_how_often(put, client):
    put("runners-knee")
    put("hip-fracture", symptoms=(symptom("fever", "Fever"),))
    Symptom.objects.create(name="Numbness", slug="numbness")
    page = words(client.get("/symptoms/").text)
    assert "Fever 2 conditions" in page and "Swelling 1 condition" in page and "Numbness" not in page
    assert "Excess weight 2 conditions" in words(client.get("/risk-factors/").text)


@pytest.mark.parametrize(
    "model, path", [(Symptom, "/symptoms/new/"), (RiskFactor, "/risk-factors/new/"), (BodyArea, "/body-areas/new/")]
)
def test_a_term_that_no_article_uses_has_a_friendly_page(model, path, live, client):
    model.objects.create(name="Something <new>", slug="new")
    response = client.get(path)
    assert response.status_code == 200
    assert "Something &lt;new&gt;" in response.text and "No article here yet" in response.text


def test_term_pages_follow_editions_and_not_drafts(live, author, client):
    restore(document(symptoms=(), risk_factors=(), body_areas=()), by=author)
    for path in ("/symptoms/fever/", "/risk-factors/overweight/", "/body-areas/knee/"):
        assert 'href="/conditions/runners-knee/"' in client.get(path).text
    withdraw(live, by=author, reason="Out of date.")
    for path in ("/symptoms/fever/", "/risk-factors/overweight/", "/body-areas/knee/"):
        assert "No article here yet" in client.get(path).text
    assert "/find/knee/" not in client.get("/").text


@pytest.fixture
def merged(put, manager):
    """Pages that say Swelling, Puffiness (its former name), and both; they were published before the merge."""
    swelling = symptom("swelling", "Swelling", Urgency.CLINIC, "A thick knee.")
    puffiness = symptom("puffiness", "Puffiness", Urgency.URGENT, "A puffy knee.")
    put("new", symptoms=(swelling,))
    put("old", symptoms=(puffiness,))
    put("both", symptoms=(puffiness, swelling))
    for keep, former in ((Symptom, "puffiness"), (RiskFactor, "obesity"), (BodyArea, "leg")):
        name = {"puffiness": "swelling", "obesity": "overweight", "leg": "knee"}[former]
        old, _ = keep.objects.get_or_create(slug=former, defaults={"name": former.title()})
        merge_terms(keep.objects.get(slug=name), old, by=manager, reason="The same.")


@pytest.mark.parametrize(
    "former, present",
    [
        ("/symptoms/puffiness/", "/symptoms/swelling/"),
        ("/risk-factors/obesity/", "/risk-factors/overweight/"),
        ("/body-areas/leg/", "/body-areas/knee/"),
    ],
)
def test_the_page_of_a_former_word_leads_to_the_present_one(merged, client, manager, former, present):
    response = client.get(former)
    assert (response.status_code, response["Location"], response["Cache-Control"]) == (301, present, "no-cache")
    assert client.get(present).status_code == 200


def test_a_word_merged_twice_still_leads_on_in_one_hop(merged, client, manager):
    edema = Symptom.objects.create(name="Edema", slug="edema")
    merge_terms(edema, Symptom.objects.get(slug="swelling"), by=manager, reason="The same.")
    for former in ("puffiness", "swelling"):
        response = client.get(f"/symptoms/{former}/", follow=True)
        assert response.redirect_chain == [("/symptoms/edema/", 301)]
    assert words(response.text).count("A puffy knee.") == 2  # of the page that has it alone, and of that with both


def test_the_page_of_a_word_lists_each_article_that_says_it_or_a_former_one_once(merged, client):
    page = words(client.get("/symptoms/swelling/").text)
    assert in_order(
        page,
        "People also say: Puffiness",
        "Both Urgent: call today A thick knee. A puffy knee.",
        "Old Urgent: call today A puffy knee.",
        "New Make an appointment A thick knee.",
    )
    assert page.count("A puffy knee.") == 2


def test_lists_count_each_article_once_and_name_no_former_word(merged, client):
    page = words(client.get("/symptoms/").text)
    assert "Swelling 3 conditions" in page and "Puffiness" not in page
    assert "Puffiness" not in client.get("/").text and "Swelling" in client.get("/").text
    area = client.get("/body-areas/knee/").text
    assert area.count('href="/symptoms/swelling/"') == 1 and "puffiness" not in area


def test_a_body_area_lists_the_articles_of_its_former_words(put, manager, client):
    put("old", body_areas=(d.Term(slug="leg", name="Leg"),), symptoms=(symptom("fever", "Fever"),))
    put("new", symptoms=())
    area = BodyArea.objects.get(slug="knee")
    merge_terms(area, BodyArea.objects.get(slug="leg"), by=manager, reason="The same.")
    page = client.get("/body-areas/knee/").text
    assert 'href="/conditions/old/"' in page and 'href="/conditions/new/"' in page and 'href="/symptoms/fever/"' in page
    assert "Knee 2 conditions" in words(client.get("/").text)


def test_an_article_keeps_its_old_word_and_its_links_work(merged, client):
    page = client.get("/conditions/old/").text
    assert 'href="/symptoms/puffiness/">Puffiness</a>' in page
    assert client.get("/symptoms/puffiness/", follow=True).status_code == 200


def test_pages_of_words_cost_the_same_however_many_former_words_they_have(put, manager, client):
    def cost(path):
        store.memory.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    def merge(number):
        put(f"a-{number}", symptoms=(symptom(f"s-{number}", f"S {number}"),))
        old = Symptom.objects.get(slug=f"s-{number}")
        merge_terms(Symptom.objects.get(slug="swelling"), old, by=manager, reason="The same.")

    paths = ("/symptoms/", "/symptoms/swelling/", "/body-areas/knee/", "/risk-factors/", "/")
    put("first")
    merge(0)
    one = [cost(path) for path in paths]
    for number in range(1, 5):
        merge(number)
    assert [cost(path) for path in paths] == one
    assert "Swelling 6 conditions" in words(client.get("/symptoms/").text)


def test_a_long_symptom_page_is_cut_into_pages_with_each_article_once(merged, client, monkeypatch):
    monkeypatch.setattr(terms, "ARTICLES", 1)
    pages = [client.get(f"/symptoms/swelling/?page={number}").text for number in (1, 2, 3)]
    listed = [re.findall('<h3><a href="/conditions/(.*?)/">', page) for page in pages]
    assert listed == [["both"], ["old"], ["new"]]
    assert "A thick knee. A puffy knee." in words(pages[0])
    assert 'href="/symptoms/swelling/" rel="prev"' in pages[1] and 'href="?page=3" rel="next"' in pages[1]
    assert '<link rel="canonical" href="http://testserver/symptoms/swelling/?page=2">' in pages[1]
    assert "<title>Swelling, page 2 |" in pages[1]
    last = client.get("/symptoms/swelling/?page=99999").text
    assert "Page 3 of 3" in last and "<h3><a href=" in last


@pytest.mark.parametrize("path", ["/risk-factors/overweight/", "/body-areas/knee/"])
def test_pages_of_other_words_are_cut_by_title(merged, client, monkeypatch, path):
    monkeypatch.setattr(terms, "ARTICLES", 2)
    pages = [client.get(f"{path}?page={number}").text for number in (1, 2)]
    listed = [re.findall('<h3><a href="/conditions/(.*?)/">', page) for page in pages]
    assert listed == [["both", "new"], ["old"]]


def test_a_long_list_of_words_is_cut_into_pages(live, client, monkeypatch):
    monkeypatch.setattr(terms, "TERMS", 1)
    first, second = (client.get(f"/symptoms/?page={number}").text for number in (1, 2))
    assert "Fever 1 condition" in words(first) and "Swelling 1 condition" not in words(first)
    assert "Swelling 1 condition" in words(second) and "Page 2 of 2" in second


def test_a_body_area_names_the_symptoms_that_most_articles_have(put, client, monkeypatch):
    monkeypatch.setattr(terms, "AREA_SYMPTOMS", 1)
    put("one", symptoms=(symptom("aching", "Aching"), symptom("fever", "Fever")))
    put("two", symptoms=(symptom("fever", "Fever"),))
    put("elsewhere", body_areas=(d.Term(slug="hip", name="Hip"),), symptoms=(symptom("aching", "Aching"),))
    put("there", body_areas=(d.Term(slug="hip", name="Hip"),), symptoms=(symptom("aching", "Aching"),))
    page = client.get("/body-areas/knee/").text
    assert 'href="/symptoms/fever/"' in page and 'href="/symptoms/aching/"' not in page
    assert '<a href="/symptoms/">All symptoms</a>' in page


def test_a_word_that_no_live_article_says_any_more_is_not_counted(put, author, client):
    article = put("first", symptoms=(symptom("fever", "Fever"),))
    restore(document("first", symptoms=(symptom("swelling", "Swelling"),)), by=author)
    publish(article, by=author, change_note="Another symptom.")
    page = words(client.get("/symptoms/").text)
    assert "Swelling 1 condition" in page and "Fever" not in page
