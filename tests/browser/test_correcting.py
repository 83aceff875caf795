"""A typo on the live page is mended while a bigger draft waits; then the draft is published, and has both."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.form import wait_for_editors, write
from tests.browser.test_accessibility import assert_accessible
from tests.browser.test_side_by_side import open_article


def correct(page, words):
    open_article(page, words)
    page.click("text=Correct the live page …")
    expect(page).to_have_url(re.compile("/correct/$"))
    wait_for_editors(page)


def test_a_typo_is_mended_while_a_bigger_draft_waits_and_is_in_the_draft_when_it_is_published(staff, open_page):
    page, patient = staff("author"), open_page(javascript=False)
    open_article(page, "plantar")
    write(page, "treatment", "<p>A whole new treatment, not yet approved.</p>")
    page.click("text=Save draft")
    page.wait_for_selector(".messagelist .success")

    correct(page, "plantar")
    write(page, "causes", "<p>The typo in the causes is mended.</p>")
    page.click("text=Look at the change")
    expect(page.locator(".correct-look .difference h3")).to_have_text(["Causes"])
    expect(page.locator(".correct-look .difference ins")).to_contain_text("The typo in the causes is mended.")
    page.fill("#id_change_note", "A typo was mended.")
    page.click("text=Publish the correction now")
    expect(page.locator(".messagelist .success")).to_contain_text("The draft has the correction too.")

    patient.goto("/conditions/plantar-fasciitis/")
    expect(patient.locator("main")).to_contain_text("The typo in the causes is mended.")
    expect(patient.locator("main")).not_to_contain_text("A whole new treatment")

    page.click("text=Publish …")
    page.fill("#id_change_note", "The new treatment.")
    page.click(".act-buttons [type=submit]")
    page.wait_for_selector(".messagelist .success")
    patient.reload()
    expect(patient.locator("main")).to_contain_text("The typo in the causes is mended.")
    expect(patient.locator("main")).to_contain_text("A whole new treatment")


def test_a_correction_survives_a_session_that_ended(staff):
    page = staff("author")
    correct(page, "septic")
    page.fill("#id_summary", "A correction that nobody published.")
    expect(page.locator("#id_summary")).to_be_visible()
    page.wait_for_function("() => Object.values(localStorage).some(text => text.includes('nobody published'))")
    page.reload()
    page.click("text=Put it back")
    assert page.input_value("#id_summary") == "A correction that nobody published."
    page.click("text=Look at the change")
    expect(page.locator(".correct-look .difference h3")).to_have_text(["Quick answer"])
    page.wait_for_timeout(1000)
    expect(page.locator("#draft-offer")).to_be_hidden()


@pytest.mark.looks
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_is_accessible_before_and_after_the_look(staff, width):
    page = staff("author", width=width, bypass_csp=True)
    correct(page, "heterotopic")
    assert_accessible(page)
    page.fill("#id_summary", "Corrected.")
    page.click("text=Look at the change")
    page.wait_for_selector(".correct-look")
    wait_for_editors(page)
    assert_accessible(page)
