"""The sitemap: every public page once, in parts, with the day of its last change where that is known."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from conditions.discovery import sitemap
from conditions.document import values as d
from conditions.document.encoding import fingerprint
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Article, BodyArea, RiskFactor, Symptom
from conditions.publishing.actions import publish, withdraw
from conditions.reviews import clinical_reviews
from conditions.vocabulary.merge_terms import merge_terms
from tests.conftest import document, symptom

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SITE = "http://testserver"
INDEX = "/sitemap.xml"
ARTICLES = "/sitemap-articles-1.xml"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def put(author):
    def put(slug, at=None, **more):
        article, _ = restore(document(slug, **more), by=author)
        publish(article, by=author, change_note="As told.", at=at)
        return article

    return put


def entries(text, root, element):
    """{address: day of change, or None} of a sitemap file; the address comes first, as the protocol's schema says."""
    tree = ElementTree.fromstring(text)
    assert tree.tag == f"{NAMESPACE}{root}" and {child.tag for child in tree} <= {f"{NAMESPACE}{element}"}
    found = {}
    for child in tree:
        assert [part.tag.removeprefix(NAMESPACE) for part in child] in (["loc"], ["loc", "lastmod"])
        address = child.findtext(f"{NAMESPACE}loc")
        assert address not in found and address.startswith(f"{SITE}/")
        changed = child.findtext(f"{NAMESPACE}lastmod")
        found[address.removeprefix(SITE)] = changed and dt.datetime.fromisoformat(changed)
    return found


def index(at=None):
    return entries(sitemap.index(at, site=SITE), "sitemapindex", "sitemap")


def part(name="articles", number=1, at=None):
    text = sitemap.part(name, number, at, site=SITE)
    return text and entries(text, "urlset", "url")


def to_the_second(moment):
    return moment.replace(microsecond=0)


def test_the_index_leads_to_every_part_and_each_of_them_to_pages(client, put):
    put("runners-knee")
    response = client.get(INDEX)
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    addresses = []
    for address in entries(response.content, "sitemapindex", "sitemap"):
        addresses += entries(client.get(address).content, "urlset", "url")
    assert len(addresses) == len(set(addresses))
    assert {"/", "/conditions/", "/conditions/runners-knee/", "/people/", "/locations/", "/appointments/"} <= {
        *addresses
    }
    assert {"/symptoms/fever/", "/risk-factors/overweight/", "/body-areas/knee/"} <= {*addresses}
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_the_day_is_the_one_on_which_the_edition_went_live(put):
    live_from = put("runners-knee").editions.get().live_from
    assert part() == {"/conditions/runners-knee/": to_the_second(live_from)}
    assert index()[ARTICLES] == to_the_second(live_from)
    assert set(index()) == {
        *{ARTICLES, "/sitemap-pages-1.xml", "/sitemap-symptoms-1.xml"},
        *{"/sitemap-risk-factors-1.xml", "/sitemap-body-areas-1.xml"},
    }


def test_a_later_review_moves_it_and_a_saved_draft_does_not(put, reviewer):
    article = put("runners-knee")
    put("hip-fracture")
    later = timezone.now() + dt.timedelta(days=10)
    clinical_reviews.review(
        article, by=reviewer, outcome="no-change", seen=fingerprint(compose(article)), at=later - dt.timedelta(days=1)
    )
    day = to_the_second(later - dt.timedelta(days=1))
    assert part(at=later)["/conditions/runners-knee/"] == index(later)[ARTICLES] == day
    assert part(at=later)["/conditions/hip-fracture/"] < day
    assert part()["/conditions/runners-knee/"] < day and index()[ARTICLES] < day
    article.title = "Jumper's knee"
    article.save()
    assert part(at=later)["/conditions/runners-knee/"] == day


def test_a_review_of_a_draft_that_patients_never_read_does_not_move_it(put, author, reviewer):
    live_from = put("runners-knee").editions.get().live_from
    draft, _ = restore(document(summary="Other words."), by=author)
    later = timezone.now() + dt.timedelta(days=1)
    clinical_reviews.review(draft, by=reviewer, outcome="no-change", seen=fingerprint(compose(draft)), at=later)
    after = later + dt.timedelta(days=1)
    assert part(at=after)["/conditions/runners-knee/"] == index(after)[ARTICLES] == to_the_second(live_from)


def test_what_was_taken_down_or_is_to_come_is_not_in_it(put, author, draft):
    gone = put("tennis-elbow")
    withdraw(gone, by=author, reason="Out of date.")
    soon = timezone.now() + dt.timedelta(days=1)
    put("hip-fracture", at=soon)
    assert part() is None and ARTICLES not in index()
    assert set(part(at=soon)) == {"/conditions/hip-fracture/"}


def test_articles_are_dealt_to_parts_by_their_keys_and_each_is_in_one(put, monkeypatch):
    monkeypatch.setattr(sitemap, "PART", 2)
    for number in range(5):
        put(f"article-{number}")
    parts = [int(address[len("/sitemap-articles-") : -len(".xml")]) for address in index() if "articles" in address]
    assert len(parts) in (3, 4)
    found = [address for number in parts for address in part(number=number)]
    assert sorted(found) == [f"/conditions/article-{number}/" for number in range(5)]
    assert all(1 <= len(part(number=number)) <= 2 for number in parts)
    for number in parts:
        assert index()[f"/sitemap-articles-{number}.xml"] == max(part(number=number).values())


def test_a_part_with_nothing_to_tell_is_not_there(client, put):
    last = put("runners-knee").pk // sitemap.PART + 1
    for address in (
        f"articles-{last + 1}",
        "articles-0",
        "pages-2",
        "symptoms-2",
        "nothing-1",
        f"articles-{10**30}",
    ):
        assert client.get(f"/sitemap-{address}.xml").status_code == 404, address


def test_words_that_no_live_article_says_are_not_in_it(put, author):
    gone = put("tennis-elbow", symptoms=(symptom("warmth", "Warmth"),), risk_factors=(), body_areas=())
    put("runners-knee")
    withdraw(gone, by=author, reason="Out of date.")
    assert Symptom.objects.filter(slug="warmth").exists() and RiskFactor.objects.exists()
    assert set(part("symptoms")) == {"/symptoms/fever/", "/symptoms/swelling/"}


def test_a_former_word_stands_under_its_present_name(put, manager):
    put("runners-knee", body_areas=(d.Term(slug="kneecap", name="Kneecap"),))
    knee = BodyArea.objects.create(slug="knee", name="Knee")
    merge_terms(knee, BodyArea.objects.get(slug="kneecap"), by=manager, reason="The same.")
    assert set(part("body-areas")) == {"/body-areas/knee/"}


def test_a_part_costs_as_many_queries_for_many_articles_as_for_one(put, django_assert_num_queries):
    for number in range(6):
        put(f"article-{number}")
        with django_assert_num_queries(1):
            assert len(part()) == number + 1


def test_a_new_site_has_a_sitemap_too(client, db):
    assert not Article.objects.exists()
    assert set(index()) == {"/sitemap-pages-1.xml"}
