"""Asking for a visit in a real browser: on a phone without JavaScript, by keyboard, back and forth."""

import re

import pytest
from playwright.sync_api import expect

from tests.appointments.requests import UNUSED
from tests.browser.asking import NEW_PATIENT, PATIENT, REHAB, fill, go_on, press, send, to_more, wait_as_people_do
from tests.browser.test_accessibility import assert_accessible
from tests.browser.test_reading import overflow

REFERENCE = re.compile(r"^[2-9B-Z]{4}-[2-9B-Z]{4}$")


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.className")


def label_in_view(page, target):
    """Whether the words above the input are to be seen as well."""
    return page.evaluate(
        """id => {
            const top = document.getElementById(id).closest('.question').getBoundingClientRect().top
            return top >= 0 && top < innerHeight
        }""",
        target,
    )


def test_a_patient_asks_from_an_article_on_a_phone_without_javascript(open_page):
    page = open_page(width=360, height=640, javascript=False)
    page.goto("/conditions/acl-tear/")
    page.get_by_role("link", name="Ask for a first visit").first.click()
    expect(page).to_have_url(re.compile(r"/appointments/new-patient/[0-9a-f-]{36}/\?from=\d+$"))
    expect(page.locator("#id_body_area")).to_have_value("knee")
    fill(page)
    page.select_option("#id_body_area", "knee")
    assert overflow(page) <= 0
    go_on(page, reason="It gave way on the stairs.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Step 3 of 3 Check your answers")
    expect(page).to_have_url(re.compile(rf"{NEW_PATIENT}[0-9a-f-]{{36}}/check/$"))
    assert overflow(page) <= 0

    page.get_by_role("button", name="Change phone number").click()
    expect(page).to_have_url(re.compile("#id_phone$"))
    assert focused(page) == "id_phone" and label_in_view(page, "id_phone")
    page.fill("#id_phone", "904-555-0177 x4")
    press(page, "Continue")
    expect(page.locator("main")).to_contain_text("(904) 555-0177, extension 4")
    expect(page.locator("main")).to_contain_text("It gave way on the stairs.")

    wait_as_people_do(page)
    send(page)
    expect(page).to_have_title(re.compile("^Your request"))
    expect(page.locator(".reference")).to_have_text(REFERENCE)
    reference = page.locator(".reference").inner_text()
    assert page.url.endswith(f"/appointments/received/{reference}/") and overflow(page) <= 0
    expect(page.locator("main")).to_contain_text("This is not yet an appointment.")
    assert not [word for word in PATIENT.split() if word in page.content()]
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"csrf", "answers"}


def test_what_is_wrong_has_the_focus_and_leads_to_its_input(open_page):
    page = open_page(width=360, height=640, javascript=False)
    page.goto(NEW_PATIENT)
    fill(page, birth_date_day="32", phone="555-0163")
    press(page, "Continue")
    expect(page).to_have_title(re.compile("^Error: "))
    assert focused(page) == "problem"
    expect(page.locator(".problem")).to_be_in_viewport()
    for sentence, target in [("from 1 to 31", "id_birth_date_day"), ("no area code", "id_phone")]:
        page.locator(".problem a", has_text=sentence).click()
        assert focused(page) == target and label_in_view(page, target)


def test_from_the_page_to_check_a_button_leads_back_to_the_answers(open_page):
    page = open_page(width=360, javascript=False)
    page.goto(NEW_PATIENT)
    fill(page)
    go_on(page, reason="It gave way on the stairs.")
    press(page, "Change the problem")
    expect(page.locator("#id_reason")).to_have_value("It gave way on the stairs.")
    press(page, "Continue")
    press(page, "Back to my answers")
    expect(page.locator("#id_phone")).to_have_value("(904) 555-0163")
    press(page, "Continue")
    expect(page).to_have_title(re.compile("^Check your answers"))
    page.get_by_role("button", name="Add answers: when and where").click()
    expect(page.locator("#id_days_0")).to_be_focused()
    assert label_in_view(page, "id_days_0")


def test_a_double_click_sends_once(open_page):
    page = open_page()
    posts = []
    page.on("response", lambda response: response.request.method == "POST" and posts.append(response))
    page.goto(NEW_PATIENT)
    fill(page)
    go_on(page)
    wait_as_people_do(page)
    page.get_by_role("button", name="Send request").dblclick()
    expect(page).to_have_title(re.compile("^Your request"))
    reference = page.locator(".reference").inner_text()
    led = {post.headers["location"] for post in posts if "/check/" in post.url}
    assert led == {f"/appointments/received/{reference}/"}


def lose_the_token(page):
    page.evaluate("document.querySelector('[name=token]').value = ''")


def test_what_was_not_sent_is_explained_and_the_next_time_goes_through(open_page):
    page = open_page(width=360)
    page.goto(NEW_PATIENT)
    fill(page)
    go_on(page)
    lose_the_token(page)
    send(page)
    expect(page.locator(".problem")).to_contain_text("got lost on its way")
    assert focused(page) == "problem"
    wait_as_people_do(page)
    send(page)
    expect(page).to_have_title(re.compile("^Your request"))


def test_the_caller_is_asked_for_where_there_is_one(open_page):
    page = open_page(javascript=False)
    page.goto(NEW_PATIENT)
    own_name = page.locator("#id_caller_name")
    expect(own_name).to_be_visible()
    page.check("#id_asking_for_0")
    expect(own_name).to_be_hidden()
    page.check("#id_asking_for_1")
    expect(own_name).to_be_visible()
    fill(page, birth_date_year="2020")
    press(page, "Continue")
    expect(own_name).to_be_visible()
    expect(page.locator(".problem")).to_contain_text("under 18")


def test_a_browser_offers_to_fill_in_the_patients_name_only_for_those_who_ask_for_themselves(open_page):
    page = open_page()
    page.goto(NEW_PATIENT)
    name, caller = page.locator("#id_first_name"), page.locator("#id_caller_name")
    for asking_for, own, callers in ((None, None, "name"), (0, "given-name", None), (1, None, "name")):
        if asking_for is not None:
            page.check(f"#id_asking_for_{asking_for}")
        assert (name.get_attribute("autocomplete"), caller.get_attribute("autocomplete")) == (own, callers)
        month = page.locator("#id_birth_date_month").get_attribute("autocomplete")
        assert month == (own and "bday-month")
        expect(page.locator("#id_phone")).to_have_attribute("autocomplete", "tel")


def test_the_keyboard_alone_gets_through_and_nothing_is_hidden_under_the_call_bar(open_page):
    page = open_page(width=360, height=640)
    page.goto(NEW_PATIENT)
    bar = page.locator(".call-bar")
    expect(bar).to_be_visible()
    seen = []
    while "next" not in seen and len(seen) < 120:
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.value || ''"))
        hidden = page.evaluate(
            """() => {
                const bar = document.querySelector('.call-bar')
                const box = document.activeElement.getBoundingClientRect()
                const line = box.top + Math.min(box.height / 2, 24)  // the first one, where typing begins
                const element = document.elementFromPoint(box.left + box.width / 2, line)
                return element !== null && bar.contains(element) && !bar.contains(document.activeElement)
            }"""
        )
        assert not hidden, seen[-1]
    assert "next" in seen and "id_phone" in seen and "id_consent" in seen
    assert "id_vx7" not in seen


def everywhere(page):
    """Each kind of page on the way, one after another."""
    page.goto("/appointments/")
    yield
    page.goto(NEW_PATIENT)
    yield
    press(page, "Continue")
    expect(page).to_have_title(re.compile("^Error: "))
    yield
    page.goto(REHAB)
    fill(page)
    to_more(page)
    yield
    page.fill("#id_reason", "W" * 400)
    page.fill("#id_email", "tamsin@gmial.com")
    press(page, "Continue")
    expect(page).to_have_title(re.compile("^Check your answers"))
    yield
    lose_the_token(page)
    send(page)
    expect(page.locator(".problem")).to_be_visible()
    yield
    press(page, "Change the problem")
    page.fill("#id_reason", "I cannot feel my legs")
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Read this first")
    yield
    page.goto(f"{REHAB}{UNUSED}/more/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are no longer here")
    yield


@pytest.mark.looks
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_on_the_way_is_accessible(open_page, width):
    page = open_page(width=width, height=16_000, bypass_csp=True)
    for _ in everywhere(page):
        assert_accessible(page)


@pytest.mark.parametrize("width, size", [(320, "100%"), (360, "200%"), (1280, "200%")])
def test_nothing_scrolls_sideways(open_page, width, size):
    page = open_page(width=width)
    for _ in everywhere(page):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        assert overflow(page) <= 0, page.title()


def test_the_page_with_the_reference_in_the_dark_and_on_paper(open_page):
    page = open_page(color_scheme="dark", bypass_csp=True)
    page.goto(NEW_PATIENT)
    fill(page)
    go_on(page)
    wait_as_people_do(page)
    send(page)
    expect(page).to_have_title(re.compile("^Your request"))
    assert_accessible(page)
    page.emulate_media(media="print")
    expect(page.locator(".reference")).to_be_visible()
    expect(page.locator("header nav")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('.reference')).color") == "rgb(0, 0, 0)"
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("address", [NEW_PATIENT, REHAB])
def test_the_form_is_light(open_page, address):
    """At most 15 KB compressed, with style and script and without the font."""
    page = open_page(width=360)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    kinds, sizes = {}, {}
    session.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["response"]["url"]}))
    session.on("Network.loadingFinished", lambda e: sizes.update({kinds.get(e["requestId"]): e["encodedDataLength"]}))
    page.goto(address, wait_until="networkidle")
    counted = {url: size for url, size in sizes.items() if url and not url.endswith(".woff2")}
    assert any(url.endswith(".js") for url in counted) and len([url for url in counted if url.endswith(".css")]) == 2
    assert sum(counted.values()) <= 15_000, counted
