"""Filling the form for a visit as a patient does."""

from playwright.sync_api import expect

NEW_PATIENT, REHAB = "/appointments/new-patient/", "/appointments/rehab/"
PATIENT = "Tamsin Okonjo"  # her name is on no other page


def fill(page, **changes):
    """Answer all that must be answered; `changes` are other texts, by the id of the input without "id_"."""
    page.check("#id_asking_for_0")
    first, last = PATIENT.split()
    texts = {
        "first_name": first,
        "last_name": last,
        "birth_date_month": "March",
        "birth_date_day": "14",
        "birth_date_year": "1971",
        "phone": "(904) 555-0163",
    }
    for name, text in {**texts, **changes}.items():
        page.fill(f"#id_{name}", text)
    page.check("#id_voicemail_0")
    page.select_option("#id_body_area", "none")
    page.get_by_label("None of these").check()
    page.check("#id_consent")


def go_on(page, **more):
    """Go on to the page to check; `more` are texts of the page between, by the id of the input without "id_"."""
    to_more(page)
    for name, text in more.items():
        page.fill(f"#id_{name}", text)
    press(page, "Continue")


def to_more(page):
    """From what must be answered to what may be."""
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_contain_text("More about your visit")


def wait_as_people_do(page):
    """A form that is sent within three seconds of opening it was not filled in by a person."""
    page.wait_for_timeout(4_500)


def send(page):
    press(page, "Send request")


def press(page, button):
    """A click that goes to the next page, and has arrived there when it returns."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()
