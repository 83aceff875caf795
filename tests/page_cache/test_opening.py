"""Pages that ask for a call today say whether anybody answers, and are never older than that."""

import datetime as dt
import re
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from clinic_site.directory import fallback_contact
from clinic_site.directory.models import Closure, Location, OpeningHours
from clinic_site.page_cache import middleware, public_version, store
from conditions.document.urgency import Urgency
from conditions.editing.restore import restore
from conditions.publishing.actions import publish
from tests.conditions.reading import words
from tests.conftest import document, signed_in, symptom

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ARTICLE, FIND, SYMPTOM = PAGES = ["/conditions/runners-knee/", "/find/anywhere/?symptom=locking", "/symptoms/locking/"]
OURS = ZoneInfo("America/New_York")
SECOND = dt.timedelta(seconds=1)
CLOSED = "We are closed now, and nobody at the front desk answers."
OPEN_NOW, CLOSED_NOW = "Open now, until 5 p.m.", "Closed now. Opens tomorrow at 8 a.m."
GO = "Go to an urgent care center or an emergency room."
HOURS = "Usual hours: Monday to Friday, 8 a.m. to noon, 1 p.m. to 5 p.m."
ON_PAPER = "If nobody answers, do not wait: go to an urgent care center or an emergency room."


def at(day, hour, minute=0, month=12):
    """A moment of 2030, in which December 2 is a Monday."""
    return dt.datetime(2030, month, day, hour, minute, tzinfo=OURS)


@pytest.fixture
def clock(monkeypatch):
    def set_clock(*moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: at(*moment).astimezone(dt.UTC))

    return set_clock


@pytest.fixture
def urgent(author):
    """An article with an urgent sign."""
    signs = (symptom("locking", "Locking", Urgency.URGENT, "The knee is stuck."), *document().symptoms)
    article, _ = restore(document(symptoms=signs), by=author)
    publish(article, by=author, change_note="New.")


@pytest.fixture
def hours(urgent):
    """From 8 to noon and 1 to 5 on workdays."""
    place = Location.objects.create(name="Harbor", slug="harbor")
    for day in range(5):
        for opens, closes in ((8, 12), (13, 17)):
            OpeningHours.objects.create(location=place, weekday=day, opens=dt.time(opens), closes=dt.time(closes))
    return place


def said(client, address):
    """What the page says of now: the text that is left out on paper."""
    (text,) = re.findall(r'<div class="on-screen">(.*?)</div>', client.get(address).text, re.DOTALL)
    return words(text)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    "moment, text",
    [
        ((2, 9), "We are open now, until noon: call us."),
        ((2, 16, 59), "We are open now, until 5 p.m.: call us."),
        ((2, 12), f"{CLOSED} We open today at 1 p.m.: call us then. If it gets worse before that, go to an urgent"),
        ((2, 0), f"{CLOSED} We open today at 8 a.m.: call us then."),
        ((2, 17), f"{CLOSED} We open tomorrow at 8 a.m.: do not wait that long. {GO}"),
        ((7, 19), f"{CLOSED} We open Monday at 8 a.m.: do not wait that long. {GO}"),
    ],
)
def test_a_sign_that_asks_for_a_call_today_says_whether_anybody_answers(client, hours, clock, address, moment, text):
    clock(*moment)
    assert said(client, address).startswith(text)
    assert ("Call 911 or go to the nearest emergency room." in said(client, address)) is (CLOSED in text)


@pytest.mark.parametrize("address", PAGES)
def test_nobody_is_told_to_wait_longer_than_eight_hours_and_a_kept_page_turns_then(client, hours, clock, address):
    Closure.objects.create(day=dt.date(2030, 12, 2), closed_until=dt.time(14))
    long = f"{CLOSED} We open today at 2 p.m.: do not wait that long. {GO}"
    for moment, text in [
        ((2, 0), long),
        ((2, 5, 59), long),
        ((2, 6), f"{CLOSED} We open today at 2 p.m.: call us then."),
    ]:
        clock(*moment)
        assert [said(client, address).startswith(text) for _ in range(2)] == [True, True]


@pytest.mark.parametrize("address", PAGES)
def test_it_is_said_before_the_numbers_and_on_paper_in_words_that_stay_true(client, hours, clock, address):
    clock(7, 19)
    page = client.get(address).text.partition("<main")[2]
    assert page.index(CLOSED) < page.index('<div class="care-lines">', page.index("care-urgent"))
    on_paper = [words(text) for text in re.findall(r'<div class="on-paper">(.*?)</div>', page, re.DOTALL)]
    assert on_paper == [f"{HOURS} {ON_PAPER}"]


@pytest.mark.parametrize("address", PAGES)
def test_a_kept_page_says_so_from_the_very_second_on(client, hours, clock, address, monkeypatch):
    """Over a week with a day that closes at noon and one that is closed, nobody is shown what is no longer right."""
    Closure.objects.create(day=dt.date(2030, 12, 4), closed_from=dt.time(12))
    Closure.objects.create(day=dt.date(2030, 12, 5))
    edges = [at(2, 8), at(2, 12), at(2, 13), at(2, 17), at(3, 0), at(3, 8), at(4, 8), at(4, 12), at(6, 8), at(6, 17)]
    open_from = {edge: edge in (at(2, 8), at(2, 13), at(3, 8), at(4, 8), at(6, 8)) for edge in edges}
    open_before = {at(2, 12), at(2, 17), at(4, 12), at(6, 17)}
    for edge in edges:
        for moment, is_open in ((edge - SECOND, edge in open_before), (edge, open_from[edge])):
            monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
            first, again = said(client, address), said(client, address)
            assert first == again and first.startswith("We are open now" if is_open else CLOSED), moment
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(4, 13))
    assert "We open Friday at 8 a.m." in said(client, address)


def test_in_between_the_page_is_kept(client, hours, clock, is_kept):
    for address in (ARTICLE, SYMPTOM):
        clock(2, 9)
        client.get(address)
        clock(2, 11, 59)
        assert is_kept(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert len(queries) == 1
        clock(2, 12)
        assert not is_kept(address) and is_kept(address)


def test_what_does_not_say_it_is_kept_over_opening_and_closing(client, hours, clock, is_kept):
    for address in ("/conditions/runners-knee.json", "/feeds/conditions.atom", "/sitemap.xml"):
        clock(2, 9)
        client.get(address)
        clock(2, 17)
        assert is_kept(address), address


def test_an_article_that_was_proven_anew_ends_with_the_next_change_all_the_same(client, hours, clock, author):
    clock(2, 9)
    client.get(ARTICLE)
    Location.objects.create(name="Marsh", slug="marsh")  # moves the version, and not what the article says
    clock(2, 10)
    assert said(client, ARTICLE) == "We are open now, until noon: call us."
    clock(2, 12)
    assert said(client, ARTICLE).startswith(CLOSED)


@pytest.mark.parametrize("address", PAGES)
def test_hours_or_a_closure_that_are_entered_are_there_with_the_next_request(client, hours, clock, address):
    clock(2, 9)
    assert said(client, address) == "We are open now, until noon: call us."
    OpeningHours.objects.filter(closes=dt.time(12)).update(closes=dt.time(11))
    assert said(client, address) == "We are open now, until 11 a.m.: call us."
    Closure.objects.create(day=dt.date(2030, 12, 2), closed_until=dt.time(14))
    assert said(client, address).startswith(f"{CLOSED} We open today at 2 p.m.")


@pytest.mark.parametrize("address", PAGES)
def test_where_no_hours_are_known_nobody_is_called_closed(client, urgent, clock, address):
    Closure.objects.create(day=dt.date(2030, 12, 2))
    clock(2, 3)
    page = words(client.get(address).text)
    assert ON_PAPER in page and "closed now" not in page and "open now" not in page


def test_a_clinic_that_does_not_open_again_names_no_day(client, hours, clock):
    Closure.objects.bulk_create(Closure(day=dt.date(2030, 12, 1) + dt.timedelta(days=i)) for i in range(500))
    clock(2, 9)
    assert said(client, ARTICLE).startswith(f"{CLOSED} {GO}")


def test_the_night_in_which_the_clocks_change_is_told_right(client, hours, clock, monkeypatch):
    """On November 3, 2030, they go from 1:59 back to 1:00; the clinic closes at 1:30."""
    OpeningHours.objects.create(location=hours, weekday=5, opens=dt.time(18), closes=dt.time(1, 30))
    clock(3, 1, 29, 11)
    assert said(client, ARTICLE) == "We are open now, until 1:30 a.m.: call us."
    for minutes, is_open in ((1, False), (61, False)):
        later = (at(3, 1, 29, 11).astimezone(dt.UTC)) + dt.timedelta(minutes=minutes)
        monkeypatch.setattr("django.utils.timezone.now", lambda later=later: later)
        assert (CLOSED in said(client, ARTICLE)) is not is_open


def test_a_page_costs_as_many_queries_however_many_hours_and_closures(client, hours, clock):
    def cost():
        store.memory.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(SYMPTOM)
        return len(queries)

    clock(2, 9)
    few = cost()
    Closure.objects.bulk_create(Closure(day=dt.date(2030, 12, 20) + dt.timedelta(days=i)) for i in range(50))
    assert cost() == few
    OpeningHours.objects.all().delete()
    assert cost() == few


def test_a_sign_that_may_wait_sends_nobody_elsewhere(client, hours, clock, author):
    article, _ = restore(document("frozen-shoulder"), by=author)
    publish(article, by=author, change_note="New.")
    clock(7, 19)
    for address in ("/conditions/frozen-shoulder/", "/symptoms/swelling/", "/find/anywhere/?symptom=swelling"):
        page = client.get(address).text
        assert "do not wait that long" not in page and ON_PAPER not in page


BOXES = ["header-lines", "call-bar", "care-lines", "ways", "site-footer"]
EVERYWHERE = [*PAGES, "/", "/conditions/", "/conditions/a-z/r/", "/symptoms/", "/risk-factors/", "/body-areas/knee/"]
EVERYWHERE += ["/find/", "/find/knee/?symptom=fever", "/people/", "/locations/", "/search/?q=insurance", "/nowhere/"]
EVERYWHERE += ["/search/?q=phone", "/appointments/", "/appointments/new-patient/", "/appointments/rehab/"]


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_box_with_a_number_says_whether_we_are_open(client, clinic, hours, clock, address):
    """From one place: the words are the same everywhere, and change in the same second."""
    for moment, sentence in (((2, 16, 59), OPEN_NOW), ((2, 17), CLOSED_NOW)):
        clock(*moment)
        page = client.get(address).text
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


def test_what_was_said_of_a_moment_in_the_past_is_not_made_up(hours, clock, reviewer):
    clock(7, 19)
    page = signed_in(reviewer).get(
        f"/admin/conditions/edition/as-of/?address=runners-knee&at={at(6, 9):%Y-%m-%dT%H:%M}"
    )
    assert page.status_code == 200
    assert "closed now" not in page.text and "open now" not in page.text and ON_PAPER in page.text
