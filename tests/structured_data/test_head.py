"""What the head of a page tells those who link to it: its one address, and the card that messengers show."""

import pytest
from django.test import override_settings

from clinic_site import photos
from conditions.document import values as d
from conditions.editing.restore import restore
from conditions.models import BodyArea, RiskFactor, Symptom
from conditions.publishing.actions import publish, withdraw
from tests.conftest import document
from tests.structured_data.reading import Read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("draft_for_module")]
ARTICLE = "/conditions/runners-knee/"
PAGES = [
    *["/", "/conditions/", ARTICLE, "/symptoms/", "/symptoms/fever/", "/risk-factors/", "/risk-factors/overweight/"],
    *["/body-areas/knee/", "/people/", "/locations/", "/appointments/"],
]


def read(client, address):
    return Read(client.get(address))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_names_its_one_address_whatever_was_asked_beside_it(client, live, address):
    assert Symptom.objects.exists() and RiskFactor.objects.exists() and BodyArea.objects.exists()
    for asked in (address, f"{address}?utm_source=letter", f"{address}?page=1"):
        page = read(client, asked)
        assert page.link(rel="canonical") == page.meta("url") == f"http://testserver{address}"


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_a_card(client, live, address):
    page = read(client, address)
    assert page.meta("site_name") == "Pelican Point Orthopedics" and page.meta("title")
    assert page.meta("type") == ("article" if address == ARTICLE else "website")
    described = [values["content"] for tag, values in page.head if values.get("name") == "description"]
    assert [page.meta("description")] == described


def test_a_card_says_what_the_page_says(client, clinic, author):
    article, _ = restore(document(title='Knee "locking" & <clicking>'), by=author)
    publish(article, by=author, change_note="First published.")
    page = read(client, ARTICLE)
    assert page.meta("title") == 'Knee "locking" & <clicking>'
    assert page.meta("description").startswith("Runner's knee is pain")
    assert read(client, "/body-areas/knee/").meta("title") == "Knee: conditions and symptoms"


def test_the_card_of_an_article_has_its_photo(client, clinic, author, photo):
    picture = d.Photo(digest=photo.digest, width=photo.width, height=photo.height, alt='A knee, "from the side"')
    article, _ = restore(document(photo=picture), by=author)
    publish(article, by=author, change_note="First published.")
    page = read(client, ARTICLE)
    assert page.meta("image") == f"http://testserver{photos.url(photo.digest, 800)}"
    assert (page.meta("image:width"), page.meta("image:height")) == ("800", "500")
    assert page.meta("image:alt") == 'A knee, "from the side"'
    assert client.get(page.meta("image").removeprefix("http://testserver")).status_code == 200


def test_a_wide_photo_is_shown_in_the_size_that_cards_have(client, clinic, author):
    article, _ = restore(document(photo=d.Photo(digest="a" * 64, width=1600, height=1067, alt="A knee")), by=author)
    publish(article, by=author, change_note="First published.")
    page = read(client, ARTICLE)
    assert page.meta("image").endswith("/1280.jpg")
    assert (page.meta("image:width"), page.meta("image:height")) == ("1280", "854")


def test_an_article_without_a_photo_promises_none(client, live):
    assert read(client, ARTICLE).meta("image") is None


def test_the_codes_of_the_condition_stand_at_its_end(client, clinic, author):
    article, _ = restore(document(icd_10=("M22.2", "M22.4")), by=author)
    publish(article, by=author, change_note="First published.")
    assert "ICD-10-CM codes, for your records: M22.2, M22.4 Edition 1" in read(client, ARTICLE).words
    article, _ = restore(document(icd_10=()), by=author)
    publish(article, by=author, change_note="No codes.")
    assert "ICD-10" not in read(client, ARTICLE).words


def test_robots_are_told_where_the_sitemap_is_and_what_to_leave_alone(client, live):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /sign-off/",
        "Disallow: /appointments/received/",
        "Disallow: /search/?",
        "",
        "Sitemap: http://testserver/sitemap.xml",
    ]
    assert client.get("/sitemap.xml").status_code == 200


@override_settings(SITE_URL="https://clinic.example")
def test_addresses_are_those_of_the_site_whatever_name_it_was_asked_by(client, live):
    page = read(client, ARTICLE)
    assert page.link(rel="canonical") == page.data[0]["url"] == f"https://clinic.example{ARTICLE}"
    for address in ("/robots.txt", "/sitemap.xml", "/sitemap-articles-1.xml", "/feeds/conditions.atom"):
        text = client.get(address).content.decode()
        assert "https://clinic.example/" in text and "testserver" not in text, address
    assert client.get("/conditions/runners-knee.json").json()["url"] == f"https://clinic.example{ARTICLE}"


def test_programs_get_no_cookie_and_are_served_what_is_live(client, live, author):
    addresses = ["/robots.txt", "/sitemap.xml", "/sitemap-articles-1.xml", "/feeds/conditions.atom", "/feeds/knee.atom"]
    for address in [*addresses, "/conditions/runners-knee.json"]:
        response = client.get(address)
        assert response.status_code == 200 and not response.cookies, address
        assert client.get(address, headers={"if-none-match": response.headers["ETag"]}).status_code == 304, address
    withdraw(live, by=author, reason="Out of date.")
    assert client.get("/sitemap-articles-1.xml").status_code == 404
    assert b"runners-knee" not in client.get("/feeds/conditions.atom").content
    assert client.get("/conditions/runners-knee.json").status_code == 410
