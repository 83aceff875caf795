"""Pages that ask for a call today say whether anybody answers, and are never older than that."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic_site.directory.models import Closure, Location, OpeningHours
from clinic_site.page_cache import store
from conditions.document.urgency import Urgency
from conditions.editing.restore import restore
from conditions.publishing.actions import publish
from tests.conditions.reading import words
from tests.conftest import document, signed_in, symptom, the_author, the_clinic

pytestmark = pytest.mark.django_db

ARTICLE, FIND, SYMPTOM = PAGES = ["/conditions/runners-knee/", "/find/anywhere/?symptom=locking", "/symptoms/locking/"]
OURS = ZoneInfo("America/New_York")
SECOND = dt.timedelta(seconds=1)
CLOSED = "We are closed now, and nobody at the front desk answers."
GO = "Go to an urgent care center or an emergency room."
ON_PAPER = "If nobody answers, do not wait: go to an urgent care center or an emergency room."


def at(day, hour, minute=0, month=12):
    """A moment of 2030, in which December 2 is a Monday."""
    return dt.datetime(2030, month, day, hour, minute, tzinfo=OURS)


@pytest.fixture
def clock(monkeypatch):
    def set_clock(*moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: at(*moment).astimezone(dt.UTC))

    return set_clock


@pytest.fixture(scope="module", autouse=True)
def urgent(rows_of_module):
    """An article with an urgent sign."""
    signs = (symptom("locking", "Locking", Urgency.URGENT, "The knee is stuck."), *document().symptoms)
    with rows_of_module():
        the_clinic()
        article, _ = restore(document(symptoms=signs), by=the_author())
        publish(article, by=the_author(), change_note="New.")


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
    (text,) = re.findall(r'<p class="on-screen">(.*?)</p>', client.get(address).text, re.DOTALL)
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
        ((7, 19), f"{CLOSED} We open on Monday at 8 a.m.: do not wait that long. {GO}"),
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
    assert f'<p class="on-paper">{ON_PAPER}</p>' in page


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
    assert "We open on Friday at 8 a.m." in said(client, address)


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


def test_a_page_that_does_not_say_it_is_kept_over_opening_and_closing(client, hours, clock, is_kept, author):
    article, _ = restore(document("frozen-shoulder"), by=author)
    publish(article, by=author, change_note="New.")
    for address in ("/conditions/frozen-shoulder/", "/symptoms/fever/", "/people/", "/locations/"):
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


def test_a_sign_that_may_wait_says_nothing_of_now(client, hours, clock, author):
    article, _ = restore(document("frozen-shoulder"), by=author)
    publish(article, by=author, change_note="New.")
    clock(7, 19)
    for address in ("/conditions/frozen-shoulder/", "/symptoms/swelling/", "/find/anywhere/?symptom=swelling"):
        assert "closed now" not in client.get(address).text and ON_PAPER not in client.get(address).text


def test_what_was_said_of_a_moment_in_the_past_is_not_made_up(hours, clock, reviewer):
    clock(7, 19)
    page = signed_in(reviewer).get(
        f"/admin/conditions/edition/as-of/?address=runners-knee&at={at(6, 9):%Y-%m-%dT%H:%M}"
    )
    assert page.status_code == 200
    assert "closed now" not in page.text and "open now" not in page.text and ON_PAPER in page.text
