"""What is needed, when and where: lists that the clinic keeps, and 500 characters of one's own."""

import pytest

from appointments import consent
from appointments.answers import Answers, Choice, Kind
from clinic_site.directory.models import Location, OpeningHours, Person
from conditions.models import BodyArea
from tests.appointments.asking import cleaned, error

pytestmark = pytest.mark.django_db


@pytest.fixture
def knee():
    return BodyArea.objects.create(name="Knee", slug="knee")


@pytest.fixture
def places():
    harbor = Location.objects.create(name="Harbor", slug="harbor")
    Location.objects.create(name="Marsh", slug="marsh")
    OpeningHours.objects.create(location=harbor, weekday=5, opens="09:00", closes="12:00")


def physician(name, **more):
    facts = {"role": "physician", "accepts_new_patients": True, "slug": name.lower(), **more}
    return Person.objects.create(name=name, **facts)


def offered(form, name):
    return [label for _, label in form.fields[name].choices]


def test_where_it_hurts_is_chosen_from_the_clinics_words(knee):
    assert offered(cleaned(), "body_area") == ["Choose one", "Knee", "Not sure"]
    assert cleaned(body_area="knee").answers().body_area == Choice("knee", "Knee")
    assert cleaned(body_area="none").answers().body_area is None


def test_where_it_hurts_is_needed_but_need_not_be_known():
    assert error("body_area", body_area="") == ("Choose where it hurts, or “Not sure”.", "id_body_area")


def test_a_body_area_that_was_taken_off_the_list_meanwhile_is_told(knee):
    knee.delete()
    message, _ = error("body_area", body_area="knee")
    assert message == "“Where does it hurt?”: your choice is no longer on our list. Choose another one."


def test_new_patients_choose_among_the_physicians_who_take_them():
    physician("Grace", credentials="MD")
    physician("Hidden", listed=False)
    physician("Full", accepts_new_patients=False)
    physician("Ben", role="therapist")
    assert offered(cleaned(), "physician") == ["Grace, MD", "No preference"]
    assert cleaned(physician="grace").answers().physician == Choice("grace", "Grace, MD")
    assert cleaned(physician="none").answers().physician is None
    assert cleaned(physician="").answers().physician is None


def test_a_physician_who_takes_nobody_anymore_is_told():
    message, _ = error("physician", physician="grace")
    assert "no longer on our list" in message


def test_where_there_is_nothing_to_choose_from_nothing_is_asked():
    Location.objects.create(name="Harbor", slug="harbor")
    fields = cleaned().fields
    assert "physician" not in fields and "location" not in fields


def test_a_location_or_any(places):
    assert offered(cleaned(), "location") == ["Harbor", "Marsh", "Any location"]
    assert cleaned(location="marsh").answers().location == Choice("marsh", "Marsh")
    assert cleaned(location="none").answers().location is None


def test_days_are_those_on_which_any_place_opens(places):
    assert offered(cleaned(), "days")[-2:] == ["Friday", "Saturday"]
    assert cleaned(days=["saturday", "monday"]).answers().days == ("monday", "saturday")


def test_each_kind_of_visit_asks_its_own_questions():
    new, rehab = set(cleaned().fields), set(cleaned("rehab").fields)
    assert new - rehab == {"seen_before"}
    assert rehab - new == {"referral", "referring_provider", "surgery"}
    assert (cleaned().answers().kind, cleaned("rehab").answers().kind) == (Kind.NEW_PATIENT, Kind.REHAB)


@pytest.mark.parametrize("referral", ["", "yes", "no", "not_sure"])
def test_a_referral_never_blocks(referral):
    assert cleaned("rehab", referral=referral).answers().referral == referral


def test_a_reason_has_500_characters_however_its_lines_end():
    text = "\r\n".join(["x" * 49] * 10)  # 499 with one character an end of line, 508 with two
    assert len(cleaned(reason=text).answers().reason) == 499
    assert cleaned(reason=f"  {text}y\r\n").answers().reason.endswith("y")
    message, target = error("reason", reason=f"{text}yz")
    assert message == "“What is the problem?” has 501 characters, and there is room for 500. Shorten it by 1."
    assert target == "id_reason"


def test_text_is_never_cut_by_the_browser():
    assert "maxlength" not in "".join(str(field) for field in cleaned())


def test_consent_is_asked_for_and_its_version_kept():
    message, target = error("consent", consent="")
    assert "Tick the box" in message and target == "id_consent"
    assert cleaned().answers().consent == consent.NEWEST


@pytest.mark.parametrize("value", ["2001-01/90", "2026-11", "2026-11/", "2026-11/0", "2026-11/-1", "2026-11/٩", "/90"])
def test_a_consent_that_no_page_asked_for_is_none(value):
    message, _ = error("consent", consent=value)
    assert "Tick the box" in message


def test_the_wording_that_was_agreed_to_stays_when_the_form_comes_back():
    assert "30 days" in cleaned(consent="2026-11/30")["consent"].label
    assert "90 days" in cleaned(consent="")["consent"].label


def test_the_wording_says_how_long_details_are_kept():
    assert "90 days" in cleaned()["consent"].label and "{" not in cleaned()["consent"].label


def test_wordings_that_were_agreed_to_stay():
    assert consent.WORDINGS["2026-11"].startswith("The clinic’s front desk may call me")
    assert all(len(version) <= 20 for version in consent.WORDINGS)


def test_answers_are_a_plain_value():
    assert isinstance(cleaned().answers(), Answers)


def test_everything_wrong_is_told_in_the_order_of_the_page():
    form = cleaned(consent="", phone="", first_name="", birth_date_day="", body_area="")
    assert [target for target, _ in form.problems()] == [
        *["id_first_name", "id_birth_date_day", "id_phone", "id_body_area", "id_consent"]
    ]
