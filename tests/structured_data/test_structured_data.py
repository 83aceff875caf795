"""JSON-LD: what programs are told is what stands on the page, in words that schema.org has."""

import datetime as dt

import pytest
from django.utils import timezone

from clinic_site.directory.models import ClinicProfile, Closure, Location, OpeningHours, PhoneLine
from clinic_site.json_ld import json_ld
from conditions.document import values as d
from conditions.document.encoding import fingerprint
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Edition
from conditions.publishing.actions import publish
from conditions.reviews import clinical_reviews
from tests.conftest import document, signed_in
from tests.structured_data.reading import Read, hidden, strings
from tests.structured_data.vocabulary import faults

pytestmark = pytest.mark.django_db
ARTICLE = "/conditions/runners-knee/"


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return Read(response)


def the_data(client, address):
    (data,) = read(client, address).data
    return data


def approve(article, by):
    return clinical_reviews.review(article, by=by, outcome="no-change", seen=fingerprint(compose(article)))


@pytest.fixture
def places(clinic):
    """Two locations, one with hours, and a day on which all are closed."""
    harbor, marsh = (
        Location.objects.create(
            name=name, slug=slug, street=street, city="Pelican Point", state="FL", postal_code="32000", position=place
        )
        for place, (name, slug, street) in enumerate(
            [("Harbor Street", "harbor", "214 Harbor Street"), ("Marsh Road", "marsh", "9 Marsh Road")]
        )
    )
    for day in range(5):
        OpeningHours.objects.create(location=harbor, weekday=day, opens=dt.time(8, 30), closes=dt.time(12))
    Closure.objects.create(day=timezone.localdate() + dt.timedelta(days=3), reason="Inventory")
    Closure.objects.create(day=timezone.localdate() + dt.timedelta(days=4), location=marsh)
    return harbor, marsh


@pytest.fixture
def reviewed(live, reviewer):
    """The live article, its text approved."""
    approve(live, reviewer)
    return live


@pytest.fixture
def pages(client, reviewed, places):
    return {address: read(client, address) for address in ("/", "/locations/", ARTICLE)}


def test_every_text_of_it_stands_on_the_page(pages):
    assert {address: hidden(page) for address, page in pages.items()} == dict.fromkeys(pages, [])
    assert all(len(list(strings(page.data))) > 5 for page in pages.values())


def test_every_type_and_property_is_one_of_schema_org_and_fits(pages):
    for address, page in pages.items():
        assert page.data and list(faults(page.data, address)) == []


@pytest.mark.parametrize(
    "data",
    [
        {"@type": "Condition"},
        {"@type": "MedicalCondition", "symptoms": "Fever"},
        {"@type": "MedicalCondition", "jobTitle": "Surgeon"},
        {"@type": "MedicalCondition", "signOrSymptom": {"@type": "MedicalTest", "name": "X-ray"}},
        {"@type": "MedicalCondition", "signOrSymptom": "Fever"},
        {"@type": "MedicalWebPage", "lastReviewed": "last week"},
        {"@type": "MedicalClinic", "medicalSpecialty": "https://schema.org/Monday"},
        {"@type": "MedicalWebPage", "about": [{"@type": "MedicalCondition", "code": {"@type": "Person"}}]},
    ],
)
def test_what_schema_org_does_not_have_would_be_found(data):
    assert list(faults(data))


def test_what_does_not_stand_on_the_page_would_be_found(pages):
    page = pages[ARTICLE]
    page.data[0]["about"]["alternateName"].append("Jogger's doom")
    assert [text for _, text in hidden(page)] == ["Jogger's doom"]


def test_the_article_is_told_in_full(client, reviewed):
    data = the_data(client, ARTICLE)
    about, today = data["about"], timezone.localdate().isoformat()
    assert (data["@type"], data["name"], data["url"]) == (
        "MedicalWebPage",
        "Runners knee",
        f"http://testserver{ARTICLE}",
    )
    assert data["description"].startswith("Runner's knee is pain")
    assert (data["datePublished"], data["dateModified"], data["lastReviewed"]) == (today, today, today)
    assert data["reviewedBy"] == {"@type": "Person", "name": "Amelia Hart", "honorificSuffix": "MD"}
    assert data["author"] == {
        "@type": "Person",
        "name": "Nora Whitfield",
        "honorificSuffix": "MS, ATC",
        "jobTitle": "Athletic trainer",
    }
    assert data["publisher"]["name"] == "Pelican Point Orthopedics"
    assert (about["@type"], about["alternateName"]) == ("MedicalCondition", ["Patellar pain"])
    assert about["code"] == [{"@type": "MedicalCode", "codeValue": "M22.2", "codingSystem": "ICD-10-CM"}]
    assert [part["name"] for part in about["signOrSymptom"]] == ["Swelling", "Fever"]
    assert about["riskFactor"][0]["description"].startswith("Each pound")
    assert [part["name"] for part in about["typicalTest"]] == ["X-ray"]
    assert about["associatedAnatomy"] == [{"@type": "AnatomicalStructure", "name": "Knee"}]
    assert about["possibleTreatment"]["description"] == "Exercises for the thigh."


def test_the_way_to_the_page_is_told_step_by_step(client, live):
    steps = the_data(client, ARTICLE)["breadcrumb"]["itemListElement"]
    assert [(step["position"], step["name"], step["item"]["@id"]) for step in steps] == [
        (1, "Home", "http://testserver/"),
        (2, "Conditions", "http://testserver/conditions/"),
        (3, "Runners knee", f"http://testserver{ARTICLE}"),
    ]


def test_it_is_of_the_edition_on_the_page_and_not_of_the_draft(client, live):
    live.title = "Jumper's knee"
    live.save()
    assert the_data(client, ARTICLE)["name"] == "Runners knee"


def test_nobody_reviewed_it_without_a_review(client, live):
    assert {"lastReviewed", "reviewedBy"}.isdisjoint(the_data(client, ARTICLE))


def test_a_review_of_a_draft_is_not_told(client, live, reviewer, author):
    article, _ = restore(document(summary="Other words."), by=author)
    approve(article, reviewer)
    assert "lastReviewed" not in the_data(client, ARTICLE)


def test_the_day_of_the_review_stays_when_the_page_changes(client, reviewed, author):
    before = the_data(client, ARTICLE)["lastReviewed"]
    article, _ = restore(document(summary="Other words."), by=author)
    later = timezone.now() - dt.timedelta(seconds=1)
    publish(article, by=author, change_note="Other words.")
    assert Edition.objects.live().get().live_from > later
    page = read(client, ARTICLE)
    assert page.data[0]["lastReviewed"] == before and "updated since review" in page.words
    assert page.data[0]["description"] == "Other words."


def test_a_bare_article_says_no_more_than_it_knows(client, clinic, author):
    bare = d.ArticleDocument(
        slug="bare", title="Bare", summary="It is.", overview="<p>It is.</p>", author=document().author
    )
    article, _ = restore(bare, by=author)
    publish(article, by=author, change_note="First published.")
    data = the_data(client, "/conditions/bare/")
    assert data["about"] == {"@type": "MedicalCondition", "name": "Bare"}
    assert list(faults(data)) == []


def test_the_preview_of_a_draft_tells_programs_nothing(draft, author):
    page = read(signed_in(author), f"/admin/conditions/article/{draft.pk}/preview/")
    assert page.data == [] and "Runners knee" in page.words


def test_text_cannot_end_the_block(client, clinic, author):
    hostile = "</script><script>alert(1)</script><!-- & so on"
    article, _ = restore(document(summary=hostile), by=author)
    publish(article, by=author, change_note="First published.")
    response = client.get(ARTICLE)
    assert b"<script>alert" not in response.content and b"<!--" not in response.content
    assert Read(response).data[0]["description"] == hostile
    assert json_ld({"a": "<&>"}) == '<script type="application/ld+json">{"a":"\\u003C\\u0026\\u003E"}</script>'


def test_the_clinic_is_told_with_its_lines_places_hours_and_specialty(client, places):
    data = the_data(client, "/locations/")
    assert (data["@type"], data["name"], data["url"]) == (
        "MedicalClinic",
        "Pelican Point Orthopedics",
        "http://testserver/",
    )
    assert data["telephone"] == "904-555-0101"
    assert [line["telephone"] for line in data["contactPoint"]] == ["904-555-0101", "(904) 555-0102"]
    assert data["medicalSpecialty"] == ["https://schema.org/Musculoskeletal", "https://schema.org/Physiotherapy"]
    harbor, marsh = data["department"]
    assert (harbor["name"], harbor["url"]) == ("Harbor Street", "http://testserver/locations/#harbor")
    assert harbor["address"]["streetAddress"] == "214 Harbor Street"
    assert harbor["openingHoursSpecification"][0] == {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": "https://schema.org/Monday",
        "opens": "08:30",
        "closes": "12:00",
    }
    assert "openingHoursSpecification" not in marsh
    closed = [len(place["specialOpeningHoursSpecification"]) for place in (harbor, marsh)]
    assert closed == [1, 2] and "opens" not in marsh["specialOpeningHoursSpecification"][0]


def test_a_clinic_at_one_place_has_its_address(client, places):
    places[1].delete()
    for address in ("/", "/locations/"):
        data = the_data(client, address)
        assert data["name"] == "Pelican Point Orthopedics" and data["address"]["postalCode"] == "32000"
        assert "department" not in data and list(faults(data)) == []


def test_a_clinic_without_rehab_or_phone_claims_neither(client, clinic):
    PhoneLine.objects.all().delete()
    data = the_data(client, "/")
    assert data["medicalSpecialty"] == ["https://schema.org/Musculoskeletal"]
    assert {"telephone", "contactPoint", "department"}.isdisjoint(data)


def test_where_no_clinic_was_entered_nothing_is_said_of_one(client, db):
    ClinicProfile.objects.all().delete()
    assert read(client, "/").data == []


def test_a_night_and_a_day_that_closes_early_are_told_as_programs_read_them(client, clinic):
    place = Location.objects.create(name="Harbor Street", slug="harbor")
    day = timezone.localdate() + dt.timedelta(days=3)
    hours = [(day.weekday(), 18, 2), ((day.weekday() + 2) % 7, 0, 0)]
    for weekday, opens, closes in hours:
        place.opening_hours.create(weekday=weekday, opens=dt.time(opens), closes=dt.time(closes))
    Closure.objects.create(day=day, closed_from=dt.time(20), closed_until=dt.time(22))
    Closure.objects.create(day=day + dt.timedelta(days=1), closed_until=dt.time(1))  # it cuts the night before
    Closure.objects.create(day=day + dt.timedelta(days=7), closed_from=dt.time(22))
    data = the_data(client, "/locations/")
    spans = [(span["opens"], span["closes"]) for span in data["openingHoursSpecification"]]
    assert sorted(spans) == [("00:00", "23:59"), ("18:00", "02:00")]
    special = [
        (span["validFrom"], span.get("opens"), span.get("closes")) for span in data["specialOpeningHoursSpecification"]
    ]
    week = dt.timedelta(days=7)
    assert special == [
        (day.isoformat(), "18:00", "20:00"),
        (day.isoformat(), "22:00", "00:00"),
        ((day + dt.timedelta(days=1)).isoformat(), "01:00", "02:00"),
        ((day + week).isoformat(), "18:00", "22:00"),
    ]
    assert list(faults(data)) == []
