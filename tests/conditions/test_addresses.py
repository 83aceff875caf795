"""An address that was ever live keeps answering: the page, one hop to it, or the reason why it is gone."""

import datetime as dt

import pytest
from django.utils import timezone

from conditions.models import Article
from conditions.publishing import publish, withdraw
from conditions.restore import restore
from tests.conftest import document

pytestmark = pytest.mark.django_db


def move(article, slug, by):
    Article.objects.filter(pk=article.pk).update(slug=slug)
    publish(article, by=by, change_note=f"Now at {slug}.")


@pytest.fixture
def other(author):
    article, _ = restore(document("hip-fracture", title="Hip fracture"), by=author)
    publish(article, by=author, change_note="New.")
    return article


def test_a_former_address_leads_to_the_present_one(live, author, client):
    move(live, "kneecap-pain", author)
    response = client.get("/conditions/runners-knee/")
    assert (response.status_code, response["Location"]) == (301, "/conditions/kneecap-pain/")
    assert response["Cache-Control"] == "no-cache"
    assert client.get("/conditions/kneecap-pain/").status_code == 200


def test_after_two_renames_each_former_address_leads_there_in_one_hop(live, author, client):
    move(live, "kneecap-pain", author)
    move(live, "patellar-pain", author)
    for slug in ("runners-knee", "kneecap-pain"):
        response = client.get(f"/conditions/{slug}/", follow=True)
        assert response.redirect_chain == [("/conditions/patellar-pain/", 301)]
        assert response.status_code == 200


def test_an_article_renamed_back_does_not_go_in_circles(live, author, client):
    move(live, "kneecap-pain", author)
    move(live, "runners-knee", author)
    assert client.get("/conditions/runners-knee/").status_code == 200
    response = client.get("/conditions/kneecap-pain/", follow=True)
    assert response.redirect_chain == [("/conditions/runners-knee/", 301)]


def test_a_draft_with_another_slug_moves_nothing(live, client):
    Article.objects.filter(pk=live.pk).update(slug="kneecap-pain")
    assert client.get("/conditions/runners-knee/").status_code == 200
    assert client.get("/conditions/kneecap-pain/").status_code == 404


def test_a_rename_planned_for_tomorrow_leaves_todays_address_in_place(live, author, client):
    Article.objects.filter(pk=live.pk).update(slug="kneecap-pain")
    publish(live, by=author, change_note="Renamed.", at=timezone.now() + dt.timedelta(days=1))
    assert client.get("/conditions/runners-knee/").status_code == 200
    assert client.get("/conditions/kneecap-pain/")["Location"] == "/conditions/runners-knee/"


def test_a_withdrawn_page_says_why_and_since_when(live, author, client):
    withdraw(live, by=author, reason="It was <b>wrong</b> & old.")
    response = client.get("/conditions/runners-knee/")
    assert response.status_code == 410
    assert "Runners knee" in response.text and "It was &lt;b&gt;wrong&lt;/b&gt; &amp; old." in response.text
    assert f'<time datetime="{timezone.localdate():%Y-%m-%d}">' in response.text
    assert "Please read this instead" not in response.text


def test_every_former_address_of_a_withdrawn_article_says_so(live, author, client):
    move(live, "kneecap-pain", author)
    withdraw(live, by=author, reason="Out of date.")
    for slug in ("runners-knee", "kneecap-pain"):
        response = client.get(f"/conditions/{slug}/")
        assert response.status_code == 410 and "Out of date." in response.text


def test_a_withdrawn_page_names_the_page_to_read_instead(live, other, author, client):
    withdraw(live, by=author, reason="Out of date.", instead=other)
    response = client.get("/conditions/runners-knee/")
    assert response.status_code == 410
    assert '<a href="/conditions/hip-fracture/">Hip fracture</a>' in response.text


def test_the_page_to_read_instead_is_followed_to_its_present_address(live, other, author, client):
    withdraw(live, by=author, reason="Out of date.", instead=other)
    move(other, "broken-hip", author)
    page = client.get("/conditions/runners-knee/").text
    assert 'href="/conditions/broken-hip/"' in page and "/conditions/hip-fracture/" not in page


def test_a_page_to_read_instead_that_is_withdrawn_too_is_not_offered(live, other, author, client):
    withdraw(live, by=author, reason="Out of date.", instead=other)
    withdraw(other, by=author, reason="Wrong as well.")
    page = client.get("/conditions/runners-knee/").text
    assert "Out of date." in page and "Please read this instead" not in page and "hip-fracture" not in page


def test_a_page_published_again_answers_again(live, author, client):
    withdraw(live, by=author, reason="Under review.")
    move(live, "kneecap-pain", author)
    assert client.get("/conditions/kneecap-pain/").status_code == 200
    assert client.get("/conditions/runners-knee/")["Location"] == "/conditions/kneecap-pain/"


def test_a_page_that_comes_back_tomorrow_is_still_gone_today(live, author, client):
    withdraw(live, by=author, reason="Under review.")
    publish(live, by=author, change_note="Reviewed.", at=timezone.now() + dt.timedelta(days=1))
    response = client.get("/conditions/runners-knee/")
    assert response.status_code == 410 and "Under review." in response.text


def test_an_address_that_was_never_live_is_not_found(draft, client):
    for slug in ("runners-knee", "never", "RUNNERS-KNEE", "_"):
        response = client.get(f"/conditions/{slug}/")
        assert response.status_code == 404 and "We cannot find this page." in response.text


def test_a_query_string_does_no_harm(live, author, client):
    query = "?utm_source=mail&next=//evil.example&page=-1&slug=%00"
    assert client.get("/conditions/runners-knee/" + query).status_code == 200
    move(live, "kneecap-pain", author)
    assert client.get("/conditions/runners-knee/" + query)["Location"] == "/conditions/kneecap-pain/"
    withdraw(live, by=author, reason="Out of date.")
    assert client.get("/conditions/runners-knee/" + query).status_code == 410
    assert client.get("/conditions/never/" + query).status_code == 404
    assert client.get("/conditions/" + query).status_code == 200


def test_an_address_without_its_last_slash_is_completed(live, client):
    response = client.get("/conditions/runners-knee")
    assert (response.status_code, response["Location"]) == (301, "/conditions/runners-knee/")
