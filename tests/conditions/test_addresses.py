"""An address that was ever live keeps answering: the page, one hop to it, or the reason why it is gone."""

import datetime as dt
from itertools import pairwise

import pytest
from django.utils import timezone

from conditions.editing.restore import restore
from conditions.models import Article
from conditions.publishing import addresses
from conditions.publishing.actions import call_off, call_off_withdrawal, publish, withdraw
from tests.conftest import document

pytestmark = [pytest.mark.django_db, pytest.mark.database]

REDIRECT = {"reason": "Merged, after a complaint.", "answer": "redirect"}
TOMORROW = dt.timedelta(days=1)


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


def test_a_page_that_leads_on_does_so_in_one_hop_from_each_of_its_addresses(live, other, author, client):
    move(live, "kneecap-pain", author)
    withdraw(live, by=author, instead=other, **REDIRECT)
    for slug in ("runners-knee", "kneecap-pain", "Runners-Knee"):
        response = client.get(f"/conditions/{slug}/", follow=True)
        assert response.redirect_chain == [("/conditions/hip-fracture/", 301)] and response.status_code == 200
    assert client.get("/conditions/kneecap-pain/")["Cache-Control"] == "no-cache"


def test_pages_that_lead_on_from_one_to_the_next_are_followed_in_one_hop(put, author, client):
    chain = [put(f"page-{number}") for number in range(4)]
    for page, following in pairwise(chain):
        withdraw(page, by=author, instead=following, **REDIRECT)
    move(chain[3], "the-last", author)
    for number in range(4):
        response = client.get(f"/conditions/page-{number}/", follow=True)
        assert response.redirect_chain == [("/conditions/the-last/", 301)]


def test_where_a_page_led_to_is_gone_there_is_a_notice_that_keeps_the_clinics_reason(live, other, author, client):
    withdraw(live, by=author, instead=other, **REDIRECT)
    withdraw(other, by=author, reason="Wrong as well.")
    response = client.get("/conditions/runners-knee/")
    assert (
        response.status_code == 410 and "Runners knee" in response.text and "We took this page down." in response.text
    )
    assert "complaint" not in response.text and "Wrong as well." not in response.text
    publish(other, by=author, change_note="Back.")
    assert client.get("/conditions/runners-knee/")["Location"] == "/conditions/hip-fracture/"


def test_pages_that_lead_to_each_other_end_in_notices(live, other, author):
    now = timezone.now()
    withdraw(live, by=author, instead=other, at=now + TOMORROW, **REDIRECT)
    withdraw(other, by=author, instead=live, at=now + 2 * TOMORROW, **REDIRECT)
    assert addresses.answer("runners-knee", now + TOMORROW).edition.slug == "hip-fracture"
    for slug in ("runners-knee", "hip-fracture"):
        found = addresses.answer(slug, now + 2 * TOMORROW)
        assert isinstance(found, addresses.TakenDown) and found.edition.slug == slug and found.instead is None


def test_a_page_that_is_simply_gone_keeps_its_reason_to_the_clinic(live, author, client):
    withdraw(live, by=author, reason="A patient complained.", answer="gone")
    response = client.get("/conditions/runners-knee/")
    assert response.status_code == 410 and "We took this page down." in response.text
    assert "complained" not in response.text and "Why:" not in response.text


@pytest.mark.parametrize("spelling", ["RUNNERS-KNEE", "Runners-knee"])
def test_an_address_in_capital_letters_answers_too(live, author, client, spelling):
    assert client.get(f"/conditions/{spelling}/")["Location"] == "/conditions/runners-knee/"
    withdraw(live, by=author, reason="Out of date.")
    assert client.get(f"/conditions/{spelling}/").status_code == 410


def test_an_address_that_has_capital_letters_is_found_in_small_ones(live, author, client):
    move(live, "ACL-Tear", author)
    assert client.get("/conditions/acl-tear/")["Location"] == "/conditions/ACL-Tear/"
    assert client.get("/conditions/ACL-Tear/").status_code == 200


def test_a_withdrawal_that_was_called_off_leaves_the_page(live, author, client):
    planned = withdraw(live, by=author, reason="Under review.", at=timezone.now() + TOMORROW)
    call_off_withdrawal(planned, by=author, reason="It is right.")
    assert client.get("/conditions/runners-knee/").status_code == 200
    assert isinstance(addresses.answer("runners-knee", timezone.now() + 2 * TOMORROW), addresses.Page)


def test_a_comeback_that_was_called_off_leaves_the_notice(live, author, client):
    withdraw(live, by=author, reason="Under review.")
    call_off(publish(live, by=author, change_note="Back.", at=timezone.now() + TOMORROW), by=author, reason="No.")
    assert "Under review." in client.get("/conditions/runners-knee/").text
    assert addresses.answer("runners-knee", timezone.now() + 2 * TOMORROW).reason == "Under review."


def test_the_reason_of_the_last_withdrawal_counts(live, author, client):
    withdraw(live, by=author, reason="The first time.")
    publish(live, by=author, change_note="Back.")
    withdraw(live, by=author, reason="For good.", answer="notice")
    page = client.get("/conditions/runners-knee/").text
    assert "For good." in page and "The first time." not in page


def test_an_address_that_was_only_ever_planned_answers_for_its_article(live, author, client):
    Article.objects.filter(pk=live.pk).update(slug="kneecap-pain")
    call_off(publish(live, by=author, change_note="Renamed.", at=timezone.now() + TOMORROW), by=author, reason="No.")
    assert client.get("/conditions/kneecap-pain/")["Location"] == "/conditions/runners-knee/"
    withdraw(live, by=author, reason="Out of date.")
    assert "Out of date." in client.get("/conditions/kneecap-pain/").text


def test_an_address_that_was_planned_for_a_page_which_never_came_is_not_found(draft, author, client):
    planned = publish(draft, by=author, change_note="New.", at=timezone.now() + TOMORROW)
    assert client.get("/conditions/runners-knee/").status_code == 404
    call_off(planned, by=author, reason="Not yet.")
    assert client.get("/conditions/runners-knee/").status_code == 404
    assert addresses.answer("runners-knee", timezone.now() + 2 * TOMORROW) is None


def test_an_address_answers_for_any_moment_as_it_did_then(live, other, author):
    first = live.editions.get().live_from
    move(live, "kneecap-pain", author)
    second = live.editions.get(number=2)
    withdraw(live, by=author, reason="Out of date.", at=second.live_from + TOMORROW)
    instant = dt.timedelta(microseconds=1)
    assert addresses.answer("runners-knee", first - instant) is None
    assert addresses.answer("runners-knee", first).edition.number == 1
    assert addresses.answer("runners-knee", second.live_from - instant) == addresses.Page(live.editions.get(number=1))
    assert addresses.answer("kneecap-pain", second.live_from - instant) is None
    assert addresses.answer("runners-knee", second.live_from) == addresses.Moved(second)
    assert addresses.answer("kneecap-pain", second.live_from + TOMORROW - instant) == addresses.Page(second)
    assert addresses.answer("runners-knee", second.live_from + TOMORROW).edition == second
    assert addresses.answer("never") is None


@pytest.mark.parametrize("answer, limit", [("redirect", 9), ("notice", 11)])
def test_a_page_that_is_gone_costs_few_queries_however_long_its_past(
    put, other, author, client, django_assert_max_num_queries, answer, limit
):
    article = put("runners-knee")
    for number in range(5):
        move(article, f"name-{number}", author)
    withdraw(article, by=author, reason="Out of date.", answer=answer, instead=other)
    with django_assert_max_num_queries(limit):
        client.get("/conditions/runners-knee/")
