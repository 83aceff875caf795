"""From the form to the confirmation: fill in, check, change, send; nothing typed is ever lost on the way."""

import re

import pytest

from appointments.models import BookingRequest
from conditions.models import BodyArea
from conditions.publishing.actions import withdraw
from tests.appointments.asking import (
    NEW_PATIENT,
    REHAB,
    address_of,
    check,
    filled,
    hidden,
    kept,
    opened,
    post,
    send,
    token,
)
from tests.appointments.requests import EMAIL, NAME, PHONE, REASON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "way")]


def second_page(client, address=NEW_PATIENT, **changes):
    return post(client, {"token": token(), **filled(**changes), "step": "next"}, address)


def chosen(page):
    """What is chosen on the page, but for the words that ask to choose."""
    return re.findall(r'<option value="([^"]+)" selected>', page)


@pytest.mark.parametrize("address, title", [(NEW_PATIENT, "Ask for a first visit"), (REHAB, "Ask for a rehab visit")])
def test_the_form_opens_with_the_emergency_first_and_nothing_chosen(client, address, title):
    response = opened(client, address)
    page = response.text[response.text.index("<main") :]
    assert response.status_code == 200 and f"<title>{title}: step 1 of 3 |" in response.text
    assert page.index("Call 911") < page.index("Who is the visit for?")
    assert " checked" not in page and not chosen(page) and "(904) 555-0102" in page


def test_the_form_promises_no_appointment(client):
    page = opened(client).text
    assert "This is not yet an appointment" in page and "book" not in page[page.index("<main") :].lower()


def test_a_required_question_has_no_asterisk_and_an_optional_one_says_so(client):
    for page in (opened(client, REHAB).text, second_page(client, REHAB).text):
        assert "*" not in page[page.index("<form") : page.index("</form>")]
    labels = re.findall(r"<(?:label|legend)[^>]*>([^<]*(?:referred|Email|surgery|problem|referral)[^<]*)<", page)
    assert len(labels) == 5 and all(label.endswith("(optional)") for label in labels)


def test_what_is_wrong_is_said_twice_in_the_same_words_and_linked(client):
    response = check(client, first_name="", birth_date_year="71")
    page = response.text
    assert response.status_code == 422 and "<title>Error: Ask for a first visit: step 1 of 3 |" in page
    summary, form = page.split("<form", 1)
    for target, sentence in [
        ("id_first_name", "Enter the first name."),
        ("id_birth_date_year", "Write the year with four digits"),
    ]:
        assert f'href="#{target}">{sentence}' in summary and sentence in form and f'id="{target}"' in form
    assert 'tabindex="-1" autofocus' in summary


def test_what_was_typed_comes_back_as_it_was_typed(client):
    typed = {"last_name": "  O’Brien  <b>", "phone": "555", "reason": "One\r\n\r\nTwo", "birth_date_month": "Mrach"}
    response = check(client, **typed)
    for text in ["  O’Brien  &lt;b&gt;", 'value="555"', 'value="Mrach"']:
        assert text in response.text
    assert re.search(r'value="me"[^>]*checked', response.text)
    page = post(
        client, {**kept(response), **filled(last_name="O’Brien"), "reason": typed["reason"], "step": "next"}
    ).text
    assert "One\r\n\r\nTwo" in page and EMAIL in page and re.search(r'value="morning"[^>]*checked', page)


def test_answers_are_checked_before_they_are_sent(client):
    response = check(client)
    assert response.status_code == 200 and "<title>Check your answers: step 3 of 3 |" in response.text
    for text in [
        "Quillon",
        "March 14, 1971",
        "(904) 555-0163",
        "Morning",
        EMAIL,
        REASON,
        "Not sure",
        "Not answered",
        "destroyed 90 days",
    ]:
        assert text in response.text
    assert not BookingRequest.objects.exists()


def test_every_answer_is_kept_as_it_was_typed(client):
    typed = filled(birth_date_month="mar", call_times=["morning", "afternoon"], last_name=" van  Terpool ")
    found = kept(check(client, **typed))
    for name, value in typed.items():
        assert found[name] == (value if isinstance(value, list) else [value]), name


def test_each_answer_has_a_button_that_leads_back_to_its_question(client):
    response = check(client)
    page, first, second = response.text, address_of(response), address_of(response, "more")
    for target, name in [
        *[("id_phone", "phone number"), ("id_asking_for_0", "visit for"), ("id_birth_date_month", "date of birth")],
        *[("id_consent", "you agree to be called"), ("id_body_area", "where it hurts")],
    ]:
        button = f'<button name="step" value="change" formaction="{first}#{target}" aria-label="Change {name}">'
        assert button in page
    assert f'formaction="{second}#id_days_0" aria-label="Add answers: when and where">Add</button>' in page
    assert "Back to my answers</button>" in page
    assert page.count('value="change"') == len(re.findall("<dt", page)) + 1


def test_what_was_not_answered_is_one_line_a_group(client):
    page = check(client).text
    assert ">Days, Time of day</dd>" in page and page.count("Not answered") == 3


def test_the_page_to_check_describes_no_hidden_input_and_ends_with_the_phone_lines(client):
    page = check(client).text
    assert not re.search(r'<input type="hidden"[^>]*aria-', page)
    assert "(904) 555-0102" in page[page.index("Send request</button>") : page.index("</main>")]


@pytest.mark.parametrize("address, first", [(NEW_PATIENT, "904-555-0101"), (REHAB, "(904) 555-0102")])
def test_the_phone_line_that_fits_comes_first(client, address, first):
    for page in (opened(client, address).text, check(client, address).text, send(client, address, token="").text):
        lines = re.findall(r'class="care-lines">(.*?)</p>', page, re.DOTALL)
        assert lines and all(re.findall(r"<b>(.*?)</b>", line)[0] == first for line in lines)


def test_who_chose_times_for_a_call_reads_that_we_try_to_keep_them(client):
    assert "We try to call at the times you chose." in check(client).text
    assert "We try to call" not in check(client, call_times=[]).text


def test_changing_shows_the_form_with_every_answer_and_no_error(client):
    response = post(client, {"token": token(), **filled(last_name=" van  Terpool "), "step": "change"})
    assert response.status_code == 200 and "Error" not in response.text
    assert 'value=" van  Terpool "' in response.text and "Continue</button>" in response.text


def test_sending_makes_one_request_and_leads_to_its_page(client):
    response = send(client)
    request = BookingRequest.objects.get()
    assert (response.status_code, response.headers["Location"]) == (303, f"/appointments/received/{request.reference}/")
    assert (request.answers.name, request.answers.phone.typed, request.kind) == (NAME, PHONE, "new_patient")
    assert not request.suspected_spam
    page = client.get(response.headers["Location"]).text
    assert request.reference in page


def test_a_rehab_visit_is_asked_for_the_same_way(client):
    send(client, REHAB, referral="no", surgery_year="2024")
    request = BookingRequest.objects.get()
    assert (request.kind, request.answers.referral, request.answers.surgery_year) == ("rehab", "no", 2024)


def test_answers_that_no_longer_hold_when_they_are_sent_lead_back_to_the_form(client):
    response = send(client, body_area="gone")
    assert response.status_code == 422 and "no longer on our list" in response.text
    assert "Continue</button>" in response.text and not BookingRequest.objects.exists()


@pytest.mark.parametrize("step", ["", "nonsense"])
def test_an_unknown_step_is_taken_for_the_first(client, step):
    assert "Send request</button>" in post(client, {"token": token(), **filled(), "step": step}).text


def test_the_same_form_sent_again_is_the_same_request(client):
    same = token()
    pages = {send(client, token=same).headers["Location"] for _ in range(3)}
    assert len(pages) == 1 and BookingRequest.objects.count() == 1


def test_the_same_form_with_other_answers_is_asked_about(client):
    same = token()
    send(client, token=same)
    response = send(client, token=same, reason="And my hip.")
    reference = BookingRequest.objects.get().reference
    assert response.status_code == 409
    assert f"You already sent a request: {reference}." in response.text and "And my hip." in response.text
    fresh = hidden(response.text)["token"][0]
    assert fresh != same
    assert send(client, token=token(), reason="And my hip.").status_code == 303
    assert BookingRequest.objects.count() == 2


def test_the_same_form_with_purged_answers_is_asked_about_too(client):
    same = token()
    send(client, token=same)
    BookingRequest.objects.update(
        state="closed",
        closed_at="2026-11-01T00:00Z",
        close_reason="other",
        purged_at="2026-11-02T00:00Z",
        sealed_answers="",
        phone_hash="",
        birth_date_hash="",
        last_name_hash="",
    )
    assert send(client, token=same).status_code == 409


def test_from_an_article_its_body_area_is_chosen_and_the_article_remembered(client, live):
    response = opened(client, query={"from": live.pk})
    page = response.text
    assert chosen(page) == ["knee"] and hidden(page)["article"] == [str(live.pk)]
    assert f'action="{address_of(response)}?from={live.pk}"' in page
    assert hidden(check(client, article=live.pk).text)["article"] == [str(live.pk)]
    send(client, article=live.pk)
    assert BookingRequest.objects.get().article == live


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "١", "1 OR 1=1", ""])
def test_a_made_up_article_is_passed_over(client, live, number):
    response = opened(client, query={"from": number})
    assert response.status_code == 200 and not chosen(response.text)
    assert send(client, article=number).status_code == 303
    assert BookingRequest.objects.get().article is None


def test_an_article_that_nobody_can_read_is_passed_over(client, draft):
    assert not chosen(opened(client, query={"from": draft.pk}).text)


def test_a_withdrawn_article_is_passed_over(client, live, author):
    withdraw(live, by=author, reason="Out of date.")
    send(client, article=live.pk)
    assert BookingRequest.objects.get().article is None


def test_a_browser_fills_in_the_patients_name_only_for_those_who_ask_for_themselves(client):
    """And always the phone number and the email, which are those of who types."""
    blank, own = opened(client).text, check(client, phone="").text
    other = check(client, phone="", asking_for="child").text
    for page in (blank, other):
        assert set(re.findall(r' autocomplete="([^"]*)"', page)) == {"name", "tel", "off"}
    tokens = {"given-name", "family-name", "bday-month", "bday-day", "bday-year", "tel", "off"}
    assert set(re.findall(r' autocomplete="([^"]*)"', own)) == tokens
    for asking_for in ("me", "other"):
        page = second_page(client, asking_for=asking_for, caller_name="Ines", caller_relation="Aunt").text
        assert set(re.findall(r' autocomplete="([^"]*)"', page)) == {"email", "off"}


@pytest.mark.parametrize("address", [NEW_PATIENT, REHAB])
def test_other_methods_are_refused(client, address):
    assert client.head(address, follow=True).status_code == 200
    for method in (client.put, client.patch, client.delete):
        assert method(address).status_code == 405


def test_the_form_takes_the_same_queries_for_any_number_of_choices(client, live, way, django_assert_num_queries):
    BodyArea.objects.bulk_create(BodyArea(name=f"Area {n}", slug=f"area-{n}") for n in range(30))
    opened(client)  # the list of red flags is kept from then on
    with django_assert_num_queries(11):
        opened(client, query={"from": live.pk})
    with django_assert_num_queries(22 if way == "saved" else 13):
        check(client)
