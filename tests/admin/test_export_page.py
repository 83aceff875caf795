"""Taking requests out of the house: managers alone, days of their choice, written down, cached nowhere."""

from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from appointments import csv_export
from appointments.models import BookingEvent
from tests.appointments.requests import NAME, received
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:appointments_bookingrequest_export")
LAST = NAME.split()[1]


@pytest.fixture
def managing(manager, clinic):
    return signed_in(manager)


def today():
    return f"{timezone.localdate():%Y-%m-%d}"


def get_file(browser, first=None, last=None):
    return browser.post(PAGE, {"first": today() if first is None else first, "last": today() if last is None else last})


def body(response):
    return b"".join(response.streaming_content).decode()


def refused(response):
    """The page again, and nothing recorded."""
    assert response.status_code == 200 and not response.streaming
    assert not BookingEvent.objects.filter(kind="exported").exists()
    page = response.content.decode()
    assert "<title>Error: " in page
    return page


def test_only_managers_export(frontdesk, author, reviewer, outsider, managing):
    received()
    assert managing.get(PAGE).status_code == 200
    for other in (frontdesk, author, reviewer, outsider):
        browser = signed_in(other)
        assert browser.get(PAGE).status_code == get_file(browser).status_code == 403
    assert not BookingEvent.objects.filter(kind="exported").exists()


def test_the_page_says_what_is_in_the_file_and_that_it_is_recorded(managing):
    page = managing.get(PAGE).content.decode()
    assert "one row for each request" in page and "will say that you exported it" in page


def test_a_file_comes_as_an_attachment_that_is_kept_nowhere(managing):
    received()
    response = get_file(managing)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    name = f"booking-requests-{today()}-to-{today()}.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "no-store" in response["Cache-Control"]
    assert LAST in body(response)


def test_it_is_in_the_trail_before_a_byte_has_left(managing, manager):
    request = received()
    response = get_file(managing)
    assert request.events.last().kind == "exported" and request.events.last().actor == manager
    body(response)
    assert request.events.filter(kind="exported").count() == 1
    assert not LogEntry.objects.exists()


def test_both_days_are_in_the_span(managing):
    zone = timezone.get_default_timezone()
    moments = [(2, 23, 59), (3, 0, 0), (4, 23, 59), (5, 0, 0)]
    requests = [received(at=datetime(2026, 11, day, h, m, tzinfo=zone), email="") for day, h, m in moments]
    text = body(get_file(managing, "2026-11-03", "2026-11-04"))
    assert [request.reference in text for request in requests] == [False, True, True, False]


def test_days_may_be_typed_as_people_write_them(managing):
    request = received()
    assert request.reference in body(get_file(managing, "11/3/2026", f"{timezone.localdate():%m/%d/%Y}"))


def test_the_files_name_says_its_days_however_they_were_typed(managing):
    received(at=datetime(2026, 11, 3, 12, tzinfo=UTC), email="")
    name = get_file(managing, "11/1/2026", "2026-11-22")["Content-Disposition"]
    assert name == 'attachment; filename="booking-requests-2026-11-01-to-2026-11-22.csv"'


def test_a_key_that_opens_nothing_is_said_with_the_remedy(managing, settings):
    received()
    settings.BOOKING_KEYS = [Fernet.generate_key().decode()]
    page = refused(get_file(managing))
    assert "Nothing was exported." in page and "Put the key back with which it was sealed" in page


@pytest.mark.parametrize(
    "first, last, words",
    [
        ("2026-11-04", "2026-11-03", "The last day comes before the first."),
        ("2001-01-01", "2001-01-02", "No requests came in on these days."),
        ("yesterday", "2026-11-03", "Type the day as month/day/year"),
        ("0001-01-01", "2026-11-03", "Choose a day after 1999."),
        ("2026-11-03", "9999-12-31", "Choose a day that comes sooner."),
        ("2026-11-03", "", "Choose a day."),
    ],
)
def test_days_that_cannot_be_are_refused_in_words(managing, first, last, words):
    received()
    page = refused(get_file(managing, first, last))
    assert words in page and f'value="{first}"' in page


def test_too_many_for_one_file_are_refused_before_anything_is_read(managing, monkeypatch):
    monkeypatch.setattr(csv_export, "MOST", 2)
    for _ in range(3):
        received(email="")
    assert "More than 2 requests came in" in refused(get_file(managing))


def test_as_many_as_fit_are_exported(managing, monkeypatch):
    monkeypatch.setattr(csv_export, "MOST", 2)
    for _ in range(2):
        received(email="")
    assert body(get_file(managing)).count(LAST) == 2


def test_a_forged_post_gets_nothing(manager, clinic):
    received()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(manager)
    assert get_file(browser).status_code == 403
    assert not BookingEvent.objects.filter(kind="exported").exists()
