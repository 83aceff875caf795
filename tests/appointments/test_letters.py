"""What letters say, and what they keep to themselves: mailboxes are read by others."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from appointments import desk
from appointments.answers import Choice, Kind
from appointments.models import Letter, OnlineRequests
from appointments.rules import Outcome
from clinic_site.directory.models import Location, Person, PhoneLine
from tests.appointments.requests import EMAIL, NAME, PHONE, REASON, received

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=timezone.get_default_timezone())
VISIT = datetime(2026, 12, 2, 9, 15, tzinfo=timezone.get_default_timezone())
NAMES = ["received", "waiting", "scheduled"]


@pytest.fixture
def letters(clinic, frontdesk, live):
    """letters(kind) -> {name: letter} of a request that came from an article and was scheduled with all it can have."""
    OnlineRequests.objects.create(desk_email="desk@example.org")
    PhoneLine.objects.create(profile=clinic, purpose="general", label="All else", number="904-555-0100", position=3)
    physician = Person.objects.create(name="Rosalind Keene", slug="keene", role=Person.Role.PHYSICIAN)
    place = Location.objects.create(name="Marsh Harbor Rehab", slug="harbor")

    def letters(kind):
        request = received(
            kind=kind,
            at=NOW,
            article=live,
            body_area=Choice("knee", "Knee"),
            physician=Choice("keene", "Rosalind Keene, MD"),
            location=Choice("harbor", "Marsh Harbor Rehab"),
            referring_provider="Dr. Ottoline Strand",
            caller_name="Ignatius Vanterpool",
            caller_relation="Father",
            needs_detail="Speaks Tagalog",
            surgery_month=4,
            surgery_year=2026,
        )
        desk.log_call(request, by=frontdesk, version=1, outcome=Outcome.REACHED, at=NOW)
        desk.schedule(request, by=frontdesk, version=2, scheduled_for=VISIT, provider=physician, location=place, at=NOW)
        return {letter.name: letter for letter in request.letters.all()}

    return letters


def words(letter):
    return f"{letter.subject}\n{letter.text}\n{letter.html}"


@pytest.mark.parametrize("kind", Kind)
def test_no_letter_names_patient_condition_physician_place_or_kind_of_visit(letters, kind):
    for name, letter in letters(kind).items():
        secret = re.compile(
            "|".join(
                [*NAME.split(), "Ignatius", re.escape(PHONE), "555-?0163", EMAIL, re.escape(REASON), "knee", "stairs"]
            )
            + "|runner|Keene|Rosalind|Strand|Ottoline|Marsh|Harbor|Tagalog|father|1971|surg|referr|physician|doctor"
            + "|therap|rehab|new.patient|Knee|April",
            re.IGNORECASE,
        )
        assert not secret.search(words(letter)), name


def test_letters_of_both_kinds_differ_in_their_reference_alone(letters):
    one, other = letters(Kind.NEW_PATIENT), letters(Kind.REHAB)
    assert sorted(one) == sorted(other) == sorted(NAMES)
    for name in NAMES:
        mine, theirs = one[name].request.reference, other[name].request.reference
        assert words(one[name]).replace(mine, "REFERENCE") == words(other[name]).replace(theirs, "REFERENCE")


def test_every_letter_carries_the_reference_in_all_its_parts(letters):
    for letter in letters(Kind.REHAB).values():
        reference = letter.request.reference
        assert all(reference in part for part in (letter.subject, letter.text, letter.html))


def test_text_and_html_say_the_same(letters):
    for letter in letters(Kind.REHAB).values():
        body = letter.html.partition("<body>")[2]
        assert re.sub(r"<[^>]+>|\s+", "", body) == re.sub(r"\s+", "", letter.text), letter.name


def test_the_first_letter_says_by_when_we_call_and_that_it_is_no_appointment(letters):
    text = letters(Kind.NEW_PATIENT)["received"].text
    assert "we call you by Tuesday, November 24" in text and "11:30 a.m." in text
    assert "This is not yet an appointment." in text


def test_the_second_says_day_and_time_on_the_clinics_clock(letters):
    assert "Wednesday, December 2, 2026, 9:15 a.m." in letters(Kind.REHAB)["scheduled"].text


def test_patients_get_the_line_for_all_matters_and_the_emergency_wording(letters):
    for name in ("received", "scheduled"):
        letter = letters(Kind.REHAB)[name]
        assert "904-555-0100" in letter.text and 'href="tel:+19045550100"' in letter.html
        assert "0101" not in words(letter) and "0102" not in words(letter)
        assert "Call 911" in letter.text and "Call 911" in letter.html


def test_patients_and_desk_are_written_to_each_at_their_address(letters):
    assert {name: letter.to for name, letter in letters(Kind.REHAB).items()} == {
        "received": EMAIL,
        "scheduled": EMAIL,
        "waiting": "desk@example.org",
    }


def test_a_letter_loads_nothing_and_links_to_the_telephone_alone(letters):
    for letter in letters(Kind.REHAB).values():
        assert not re.search(r"<(img|link|script|style|iframe)|src=|https?:", letter.html)
        assert set(re.findall(r'href="([^"]+)"', letter.html)) <= {"tel:+19045550100"}


def test_a_name_with_special_characters_is_written_as_each_part_needs_it(clinic):
    clinic.name = "Bones & Joints <Tampa>"
    clinic.save()
    letter = received().letters.get()
    assert "Bones & Joints <Tampa>" in letter.text and "&amp;" not in letter.text
    assert "Bones &amp; Joints &lt;Tampa&gt;" in letter.html and "<Tampa>" not in letter.html


def test_a_subject_is_one_line(letters):
    for letter in letters(Kind.REHAB).values():
        assert "\n" not in letter.subject and "\r" not in letter.subject and letter.subject == letter.subject.strip()


def test_a_clinic_that_wrote_nothing_of_itself_still_writes_letters(db):
    letter = received().letters.get()
    assert letter.request.reference in letter.text and "None" not in words(letter)


def test_scheduled_again_the_patient_is_told_again(letters, frontdesk):
    request = letters(Kind.REHAB)["scheduled"].request
    desk.schedule(request, by=frontdesk, version=3, scheduled_for=VISIT + timedelta(days=1), at=NOW)
    last = Letter.objects.filter(name="scheduled").last()
    assert Letter.objects.filter(name="scheduled").count() == 2 and "Thursday, December 3" in last.text
