"""The home page, A to Z and articles, as patients read them."""

import datetime as dt
import re

import pytest

from conditions.document import values as d
from conditions.document.urgency import Urgency
from conditions.editing.restore import restore
from conditions.models import BodyArea, Symptom
from conditions.publishing.actions import publish, withdraw
from conditions.reviews import clinical_reviews
from tests.conditions.reading import in_order, words
from tests.conftest import document, symptom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

PUBLIC = [
    "/",
    "/conditions/",
    "/conditions/a-z/r/",
    "/conditions/runners-knee/",
    "/symptoms/",
    "/symptoms/fever/",
    "/risk-factors/",
    "/risk-factors/overweight/",
    "/body-areas/knee/",
]


def part(page, id):
    """The section of the page with that id."""
    return page.split(f'<section id="{id}"')[1].split("</section>")[0]


def care_cards(page):
    return re.findall(r'<div class="care care-([a-z-]+)">(.*?)</ul>(.*?)(?=<div class="care care-|$)', page, re.DOTALL)


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_answers_get_and_head_and_nothing_else(live, client, path):
    assert client.get(path).status_code == 200
    head = client.head(path)
    assert head.status_code == 200 and head.content == b""
    for method in (client.post, client.put, client.delete, client.patch):
        response = method(path)
        assert response.status_code == 405 and "POST" not in response["Allow"]


@pytest.mark.parametrize("path", [*PUBLIC, "/conditions/never/"])
def test_every_page_says_how_to_call(live, client, path):
    page = client.get(path).text
    assert '<a href="tel:+19045550101">904-555-0101</a>' in page
    assert 'href="tel:+19045550102"' in page and "(904) 555-0102" in page
    assert "Pelican Point Orthopedics" in page and "Call 911" in page


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_names_its_one_address(live, client, path):
    page = client.get(path + "?from=mail").text
    assert f'<link rel="canonical" href="http://testserver{path}">' in page


@pytest.mark.parametrize("path", ["/symptoms/never/", "/risk-factors/fever/", "/body-areas/never/", "/conditions/a b/"])
def test_an_unknown_address_gets_the_sites_own_page(live, client, path):
    response = client.get(path)
    assert response.status_code == 404 and "We cannot find this page." in response.text


def test_the_home_page_asks_where_it_hurts_and_what_it_feels_like(live, client):
    BodyArea.objects.create(name="Elbow", slug="elbow")
    Symptom.objects.create(name="Numbness", slug="numbness")
    page = client.get("/").text
    assert 'href="/find/knee/"' in page and 'href="/symptoms/fever/"' in page
    assert "1 condition<" in page
    assert "elbow" not in page and "numbness" not in page


def test_the_home_page_lists_body_areas_in_the_clinics_order(put, client):
    areas = [d.Term(slug=slug, name=slug.title()) for slug in ("knee", "ankle", "shoulder")]
    put("one", body_areas=tuple(areas))
    for position, slug in enumerate(["shoulder", "knee", "ankle"]):
        BodyArea.objects.filter(slug=slug).update(position=position)
    assert in_order(client.get("/").text, "/find/shoulder/", "/find/knee/", "/find/ankle/")


def test_an_empty_clinic_has_pages_too(client):
    assert client.get("/").status_code == 200
    assert "Our first articles are being written." in client.get("/conditions/").text
    assert "nothing to list here yet" in client.get("/symptoms/").text
    assert "nothing to list here yet" in client.get("/risk-factors/").text


def test_a_to_z_lists_every_article_under_every_name_it_goes_by(put, client):
    put("runners-knee", title="Runner's knee", also_known_as=("patellar pain", "aching knee"))
    put("acl-tear", title="ACL tear", also_known_as=("3rd degree sprain", "Überdehnung"))
    page = client.get("/conditions/").text
    entries = re.findall(r'<li>\s*<a (?:class="own-name" )?href="(/conditions/[^"]+)">(.*?)</li>', page, re.DOTALL)
    assert [(url, words(text)) for url, text in entries] == [
        ("/conditions/runners-knee/", "aching knee see Runner's knee"),
        ("/conditions/acl-tear/", "ACL tear"),
        ("/conditions/runners-knee/", "patellar pain see Runner's knee"),
        ("/conditions/runners-knee/", "Runner's knee"),
        ("/conditions/acl-tear/", "Überdehnung see ACL tear"),
        ("/conditions/acl-tear/", "3rd degree sprain see ACL tear"),
    ]
    assert re.findall("<h2>(.|Other)</h2>", page) == ["A", "P", "R", "U", "Other"]
    assert set(re.findall('href="#(letter-[^"]*)"', page)) == set(re.findall('id="(letter-[^"]*)"', page))


def test_a_to_z_follows_editions_and_not_drafts(live, author, client):
    restore(document(title="Changed", also_known_as=("Other",)), by=author)
    page = client.get("/conditions/").text
    assert "Runners knee" in page and "Patellar pain" in page and "Changed" not in page and "Other" not in page
    withdraw(live, by=author, reason="Out of date.")
    assert "Runners knee" not in client.get("/conditions/").text


def test_an_article_shows_every_part_in_reading_order(put, reviewer, client):
    put("hip-fracture", summary="A broken hip.")
    article = put(
        "runners-knee",
        photo=d.Photo(digest="a" * 64, width=800, height=500, alt="A runner's knee", caption="From the side"),
        when_to_seek_care="<p>If it locks.</p>",
        sources=(
            d.Source(title="Knee pain", publisher="NIH", url="https://nih.gov/", read_on=dt.date(2026, 3, 9)),
            d.Source(title="The knee, a textbook", publisher="A press"),
        ),
        related=("hip-fracture",),
    )
    edition = article.editions.get()
    at = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)
    clinical_reviews.review(article, by=reviewer, edition=edition, seen=edition.fingerprint, outcome="no-change", at=at)
    page = client.get("/conditions/runners-knee/").text
    assert in_order(
        words(page.split("<body>")[1]),
        "Conditions Runners knee",
        "Also known as Patellar pain",
        "By Nora Whitfield , MS, ATC · Athletic trainer",
        "Clinically reviewed by Amelia Hart , MD on March 14, 2026",
        "Last updated",
        "More on the knee",
        "The quick answer Runner's knee is pain",
        "From the side",
        "On this page",
        "The kneecap glides in a groove.",
        "Emergency: get help now if you have",
        "Make an appointment if you have",
        "If it locks.",
        "Too much running, too soon.",
        "Each pound loads the kneecap",
        "Symptoms Swelling Make an appointment A little puffiness",
        "We look at how you squat.",
        "Tests you may have X-ray Shows the groove.",
        "Exercises for the thigh.",
        "Getting back to running Slowly.",
        "May I still walk? Yes.",
        "Knee pain NIH read on March 9, 2026",
        "The knee, a textbook A press",
        "Edition 1 of this page.",
        "Related articles Hip fracture A broken hip.",
    )
    assert 'alt="A runner&#x27;s knee"' in page and 'width="800"' in page
    assert '<a href="https://nih.gov/">Knee pain</a>' in page
    assert '<a href="/people/#nora">' in page and '<a href="/body-areas/knee/">' in page
    assert '<a href="/symptoms/fever/">' in page and '<a href="/risk-factors/overweight/">' in page
    assert page.count("<h1>") == 1


def test_a_bare_article_shows_no_empty_part(put, client):
    bare = dict.fromkeys(["causes", "diagnosis", "treatment", "when_to_seek_care"], "")
    lists = ["also_known_as", "symptoms", "risk_factors", "tests", "sections", "questions", "sources", "body_areas"]
    put("runners-knee", **bare, **dict.fromkeys(lists, ()))
    page = client.get("/conditions/runners-knee/").text
    assert re.findall('<section id="([^"]+)"', page) == ["overview"]
    for heading in ("Also known as", "Clinically reviewed", "More on the", "When to get help", "Related articles"):
        assert heading not in page


def test_care_cards_stand_in_order_of_urgency_with_what_to_do(put, client):
    levels = {"stiffness": Urgency.SELF_CARE, "swelling": Urgency.CLINIC, "fever": Urgency.EMERGENCY}
    levels["numbness"] = Urgency.URGENT
    rows = [symptom(slug, slug.title(), level, f"About {slug}.") for slug, level in levels.items()]
    put("runners-knee", symptoms=tuple(rows))
    cards = care_cards(part(client.get("/conditions/runners-knee/").text, "when-to-get-help"))
    assert [level for level, *_ in cards] == ["emergency", "urgent", "clinic", "self-care"]
    said = {level: (words(entries), words(advice)) for level, entries, advice in cards}
    assert said["emergency"] == (
        "Emergency: get help now if you have Fever : About fever.",
        "Call 911 or go to the nearest emergency room.",
    )
    assert said["urgent"][0] == "Urgent: call us today if you have Numbness : About numbness."
    assert said["clinic"][0] == "Make an appointment if you have Swelling"
    assert said["self-care"] == ("You can start with care at home if you have Stiffness", "")
    assert "904-555-0101" in said["urgent"][1] and "904-555-0101" in said["clinic"][1]
    assert "Call 911" not in said["urgent"][1] + said["clinic"][1]


def test_a_care_card_leads_to_the_symptom_on_the_page(live, client):
    page = client.get("/conditions/runners-knee/").text
    for target in re.findall('href="#(symptom-[^"]+)"', page):
        assert page.count(f'id="{target}"') == 1
    assert 'href="#symptom-fever"' in page


def test_a_changed_article_says_when_it_first_appeared_and_what_changed(live, author, client):
    article, _ = restore(document(summary="Rest."), by=author)
    publish(article, by=author, change_note="Shorter & plainer.")
    page = words(client.get("/conditions/runners-knee/").text)
    first = live.editions.get(number=1)
    assert f"Edition 2 of this page. First published on {first.live_from.astimezone():%B} " in page
    assert "What changed last: Shorter & plainer." in page


def test_related_articles_are_shown_while_they_are_live_at_their_present_address(put, author, client):
    hip, elbow = put("hip-fracture"), put("tennis-elbow")
    put("runners-knee", related=("hip-fracture", "tennis-elbow"))
    page = client.get("/conditions/runners-knee/").text
    assert in_order(page, 'href="/conditions/hip-fracture/"', 'href="/conditions/tennis-elbow/"')
    hip.slug = "broken-hip"
    hip.save()
    publish(hip, by=author, change_note="Renamed.")
    withdraw(elbow, by=author, reason="Out of date.")
    page = client.get("/conditions/runners-knee/").text
    assert page.count('href="/conditions/broken-hip/"') == 1
    assert "/conditions/hip-fracture/" not in page and "/conditions/tennis-elbow/" not in page


def test_nobody_is_named_who_has_not_reviewed_it(put, reviewer, client):
    put("runners-knee")
    assert "reviewed by" not in client.get("/conditions/runners-knee/").text
