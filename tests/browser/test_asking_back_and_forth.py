"""The browser's own Back, Forward and Reload on the way to a request: nothing is sent again, nothing typed is lost, and
after sending nothing is to be seen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.asking import NEW_PATIENT, PATIENT, REHAB, fill, go_on, press, send, to_more, wait_as_people_do

REASON = "Stiff since the cast came off."
FORM, MORE, CHECK = (
    "Step 1 of 3 Ask for a rehab visit",
    "Step 2 of 3 More about your visit",
    "Step 3 of 3 Check your answers",
)
with_and_without_javascript = pytest.mark.parametrize("javascript", [True, False])


@pytest.fixture
def posts():
    """posts(page) -> the addresses that this page posts to, as it does."""

    def listen(page):
        found = []
        page.on("request", lambda request: request.method == "POST" and found.append(request.url))
        return found

    return listen


def heading(page):
    return page.get_by_role("heading", level=1)


def nobody(page):
    """Whether the page says nothing of the patient."""
    content = page.content()
    return not [word for word in (*PATIENT.split(), "555-0163", "1971", REASON) if word in content]


@with_and_without_javascript
def test_back_forward_and_reload_find_each_page_with_its_answers_and_post_nothing(open_page, posts, javascript):
    page = open_page(javascript=javascript)
    page.goto(REHAB)
    fill(page)
    go_on(page, reason=REASON, surgery_year="2025")
    expect(heading(page)).to_have_text(CHECK)
    seen = posts(page)
    page.reload()
    expect(heading(page)).to_have_text(CHECK)
    expect(page.locator("main")).to_contain_text(REASON)
    page.go_back()
    expect(heading(page)).to_have_text(MORE)
    for act in (lambda: None, page.reload):
        act()
        expect(page.locator("#id_reason")).to_have_value(REASON)
        expect(page.locator("#id_surgery_year")).to_have_value("2025")
    page.go_back()
    expect(heading(page)).to_have_text(FORM)
    for act in (lambda: None, page.reload):
        act()
        expect(page.locator("#id_last_name")).to_have_value(PATIENT.split()[1])
        expect(page.locator("#id_asking_for_0")).to_be_checked()
        expect(page.locator("#id_consent")).to_be_checked()
    if javascript:
        expect(page.locator("#id_first_name")).to_have_attribute("autocomplete", "given-name")
    page.go_forward()
    page.go_forward()
    expect(heading(page)).to_have_text(CHECK)
    assert seen == []


def test_what_was_typed_before_the_first_step_is_found_again_after_a_look_at_another_page(open_page):
    page = open_page()
    page.goto(NEW_PATIENT)
    fill(page)
    page.goto("/conditions/")
    page.go_back()
    expect(page.locator("#id_last_name")).to_have_value(PATIENT.split()[1])


def test_wrong_answers_are_explained_again_after_a_reload(open_page, posts):
    page = open_page()
    page.goto(NEW_PATIENT)
    fill(page, phone="555")
    press(page, "Continue")
    seen = posts(page)
    page.reload()
    expect(page.locator(".problem")).to_contain_text("phone number")
    expect(page.locator("#id_phone")).to_have_value("555")
    assert seen == []


@with_and_without_javascript
def test_after_sending_back_leads_to_what_was_sent_and_shows_nobody(open_page, posts, javascript):
    page = open_page(javascript=javascript)
    for query in ("", "?from=1"):  # the second time the browser has the cookie already
        page.goto("/appointments/")
        page.goto(NEW_PATIENT + query)
        fill(page)
        go_on(page, reason=REASON)
        wait_as_people_do(page)
        send(page)
    reference = page.locator(".reference").inner_text()
    seen = posts(page)
    for _ in range(3):
        page.go_back()
        expect(page.locator(".reference")).to_have_text(reference)
        assert nobody(page) and page.url.endswith(f"/appointments/received/{reference}/")
    assert seen == []
    page.go_back()
    expect(page).to_have_url(re.compile("/appointments/$"))
    assert nobody(page)


def test_a_page_that_was_left_by_sending_is_asked_for_anew_where_the_browser_kept_it_as_it_was(open_page):
    """As a back-forward cache gives it back, which Chromium without windows has not: the event alone is made."""
    page = open_page(bypass_csp=True)
    page.goto(NEW_PATIENT)
    fill(page)
    page.evaluate("window.isKept = true")
    back = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
    page.evaluate(back)
    page.evaluate("document.querySelector('.ask-form').addEventListener('submit', event => event.preventDefault())")
    page.wait_for_timeout(500)
    assert page.evaluate("window.isKept") and page.locator("#id_last_name").input_value() == PATIENT.split()[1]
    page.get_by_role("button", name="Continue").click()
    with page.expect_navigation():
        page.evaluate(back)
    assert page.evaluate("window.isKept === undefined")


def test_two_tabs_are_two_forms(open_page):
    first = open_page()
    first.goto(NEW_PATIENT)
    second = first.context.new_page()
    second.goto(NEW_PATIENT)
    for page, name in ((first, "Ines"), (second, "Jonas")):
        fill(page, first_name=name)
        to_more(page)
    for page in (first, second):
        press(page, "Skip this page")
    for page, name, other in ((first, "Ines", "Jonas"), (second, "Jonas", "Ines")):
        page.reload()
        expect(page.locator("main")).to_contain_text(name)
        expect(page.locator("main")).not_to_contain_text(other)
    wait_as_people_do(first)
    send(first)
    expect(second.locator("main")).to_contain_text("Jonas")
    send(second)
    expect(second).to_have_title(re.compile("^Your request"))
    assert first.locator(".reference").inner_text() != second.locator(".reference").inner_text()


@with_and_without_javascript
def test_a_form_that_a_second_window_changed_is_checked_again_before_it_is_sent(open_page, javascript):
    first = open_page(javascript=javascript)
    first.goto(REHAB)
    fill(first)
    go_on(first, reason=REASON)
    second = first.context.new_page()
    second.goto(first.url)
    press(second, "Change phone number")
    second.fill("#id_phone", "(904) 555-0164")
    press(second, "Continue")
    wait_as_people_do(first)
    send(first)
    expect(heading(first)).to_have_text(CHECK)
    problem = first.get_by_role("group", name="This was not sent")
    expect(problem).to_be_focused()
    expect(problem).to_contain_text("Your answers were changed in another window")
    expect(first.locator(".answers").filter(has_text="Phone number")).to_contain_text("(904) 555-0164")
    send(first)
    expect(first).to_have_title(re.compile("^Your request"))


@with_and_without_javascript
def test_after_a_danger_was_read_a_slip_in_the_email_is_still_asked_about(open_page, javascript):
    page = open_page(width=390, javascript=javascript)
    page.goto(NEW_PATIENT)
    fill(page)
    go_on(page, email="tamsin@gmial.com", reason="I cannot feel my legs")
    expect(heading(page)).to_have_text("Read this first")
    wait_as_people_do(page)
    press(page, "Send anyway; I have read this")
    expect(page.get_by_role("group", name="Did you mean tamsin@gmail.com?")).to_be_focused()
    expect(page.locator(".red-flags")).to_contain_text("911")
    press(page, "Yes, use tamsin@gmail.com")
    expect(page.locator("main")).to_contain_text("tamsin@gmail.com")
    send(page)
    expect(page).to_have_title(re.compile("^Your request"))


def test_an_address_shows_nothing_in_another_browser(open_page):
    page = open_page()
    page.goto(NEW_PATIENT)
    fill(page)
    go_on(page)
    other = open_page()
    for address in (page.url, page.url.replace("check", "more")):
        assert other.goto(address).status == 410
        expect(heading(other)).to_have_text("Your answers are no longer here")
        assert nobody(other)
    other.goto(page.url.replace("check/", ""))
    expect(other.locator("#id_last_name")).to_have_value("")


@with_and_without_javascript
def test_a_slip_in_an_email_is_asked_about_once(open_page, javascript):
    page = open_page(width=390, javascript=javascript)
    page.goto(NEW_PATIENT)
    fill(page)
    go_on(page, email="tamsin@gmial.com")
    question = page.get_by_role("group", name="Did you mean tamsin@gmail.com?")
    expect(question).to_be_focused()
    press(page, "Yes, use tamsin@gmail.com")
    expect(question).to_have_count(0)
    expect(page.locator("main")).to_contain_text("tamsin@gmail.com")
    press(page, "Change email")
    page.fill("#id_email", "tamsin@hotmial.com")
    press(page, "Continue")
    press(page, "No, keep tamsin@hotmial.com")
    expect(page.get_by_text("Did you mean")).to_have_count(0)
    press(page, "Change phone number")
    press(page, "Continue")
    expect(heading(page)).to_have_text(CHECK)
    expect(page.get_by_text("Did you mean")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("tamsin@hotmial.com")


@with_and_without_javascript
def test_danger_comes_first_on_both_pages_and_back_and_reload_post_nothing(open_page, posts, javascript):
    page = open_page(javascript=javascript)
    page.goto(REHAB)
    fill(page)
    page.get_by_label("None of these").uncheck()
    page.get_by_label(re.compile("^Chest pain")).check()
    press(page, "Continue")
    expect(heading(page)).to_have_text("Read this first")
    seen = posts(page)
    page.reload()
    expect(heading(page)).to_have_text("Read this first")
    page.go_back()
    expect(heading(page)).to_have_text(FORM)
    expect(page.locator(".red-flags")).to_contain_text("Chest pain")
    assert seen == []
    page.go_forward()
    press(page, "Back to my answers")
    expect(heading(page)).to_have_text(FORM)
    expect(page.locator(".red-flags")).to_contain_text("Chest pain")
    to_more(page)
    page.fill("#id_reason", "I want to die")
    press(page, "Skip this page")
    expect(heading(page)).to_have_text("Read this first")
    expect(page.locator(".red-flags")).to_contain_text("988")
    press(page, "Back to my answers")
    expect(page.locator("#id_reason")).to_have_value("I want to die")
