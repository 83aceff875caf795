"""The Atom feeds: what is new and changed, with what changed, newest first; one for all and one for each body area."""

import dataclasses
import datetime as dt
import re
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from conditions.discovery import feeds
from conditions.document import values as d
from conditions.editing.restore import restore
from conditions.models import BodyArea
from conditions.publishing.actions import publish, withdraw
from conditions.publishing.actions.correct import correct
from conditions.vocabulary.merge_terms import merge_terms
from tests.conftest import document
from tests.structured_data.reading import Read

pytestmark = pytest.mark.django_db
ALL, KNEE = "/feeds/conditions.atom", "/feeds/knee.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def put(author, clinic):
    """Publish a document; returns its article."""

    def put(slug, at=None, note="First published.", **more):
        article, _ = restore(document(slug, **more), by=author)
        publish(article, by=author, change_note=note, at=at)
        return article

    return put


def feed(client, address=ALL):
    response = client.get(address)
    assert response.status_code == 200 and response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def entries(client, address=ALL):
    found = []
    for entry in feed(client, address).findall(f"{ATOM}entry"):
        texts = {part.tag.removeprefix(ATOM): (part.text or "").strip() for part in entry}
        texts["link"] = entry.find(f"{ATOM}link").get("href")
        texts["author"] = entry.findtext(f"{ATOM}author/{ATOM}name")
        found.append(texts)
    return found


def titles(client, address=ALL):
    return [entry["title"] for entry in entries(client, address)]


def test_a_new_article_is_told_with_its_quick_answer(client, put):
    put("runners-knee")
    (entry,) = entries(client)
    assert (entry["title"], entry["link"]) == ("Runners knee", "http://testserver/conditions/runners-knee/")
    assert entry["summary"] == (
        "New on our site.\n\nRunner's knee is pain around the kneecap. Rest and exercises help most people."
    )
    assert entry["author"] == "Nora Whitfield"
    assert entry["published"] == entry["updated"]
    assert re.fullmatch(r"tag:testserver,\d{4}-\d\d-\d\d:conditions/runners-knee/1", entry["id"])


def test_a_change_is_told_in_the_words_of_its_note_and_is_an_entry_of_its_own(client, put):
    put("runners-knee")
    (before,) = entries(client)
    put("runners-knee", note="New advice on <stairs> & hills.", causes="<p>Stairs.</p>")
    (after,) = entries(client)
    assert after["summary"].startswith("Updated: New advice on <stairs> & hills.\n\n")
    assert after["id"] != before["id"] and after["published"] == before["published"]
    assert dt.datetime.fromisoformat(after["updated"]) >= dt.datetime.fromisoformat(before["updated"])


def test_a_correction_is_told_as_one(client, put, author):
    article = put("runners-knee")
    live = article.editions.get()
    small = dataclasses.replace(live.document, causes="<p>Too much running too soon.</p>")
    correct(article, document=small, seen=live.number, by=author, change_note="A comma too many.")
    assert entries(client)[0]["summary"].startswith("Corrected: A comma too many.\n\n")


def test_the_newest_comes_first_and_thirty_are_told(client, put):
    for number in range(32):
        put(f"article-{number:02}")
    assert titles(client) == [f"Article {number:02}" for number in range(31, 1, -1)]


def test_neither_drafts_nor_what_is_to_come_nor_what_was_taken_down_is_in_it(client, put, author, draft):
    put("hip-fracture", at=timezone.now() + dt.timedelta(days=1))
    gone = put("tennis-elbow")
    put("acl-tear")
    withdraw(gone, by=author, reason="Out of date.")
    assert titles(client) == ["Acl tear"]


def test_it_can_be_asked_as_of_any_moment(put):
    article = put("runners-knee")
    first = article.editions.get().live_from
    put("runners-knee", causes="<p>Stairs.</p>", note="Stairs.")
    put("hip-fracture", at=timezone.now() + dt.timedelta(days=1))
    assert [row["number"] for row in feeds.newest(first)] == [1]
    later = timezone.now() + dt.timedelta(days=2)
    assert [row["title"] for row in feeds.newest(later)] == ["Hip fracture", "Runners knee"]
    assert not feeds.newest(first - dt.timedelta(seconds=1))


def test_a_body_area_has_a_feed_of_its_own(client, put):
    put("runners-knee")
    put("hip-fracture", body_areas=(d.Term(slug="hip", name="Hip"),))
    assert titles(client, KNEE) == ["Runners knee"] and titles(client, "/feeds/hip.atom") == ["Hip fracture"]
    root = feed(client, KNEE)
    assert root.findtext(f"{ATOM}title") == "Knee, new and updated | Pelican Point Orthopedics"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Pelican Point Orthopedics"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert root.findtext(f"{ATOM}id") == f"http://testserver{KNEE}"
    assert links == {"alternate": "http://testserver/body-areas/knee/", "self": f"http://testserver{KNEE}"}


def test_a_former_word_leads_to_the_feed_of_the_present_one_which_has_its_articles(client, put, manager):
    put("runners-knee", body_areas=(d.Term(slug="kneecap", name="Kneecap"),))
    put("acl-tear")
    knee, kneecap = BodyArea.objects.order_by("slug")
    merge_terms(knee, kneecap, by=manager, reason="The same.")
    response = client.get("/feeds/kneecap.atom")
    assert (response.status_code, response.headers["Location"]) == (301, KNEE)
    assert titles(client, KNEE) == ["Acl tear", "Runners knee"]


def test_an_unknown_area_has_no_feed(client, clinic):
    assert client.get("/feeds/nowhere.atom").status_code == 404


def test_a_clinic_without_articles_has_an_empty_feed(client, db):
    assert entries(client) == []


def test_the_pages_lead_to_their_feeds(client, put):
    put("runners-knee")
    for address, leads_to in {"/conditions/": ALL, "/body-areas/knee/": KNEE}.items():
        assert Read(client.get(address)).link(rel="alternate", type="application/atom+xml") == leads_to


def test_it_costs_one_query_however_many_there_are(put, django_assert_num_queries):
    for number in range(5):
        put(f"article-{number}")
    for area in (None, BodyArea.objects.get(slug="knee")):
        with django_assert_num_queries(1):
            assert len(feeds.newest(area=area)) == 5
