"""/conditions/<slug>.json: the document of the live edition, for programs; nothing that the page does not show."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from conditions.document.encoding import decode, fingerprint
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Withdrawal
from conditions.publishing.actions import publish, withdraw
from conditions.reviews import clinical_reviews
from tests.conftest import document
from tests.structured_data.reading import Read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("draft_for_module")]
ADDRESS = "/conditions/runners-knee.json"


def ask(client, address=ADDRESS, status=200):
    response = client.get(address)
    assert response.status_code == status and response.headers["Content-Type"] == "application/json"
    return response.json()


def test_it_is_the_document_that_was_published(client, live):
    edition = live.editions.get()
    data = ask(client)
    assert decode(data.pop("document")) == edition.document
    assert data == {
        "url": "http://testserver/conditions/runners-knee/",
        "edition": 1,
        "live_from": data["first_published"],
        "first_published": data["first_published"],
        "review": None,
        "change_note": "First published.",
    }
    published = dt.datetime.fromisoformat(data["first_published"])
    assert abs(published - edition.live_from) < dt.timedelta(milliseconds=1)


def test_a_draft_is_not_in_it(client, live):
    live.title = "Jumper's knee"
    live.save()
    assert ask(client)["document"]["title"] == "Runners knee"


def test_the_review_is_the_one_that_patients_are_told_of(client, live, reviewer, author):
    clinical_reviews.review(live, by=reviewer, outcome="no-change", seen=fingerprint(compose(live)))
    told = {"reviewer": "Amelia Hart", "credentials": "MD", "reviewed_on": timezone.localdate().isoformat()}
    assert ask(client)["review"] == told | {"updated_since": False}
    article, _ = restore(document(summary="Other words."), by=author)
    publish(article, by=author, change_note="Other words.")
    assert ask(client)["review"] == told | {"updated_since": True}
    assert ask(client)["edition"] == 2


def test_no_account_is_named(client, live, reviewer, author):
    clinical_reviews.review(
        live, by=reviewer, outcome="no-change", seen=fingerprint(compose(live)), note="Checked at home."
    )
    text = json.dumps(ask(client))
    shown = Read(client.get("/conditions/runners-knee/")).words
    for name in (live.editions.get().publisher, author.username, "Checked at home."):
        assert name not in shown and f'"{name}"' not in text.replace('"author":', "")
    assert set(ask(client)) == {
        *{"url", "edition", "live_from", "first_published", "review", "change_note", "document"}
    }


def test_the_page_leads_there_and_it_leads_back(client, live):
    page = Read(client.get("/conditions/runners-knee/"))
    assert page.link(rel="alternate", type="application/json") == ADDRESS
    assert client.get(ADDRESS).headers["Link"] == '<http://testserver/conditions/runners-knee/>; rel="canonical"'


def test_a_former_address_leads_on_in_one_hop(client, live, author):
    for slug in ("jumpers-knee", "kneecap-pain"):
        live.slug = slug
        live.save(update_fields=["slug"])
        publish(live, by=author, change_note="A better name.")
    for former in ("runners-knee", "jumpers-knee", "Runners-Knee"):
        response = client.get(f"/conditions/{former}.json")
        assert (response.status_code, response.headers["Location"]) == (301, "/conditions/kneecap-pain.json")
        assert response.headers["Cache-Control"] == "no-cache"
    assert ask(client, "/conditions/kneecap-pain.json")["edition"] == 3


def test_a_page_that_was_taken_down_says_so(client, live, author):
    withdraw(live, by=author, reason="Out of date.")
    data = ask(client, status=410)
    assert data.pop("withdrawn_on")
    assert data == {
        "error": "This page was taken down.",
        "title": "Runners knee",
        "reason": "Out of date.",
        "instead": None,
    }


def test_a_reason_that_is_not_for_patients_is_not_for_programs(client, live, author):
    withdraw(live, by=author, reason="A complaint.", answer=Withdrawal.Answer.GONE)
    assert ask(client, status=410)["reason"] == ""


def test_a_page_taken_down_may_name_another(client, live, author):
    other, _ = restore(document("hip-fracture"), by=author)
    publish(other, by=author, change_note="First published.")
    withdraw(live, by=author, reason="Merged.", instead=other)
    assert ask(client, status=410)["instead"] == "http://testserver/conditions/hip-fracture/"


def test_one_that_leads_on_does_so_in_json(client, live, author):
    other, _ = restore(document("hip-fracture"), by=author)
    publish(other, by=author, change_note="First published.")
    withdraw(live, by=author, reason="Merged.", instead=other, answer=Withdrawal.Answer.REDIRECT)
    assert client.get(ADDRESS).headers["Location"] == "/conditions/hip-fracture.json"


def test_an_unknown_address_and_an_article_that_is_still_to_come_are_not_found(client, draft, author):
    publish(draft, by=author, change_note="First published.", at=timezone.now() + dt.timedelta(days=1))
    for slug in ("never", "runners-knee"):
        data = ask(client, f"/conditions/{slug}.json", status=404)
        assert data == {"error": "No article was ever live at this address."}


def test_it_is_read_and_never_written(client, live):
    assert client.post(ADDRESS, {}).status_code == 405
