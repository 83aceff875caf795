"""Finding by symptom in a real browser: by mouse, by keyboard, on a small screen, for axe."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import assert_accessible
from tests.browser.test_reading import overflow

PAGES = [
    "/find/",
    "/find/knee/",
    "/find/anywhere/",
    "/find/knee/?symptom=swelling&symptom=fever&symptom=grinding&symptom=unheard-of",
    "/find/elbow/?symptom=fever",
]
TARGET = 24  # CSS pixels, by WCAG 2.2 AA


def test_from_the_figure_to_what_may_be_behind_it(open_page):
    page = open_page(javascript=False)
    page.goto("/find/")
    page.locator(".figure-part[href='/find/knee/'] .figure-ring").click(position={"x": 3, "y": 14})
    expect(page).to_have_url(re.compile(r"/find/knee/$"))
    page.get_by_label("Swelling").check()
    page.get_by_label("Fever").check()
    page.get_by_role("button", name="Show what may be behind it").click()
    expect(page).to_have_url(re.compile(r"/find/knee/\?symptom=swelling&symptom=fever#found$"))
    cards = page.locator("#found h3").all_inner_texts()
    assert cards[0].startswith("Emergency") and "Knee osteoarthritis" in cards
    expect(page.locator("#found div.care-emergency")).to_contain_text("911")
    expect(page.locator("#found")).to_be_in_viewport()


def test_the_keyboard_passes_by_the_figure_to_the_same_places_in_the_list(open_page):
    page = open_page()
    page.goto("/find/")
    drawn = page.locator(".figure-part").evaluate_all("parts => parts.map(part => part.getAttribute('href'))")
    links = page.locator(".places a")
    listed = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(drawn) == 7 and {*drawn} <= {*listed}
    page.locator(".crumbs a").focus()
    for i in range(links.count()):
        page.keyboard.press("Tab")
        expect(links.nth(i)).to_be_focused()


@pytest.mark.looks
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_each_part_of_the_figure_is_a_target_for_a_finger(open_page, width):
    page = open_page(width=width)
    page.goto("/find/")
    small = page.locator(".figure-ring").evaluate_all(
        """(rings, least) => rings.flatMap(ring => {
            const scale = ring.getScreenCTM().a
            return ring.getAttribute('d').match(/a[\\d.]+ [\\d.]+ 0 1 0 [\\d.]+ /g).map(arc => {
                const [rx, ry] = arc.slice(1).split(' ').map(Number)
                return Math.min(rx, ry) * 2 * scale
            })
        }).filter(size => size < least)""",
        TARGET,
    )
    assert page.locator(".figure-ring").count() == 7 and small == []


@pytest.mark.looks
@pytest.mark.parametrize("width, size", [(320, "100%"), (360, "200%"), (1280, "200%")])
def test_nothing_scrolls_sideways(open_page, width, size):
    page = open_page(width=width)
    for path in PAGES:
        page.goto(path)
        page.evaluate("size => document.documentElement.style.fontSize = size", size)
        assert overflow(page) <= 0, path


@pytest.mark.looks
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(open_page, width):
    page = open_page(width=width, height=16_000, bypass_csp=True)
    for path in PAGES:
        page.goto(path)
        assert_accessible(page)
