"""The page of numbers: for managers alone, nobody on it, and a chart that says what the table says."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from appointments.admin.statistics import BOTTOM, LABELS, TOP, chart
from appointments.answers import Kind
from appointments.statistics import SPANS, Period
from tests.appointments.requests import NAME, PHONE, REASON, received
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:appointments_bookingrequest_numbers")


@pytest.fixture
def managing(manager, clinic):
    return signed_in(manager)


def periods(*numbers):
    """A day each, with (new patients, rehab)."""
    first = timezone.localdate()
    return [Period(first + timedelta(days=i), first, new, rehab, 0) for i, (new, rehab) in enumerate(numbers)]


def test_only_managers_see_it(frontdesk, author, reviewer, outsider, managing):
    assert managing.get(PAGE).status_code == 200
    for other in (frontdesk, author, reviewer, outsider):
        assert signed_in(other).get(PAGE).status_code == 403


def test_a_visitor_signs_in_first(client):
    assert client.get(PAGE).status_code == 302


def test_it_is_looked_at_and_not_posted_to(managing):
    assert managing.post(PAGE).status_code == 405


def test_nobody_is_on_it(managing):
    request = received()
    page = managing.get(PAGE).content.decode()
    for word in (*NAME.split(), PHONE, REASON, request.reference):
        assert word not in page


@pytest.mark.parametrize(
    "typed, days", [("7", 7), ("364", 364), ("", 30), ("8", 30), ("365", 30), ("-1", 30), ("x", 30), ("٧", 30)]
)
def test_it_tells_of_a_span_that_it_offers(managing, typed, days):
    page = managing.get(PAGE, {"days": typed}).content.decode()
    assert re.findall(r'href="\?days=(\d+)" aria-current="page"', page) == [str(days)]


def test_the_table_has_the_numbers_of_the_chart(managing):
    for kind in (Kind.NEW_PATIENT, Kind.REHAB, Kind.REHAB):
        received(email="", kind=kind)
    page = " ".join(managing.get(PAGE, {"days": 7}).content.decode().split())
    assert re.search(r"<title>\w+ \d+: 1 new patients, 2 rehab</title>", page)
    assert "<td>1</td><td>2</td><td>3</td><td>0</td></tr> </tbody>" in page
    assert page.count('<th scope="row">') == 7 + 1  # the days, and no article


def test_it_says_what_it_counts(managing):
    page = managing.get(PAGE).content.decode()
    assert "Nobody who asked in this time was called." in page and "No request was called or closed." in page


def test_it_holds_no_style_that_the_policy_forbids(managing):
    received(email="")
    assert not re.search(r"<style|\sstyle=|\son\w+=", managing.get(PAGE).content.decode())


def test_it_costs_the_same_for_many(managing):
    counts = []
    for number in (1, 6):
        for _ in range(number):
            received(email="")
        with CaptureQueriesContext(connection) as queries:
            assert managing.get(PAGE, {"days": 364}).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "most, steps",
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (5, [0, 2, 4, 6]),
        (95, [0, 50, 100]),
        (401, [0, 200, 400, 600]),
        (80_001, [0, 50_000, 100_000]),
    ],
)
def test_the_scale_is_of_round_numbers_and_reaches_the_highest(most, steps):
    drawn = chart(periods((most, 0)))
    assert [number for number, _ in drawn["lines"]] == steps
    assert drawn["lines"][0][1] == BOTTOM and drawn["lines"][-1][1] == TOP
    assert drawn["bars"][0].new_patient[0] >= TOP


def test_rehab_stands_on_new_patients():
    [bar] = chart(periods((1, 3)))["bars"]
    (top, height), (upper, upper_height) = bar.new_patient, bar.rehab
    assert (top + height, upper + upper_height, upper) == (BOTTOM, top, TOP)
    assert upper_height == 3 * height


@pytest.mark.parametrize("days", [7, 30, 52, 90])
def test_bars_fit_and_few_are_labeled(days):
    bars = chart(periods(*[(1, 1)] * days))["bars"]
    assert len(bars) == days and bars[0].label
    assert all(left.x + left.width < right.x for left, right in zip(bars, bars[1:], strict=False))
    assert 4 <= len([bar for bar in bars if bar.label]) <= LABELS


def test_every_span_is_drawn_and_named(managing):
    for days, name in SPANS.items():
        page = managing.get(PAGE, {"days": days}).content.decode()
        assert f'aria-current="page">Last {name}</a>' in page and f"<span>in {name}</span>" in page
        assert ("Week from" in page, "Requests a week" in page) == ((days == 364,) * 2)
