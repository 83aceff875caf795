"""The session ends while somebody types; the note is saved all the same, by way of a second tab."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.test_accessibility import assert_accessible
from tests.browser.test_desk import QUEUE, act, ask

NOTE = "Her knee, not her shoulder.\nAsk for Petra."


@pytest.fixture(scope="module")
def reference(browser, site):
    """A request that has come in."""
    context = browser.new_context(base_url=site.url)
    yield ask(context.new_page(), first_name="Ingrid", last_name="Solheim", phone="904-555-0127")
    context.close()


def typing(page, reference):
    """Somebody types a note, and is signed out by the time it is saved."""
    page.goto(QUEUE)
    page.get_by_role("link", name=reference, exact=True).click()
    form = act(page, "note")
    form.get_by_label("Note").fill(NOTE)
    page.context.clear_cookies(name="session")
    form.get_by_role("button").click()
    expect(page.get_by_role("heading", name="You were signed out")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_note_survives_being_signed_out(staff, reference, javascript):
    page = staff("frontdesk", javascript=javascript)
    typing(page, reference)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator(".kept")).to_contain_text("Ask for Petra.")

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    tab = opened.value
    tab.fill("#id_username", "frontdesk")
    tab.fill("#id_password", PASSWORD)
    tab.click("[type=submit]")
    expect(tab.locator(".page-title")).to_contain_text(reference)
    before = tab.locator(".timeline li").count()

    page.get_by_role("button", name="Save again").click()
    expect(page.get_by_role("alert")).to_contain_text("What you typed is still here: save it again.")
    form = act(page, "note")
    expect(form.get_by_label("Note")).to_have_value(NOTE)
    form.get_by_role("button").click()
    expect(page.locator(".messagelist")).to_have_text(f"Note added to {reference}.")
    expect(page.locator(".timeline li")).to_have_count(before + 1)
    expect(page.locator(".timeline li").first).to_contain_text("Ask for Petra.")


@pytest.mark.looks
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_that_keeps_it_is_accessible_and_fits(staff, reference, width):
    page = staff("frontdesk", width=width, bypass_csp=True)
    typing(page, reference)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)
