"""Finding a condition by what one feels, where it hurts, or what makes it likely."""

import pytest

from conditions import document as d
from conditions.models import BodyArea, RiskFactor, Symptom
from conditions.publishing import withdraw
from conditions.restore import restore
from conditions.urgency import Urgency
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
    assert "/body-areas/knee/" not in client.get("/").text
