"""Every box with a number says whether the clinic is open; where nobody can prove it, the hours stand instead."""

import datetime as dt
import re
from urllib.request import urlopen

import pytest
from django.db import OperationalError

from clinic_site.directory import fallback_contact
from clinic_site.directory.models import OtherCare, OtherCareHours
from clinic_site.page_cache import middleware, public_version
from tests.conditions.reading import words
from tests.page_cache.moments import at

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ARTICLE, FIND, SYMPTOM = PAGES = ["/conditions/runners-knee/", "/find/anywhere/?symptom=locking", "/symptoms/locking/"]
OPEN_NOW, CLOSED_NOW = "Open now, until 5 p.m.", "Closed now. Opens tomorrow at 8 a.m."
HOURS = "Usual hours: Monday to Friday, 8 a.m. to noon, 1 p.m. to 5 p.m."
ON_PAPER = "If nobody answers, do not wait: go to an urgent care center or an emergency room."
BOXES = ["header-lines", "call-bar", "care-lines", "ways", "site-footer"]
EVERYWHERE = [*PAGES, "/", "/conditions/", "/conditions/a-z/r/", "/symptoms/", "/risk-factors/", "/body-areas/knee/"]
EVERYWHERE += ["/find/", "/find/knee/?symptom=fever", "/people/", "/locations/", "/search/?q=insurance", "/nowhere/"]
EVERYWHERE += ["/search/?q=phone", "/appointments/", "/appointments/new-patient/", "/appointments/rehab/"]


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_box_with_a_number_says_whether_we_are_open(client, clinic, hours, clock, address):
    """From one place: the words are the same everywhere, and change in the same second."""
    for moment, sentence in (((2, 16, 59), OPEN_NOW), ((2, 17), CLOSED_NOW)):
        clock(*moment)
        page = client.get(address, follow=True).text
        boxes = boxes_with_a_number(page)
        assert len(boxes) >= 2
        for box in boxes:
            assert sentence in box or "We are " in box, box
        before, treatment, _ = page.partition('<p class="rehab">')
        assert not treatment or sentence in before[-400:]


def boxes_with_a_number(page):
    """The text of each box that has a phone number, up to the next one; that of an urgent card begins with the card."""
    starts = rf'<(?:div|aside|section|footer) class="(?:{"|".join([*BOXES, "care care-[a-z]+"])})'
    parts = re.split(f"(?={starts})", page)
    carried, boxes = "", []
    for part in parts[1:]:
        carried = part if part.startswith('<div class="care care-') else carried + part
        if "tel:+1904" in part:
            boxes.append(words(carried))
            carried = ""
    return boxes


def test_the_words_change_on_a_site_that_is_served(hours, monkeypatch, live_server):
    for moment, text in ((at(2, 16, 59), OPEN_NOW), (at(2, 17), CLOSED_NOW)):
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        for _ in range(2):
            with urlopen(f"{live_server.url}{ARTICLE}") as answer:  # noqa: S310 (our own)
                assert text in answer.read().decode()


LOST = pytest.mark.django_db(transaction=True)  # as a connection that fails is closed


@pytest.fixture
def lose(monkeypatch):
    """From now on the database does not answer; it is there again with the function that this returns."""

    def lose():
        current = public_version.current

        def fail(using):
            raise OperationalError("The database is gone.")

        monkeypatch.setattr(public_version, "current", fail)

        def back():
            monkeypatch.setattr(public_version, "current", current)
            middleware.breaker.close()

        return back

    return lose


@LOST
def test_what_nobody_can_prove_says_the_hours_instead(client, clinic, hours, clock, lose):
    clock(2, 9)
    proven = client.get(ARTICLE)
    assert "Open now, until noon." in proven.text and "We are open now" in proven.text
    back = lose()
    clock(2, 19)
    for headers in ({}, {"accept-encoding": "gzip"}, {"if-none-match": proven["ETag"]}):
        kept = client.get(ARTICLE, headers=headers)
        assert (kept.status_code, kept["Cache-Status"]) == (200, middleware.UNPROVEN)
        assert kept["ETag"] != proven["ETag"] and kept["Content-Length"] == str(len(kept.content))
    kept = client.get(ARTICLE)
    assert "Open now" not in kept.text and "open now" not in kept.text and "on-paper" not in kept.text
    assert words(kept.text).count(HOURS) == words(proven.text).count(HOURS) >= 3 and ON_PAPER in kept.text
    assert "904-555-0101" in kept.text and "The knee is stuck." in kept.text
    assert client.get(ARTICLE, headers={"if-none-match": kept["ETag"]}).status_code == 304
    back()
    assert CLOSED_NOW in client.get(ARTICLE).text


@LOST
def test_where_else_to_go_is_told_with_its_hours_then(client, clinic, hours, clock, lose):
    care = OtherCare.objects.create(name="Pine Street", kind="urgent_care", number="904-555-0163")
    OtherCareHours.objects.create(location=care, weekday=0, opens=dt.time(9), closes=dt.time(21))
    OtherCare.objects.create(name="Bay Hospital", kind="emergency_room", always_open=True, position=1)
    clock(2, 19)
    assert "Open now, until 9 p.m." in client.get(ARTICLE).text
    lose()
    page = client.get(ARTICLE).text
    assert "Pine Street Urgent care center. Monday, 9 a.m. to 9 p.m." in words(page)
    assert "Bay Hospital Emergency room. Every day, open 24 hours." in words(page)
    assert not re.search("(open|closed) now", page, re.IGNORECASE)
    assert page.count("<div") == page.count("</div>") and page.count("<p") == page.count("</p>")


@LOST
def test_with_the_database_back_the_same_page_says_it_again(client, hours, clock, lose, is_kept):
    clock(2, 9)
    proven = client.get(ARTICLE)
    back = lose()
    client.get(ARTICLE)
    back()
    assert is_kept(ARTICLE) and client.get(ARTICLE)["ETag"] == proven["ETag"]


@LOST
def test_no_shared_cache_may_show_what_holds_for_now_without_asking(client, hours, clock, lose):
    clock(2, 9)
    for address in (ARTICLE, SYMPTOM, "/conditions/"):
        response = client.get(address)
        assert response["Cache-Control"] == "public, no-cache" and "CDN-Cache-Control" not in response
    lose()
    assert "stale-if-error" in client.get(ARTICLE)["CDN-Cache-Control"]


@pytest.mark.parametrize("address", ["/search/?q=knee", "/nowhere/", "/conditions/never/", "/appointments/"])
def test_a_page_that_is_not_kept_here_is_kept_nowhere_without_asking(client, hours, address):
    assert client.get(address)["Cache-Control"] in ("no-cache", "private")


@LOST
def test_a_page_for_faults_says_the_hours_and_nothing_of_now(client, clinic, hours, clock, lose, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    fallback_contact._remembered.clear()
    clock(2, 9)
    client.get(ARTICLE)
    lose()
    client.raise_request_exception = False
    page = client.get("/people/")
    assert page.status_code == 503 and HOURS in words(page.text) and "open now" not in page.text.lower()
