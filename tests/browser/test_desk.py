"""The front desk's day in a real browser: a request comes in, is claimed, called, scheduled and closed."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import assert_accessible

pytestmark = pytest.mark.database

QUEUE = "/admin/appointments/bookingrequest/"
NAME, PHONE, REASON = "Ottoline Fairweather", "904-555-0119", "My shoulder hurts at night."
VISIT = date.today() + timedelta(days=30)


def ask(page, **more):
    """A patient sends the form for a new-patient visit; returns the reference."""
    page.goto("/appointments/new-patient/")
    typed = {"first_name": NAME.split()[0], "last_name": NAME.split()[1], "phone": PHONE}
    typed |= {"birth_date_month": "3", "birth_date_day": "14", "birth_date_year": "1971"}
    for name, value in typed.items():
        page.fill(f"[name={name}]", more.pop(name, value))
    for name, value in {"asking_for": "me", "voicemail": "yes"}.items():
        page.check(f"[name={name}][value={value}]")
    page.check("[name=danger_signs][value=none]")
    page.check("[name=consent]")
    page.select_option("[name=body_area]", "shoulder")
    page.click("[value=next]")
    for name, value in ({"reason": REASON} | more).items():
        page.fill(f"[name={name}]", value)
    page.click(".ask[value=check]")
    for _ in range(9):  # it may take us for a program, so fast are we, and asks to press again
        page.click("[value=send]")
        if "/received/" in page.url:
            break
        page.wait_for_timeout(1000)
    expect(page).to_have_url(re.compile("/received/"))
    return page.url.rstrip("/").rpartition("/")[2]


@pytest.fixture(scope="module")
def references(browser, site):
    """Requests as they come in, of one person."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    yield [ask(page, email="ottoline@example.org"), ask(page), ask(page)]
    context.close()


def row(page, reference):
    return page.locator(".row", has=page.get_by_role("link", name=reference))


def act(page, name):
    """The form of an act, opened."""
    form = page.locator(f".act-{name}")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    return form


def test_a_request_from_the_queue_to_its_end(staff, references):
    page = staff("frontdesk")
    reference = references[0]
    page.click("text=Booking requests")
    expect(page).to_have_title(re.compile(r"^\(\d+\) Booking requests"))
    assert NAME.split()[1] not in page.content() and PHONE not in page.content()
    expect(row(page, reference)).to_contain_text("Call promised by")
    expect(row(page, reference)).to_contain_text("Perhaps the same person")
    row(page, reference).get_by_role("button", name=f"Claim {reference}").click()

    expect(page.locator(".messagelist")).to_have_text(f"{reference} is yours.")
    expect(page.locator(".who-name")).to_have_text(NAME)
    expect(page.get_by_role("link", name=PHONE)).to_have_attribute("href", "tel:+19045550119")
    expect(page.locator(".request-facts")).to_contain_text(REASON)

    form = act(page, "call")
    form.get_by_label("Voicemail").check()
    form.get_by_label("Note (optional)").fill("Left word that the clinic called.")
    form.get_by_role("button").click()
    expect(page.locator(".timeline li").first).to_contain_text("Call: voicemail by Lucia Romero")
    expect(page.locator(".now-waits")).to_contain_text("Call back: ")

    form = act(page, "call")
    form.get_by_label("Reached").check()
    form.get_by_role("button").click()
    form = act(page, "schedule")
    form.get_by_label("Day").fill(VISIT.isoformat())
    form.get_by_label("Time").fill("10:30")
    form.get_by_label("With (optional)").select_option(index=1)
    form.get_by_role("button").click()
    expect(page.locator(".state")).to_have_text("Scheduled")
    expect(page.locator(".request-now")).to_contain_text("10:30 a.m.")
    expect(page.locator(".timeline")).to_contain_text(re.compile("Letter (waits to be sent|sent)"))

    form = act(page, "close")
    form.get_by_label("Does not want a visit anymore").check()
    form.get_by_role("button").click()
    expect(page.locator(".messagelist li").first).to_have_text(f"{reference} is closed.")  # a letter may be out
    expect(row(page, reference)).to_have_count(0)
    page.click(".tabs >> text=Closed")
    expect(row(page, reference)).to_contain_text("Does not want a visit anymore")


def test_by_keyboard_alone(staff, references):
    """The phone is in the other hand: look up, log a call, add a note, with focus to be seen all the way."""
    page = staff("frontdesk")
    reference = references[1]
    page.goto(QUEUE)

    def tab_to(target):
        for _ in range(60):
            if target.evaluate("element => element === document.activeElement"):
                outline = target.evaluate("element => getComputedStyle(element).outlineStyle")
                assert outline != "none", target
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {target}.")

    tab_to(page.locator("#typed"))
    page.keyboard.type(reference.lower())
    page.keyboard.press("Enter")
    expect(page.locator(".who-name")).to_have_text(NAME)
    tab_to(page.locator(".act-call summary"))
    tab_to(page.locator("[name=outcome]").first)
    page.keyboard.press("Space")
    tab_to(page.locator("#call_note"))
    page.keyboard.type("Mornings are best.")
    tab_to(page.get_by_role("button", name="Save the call"))
    page.keyboard.press("Enter")
    expect(page.locator(".timeline")).to_contain_text("Mornings are best.")
    expect(page.locator(".now-owner")).to_contain_text("Yours")
    tab_to(page.locator(".act-note summary"))
    page.keyboard.press("Enter")
    tab_to(page.get_by_role("button", name="Save the note"))
    page.keyboard.press("Enter")
    expect(page.locator(".errornote")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("Said she will call back.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".timeline")).to_contain_text("Said she will call back.")


def test_of_two_colleagues_the_second_is_told_and_keeps_the_note(staff, references):
    lucia, jonah = staff("frontdesk", javascript=False), staff("manager")
    for page in (lucia, jonah):
        page.goto(QUEUE)
        row(page, references[2]).get_by_role("link", name=references[2]).click()
    act(jonah, "note").get_by_label("Note").fill("Wants a morning.")
    act(jonah, "note").get_by_role("button").click()
    expect(jonah.locator(".timeline")).to_contain_text("Wants a morning.")

    form = act(lucia, "call")
    form.get_by_label("Reached").check()
    form.get_by_label("Note (optional)").fill("Her knee, not her shoulder.")
    form.get_by_role("button").click()
    expect(lucia.locator(".errornote")).to_contain_text("Jonah Pruitt changed this request at")
    expect(lucia.locator(".errornote")).to_be_focused()
    expect(lucia.locator(".timeline")).to_contain_text("Wants a morning.")
    form = act(lucia, "call")
    expect(form.get_by_label("Note (optional)")).to_have_value("Her knee, not her shoulder.")
    expect(form.get_by_label("Reached")).to_be_checked()
    form.get_by_role("button").click()
    expect(lucia.locator(".timeline")).to_contain_text("Her knee, not her shoulder.")


@pytest.mark.looks
@pytest.mark.parametrize("width", [320, 1280])
def test_the_desks_pages_are_accessible_and_fit(staff, references, width):
    page = staff("manager", width=width, bypass_csp=True)  # axe styles the page to measure it

    def check():
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        assert_accessible(page)

    for tab in ("waiting", "mine", "closed"):
        page.goto(f"{QUEUE}?tab={tab}")
        check()
    page.fill("#typed", NAME.split()[1])
    page.press("#typed", "Enter")
    expect(page.locator("#found")).to_have_text("3 requests")
    check()
    row(page, references[2]).get_by_role("link", name=references[2]).click()
    expect(page.locator(".who-name")).to_have_text(NAME)
    page.evaluate("document.querySelectorAll('.act').forEach(act => act.open = true)")
    check()
    page.locator(".act-close button").click()
    expect(page.locator(".errornote")).to_be_focused()
    check()
    page.click("text=Print sheet")
    expect(page.locator(".sheet-who")).to_contain_text(NAME)
    check()
    page.goto("/admin/appointments/onlinerequests/")
    check()
