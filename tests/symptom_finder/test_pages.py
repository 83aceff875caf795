"""The pages of /find/: places, symptoms to choose from, what was found, and never a dead end."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conditions.document.urgency import Urgency
from conditions.models import BodyArea, Symptom
from conditions.publishing.actions import withdraw
from conditions.vocabulary.merge_terms import merge_terms
from tests.conditions.reading import in_order, words
from tests.conftest import symptom
from tests.symptom_finder.conftest import HIP

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

SWELLING = symptom("swelling", "Swelling", Urgency.CLINIC, "After a long walk.")
FEVER = symptom("fever", "Fever", Urgency.EMERGENCY, "Fever with a hot knee may be an infection.")


def found(client, address):
    """The text of the main part of a page that answers."""
    response = client.get(address)
    assert response.status_code == 200
    return words(response.text.split("<main")[1].split('<section class="ways"')[0])


def test_the_first_page_leads_to_the_places_that_live_articles_have(put, author, client):
    put("a", SWELLING)
    gone = put("b", SWELLING, areas=(HIP,))
    page = client.get("/find/").text
    assert 'href="/find/knee/"' in page and 'href="/find/hip/"' in page and 'href="/find/anywhere/"' in page
    withdraw(gone, by=author, reason="Out of date.")
    page = client.get("/find/").text
    assert "Knee 1 condition" in words(page) and "/find/hip/" not in page


def test_a_site_without_articles_says_so(client):
    assert "No article here yet" in found(client, "/find/")
    assert "No article here yet" in found(client, "/find/anywhere/")


def test_the_symptoms_of_a_place_stand_by_how_many_conditions_have_them(put, client):
    put("a", FEVER)
    put("b", SWELLING, FEVER)
    put("c", symptom("groin-pain", "Groin pain"), areas=(HIP,))
    page = found(client, "/find/knee/")
    assert in_order(page, "Fever 2 conditions", "Swelling 1 condition", "Show what may be behind it")
    assert "Groin pain" not in page and "What may be behind it" not in page.replace("Show what", "")
    assert "Groin pain 1 condition" in found(client, "/find/anywhere/")


def test_where_symptoms_are_many_the_less_common_ones_are_folded_in(put, client):
    put("a", *[symptom(f"s-{i}", f"S {i:02}") for i in range(20)])
    assert "8 more symptoms, A to Z" in found(client, "/find/knee/")
    page = client.get("/find/knee/?symptom=s-19").text
    assert "7 more symptoms" in page
    assert page.index('id="symptom-s-19" checked') < page.index("<details>")


def test_what_was_chosen_is_found_and_why(put, client):
    put("a", SWELLING)
    put("b", FEVER)
    page = found(client, "/find/knee/?symptom=fever&symptom=swelling")
    assert in_order(
        page,
        "You chose: Fever, Swelling (knee).",
        "Go to an emergency room now",
        "A joint that is hot, red and swollen, above all with fever or chills",
        "not a diagnosis",
        "No condition here names all 2 of them.",
        "Emergency: get help now if you have Fever : Fever with a hot knee may be an infection. It may be: B .",
        "Named there: Fever. Not named there: Swelling.",
        "Call 911 or go to the nearest emergency room.",
        "A Make an appointment Swelling : After a long walk. Not named there: Fever.",
    )


def test_the_question_that_decides_does_not_ask_what_was_chosen(put, client):
    put("a", FEVER)
    page = found(client, "/find/knee/?symptom=fever")
    assert "Is there one more of these: a fever, or a joint that is hot, red or swollen?" in page
    assert "do you have a fever" not in page


def test_without_an_emergency_the_page_does_not_cry_wolf(put, client):
    put("a", SWELLING, FEVER)
    page = found(client, "/find/knee/?symptom=swelling")
    assert "Emergency" not in page and "Call 911" not in page and "No condition here" not in page


def test_an_urgent_symptom_comes_with_the_phone_lines(put, client):
    put("a", symptom("swelling", "Swelling", Urgency.URGENT, "Within hours of a twist."))
    page = found(client, "/find/knee/?symptom=swelling")
    assert in_order(page, "Urgent: call us today", "Within hours of a twist.", "904-555-0101")


@pytest.mark.parametrize("path", ["/find/hip/", "/find/shoulder/"])
def test_where_nothing_fits_there_are_ways_on(put, client, path):
    BodyArea.objects.create(name="Shoulder", slug="shoulder")
    put("a", SWELLING)
    put("b", FEVER, areas=(HIP,))
    response = client.get(f"{path}?symptom=swelling")
    page = words(response.text)
    assert response.status_code == 200
    assert "No article here yet" in page or "None of our articles on this place names what you chose." in page
    for address in ("/symptoms/", "/conditions/", "/find/anywhere/"):
        assert f'href="{address}' in response.text
    assert "904-555-0101" in page


def test_what_fits_elsewhere_is_one_step_away(put, client):
    put("a", SWELLING)
    put("b", FEVER, areas=(HIP,))
    page = client.get("/find/hip/?symptom=swelling").text
    assert "Swelling <small>none here</small>" in page and 'id="symptom-swelling" checked' in page
    assert 'href="/find/anywhere/?symptom=swelling#found"' in page
    assert "After a long walk." in found(client, "/find/anywhere/?symptom=swelling")


@pytest.mark.parametrize(
    "query, said",
    [
        ("symptom=sweling-knee", "We do not know this symptom: “sweling knee”."),
        ("symptom=a&symptom=b", "We do not know these symptoms: “a”, “b”."),
        ("symptom=%00", "Something in this address"),
        ("symptom=%E2%80%AEabc", "Something in this address"),
        ("symptom=<b>", "Something in this address"),
        ("symptom=%FF%FE", "Something in this address"),
        ("symptom=" + "x" * 10_000, "Something in this address"),
        ("symptom='%20OR%201=1", "Something in this address"),
        ("symptom=", "Choose everything that fits."),
        ("symptom", "Choose everything that fits."),
        ("page=99999&q=%00", "Choose everything that fits."),
    ],
)
def test_what_is_not_understood_is_said_and_all_else_goes_on(put, client, query, said):
    put("a", SWELLING)
    page = found(client, f"/find/knee/?{query}")
    assert said in page and "What may be behind it" not in page.replace("Show what", "")
    assert "After a long walk." in found(client, f"/find/knee/?{query}&symptom=swelling")


def test_so_many_symptoms_count_and_no_more(put, client):
    put("a", *[symptom(f"s-{i}", f"S {i}", detail=f"Detail {i}.") for i in range(10)])
    query = "&".join(f"symptom=s-{i}&symptom=s-{i}" for i in range(10))
    page = found(client, f"/find/knee/?{query}")
    assert "Only the first 8 symptoms count; 2 more were left out." in page
    assert "Detail 7." in page and "Detail 8." not in page


def test_other_parameters_do_not_count(put, client):
    put("a", SWELLING)
    plain = client.get("/find/knee/?symptom=swelling")
    assert client.get("/find/knee/?utm_source=x&symptom=swelling&page=2").content == plain.content
    assert '<link rel="canonical" href="http://testserver/find/knee/">' in plain.text


def test_a_place_that_never_was_is_not_found(put, client):
    put("a", SWELLING)
    assert client.get("/find/nose/").status_code == 404


def test_the_former_name_of_a_place_leads_on_in_one_hop_with_what_was_chosen(put, manager, client):
    put("a", SWELLING)
    for name in ("Leg", "Limb"):
        old = BodyArea.objects.create(name=name, slug=name.lower())
        merge_terms(BodyArea.objects.get(slug="knee"), old, by=manager, reason="The same.")
    response = client.get("/find/leg/?symptom=swelling&symptom=fever&symptom=%0d%0a&page=3")
    assert (response.status_code, response["Cache-Control"]) == (301, "no-cache")
    assert response["Location"] == "/find/knee/?symptom=swelling&symptom=fever"
    assert client.get("/find/limb/")["Location"] == "/find/knee/"


def test_former_words_count_for_the_present_ones(put, manager, client):
    put("a", symptom("puffiness", "Puffiness", detail="A puffy knee."))
    put("b", SWELLING)
    new, old = (Symptom.objects.get(slug=slug) for slug in ("swelling", "puffiness"))
    merge_terms(new, old, by=manager, reason="The same.")
    page = found(client, "/find/knee/?symptom=puffiness&symptom=swelling")
    assert "Swelling 2 conditions" in page and "Puffiness" not in page
    assert in_order(page, "You chose: Swelling (knee).", "A puffy knee.", "After a long walk.")


def test_forty_articles_cost_as_many_queries_as_one(put, client):
    def costs(*slugs):
        """Queries of pages that were made before, and are made anew after articles were published."""
        for slug in slugs:
            put(slug, SWELLING, FEVER, symptom(f"of-{slug}", f"Of {slug}"))
        return [_queries(client, path) for path in paths]

    paths = ("/find/", "/find/knee/", "/find/knee/?symptom=fever&symptom=swelling", "/find/anywhere/?symptom=fever")
    costs("first")
    one = costs("second")
    assert costs(*[f"a-{i}" for i in range(40)]) == one
    assert max(one) <= 20


def _queries(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_a_page_is_kept_until_something_is_published(put, client, django_assert_num_queries):
    put("a", SWELLING)
    first = client.get("/find/knee/?symptom=swelling")
    with django_assert_num_queries(1):
        assert client.get("/find/knee/?symptom=swelling").content == first.content
    put("b", SWELLING)
    assert "/conditions/b/" in client.get("/find/knee/?symptom=swelling").text
