"""The public pages for everybody: small screens, large text, keyboard alone, no JavaScript, dark, on paper."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import PUBLIC

pytestmark = pytest.mark.looks

ARTICLE = "/conditions/heterotopic-ossification/"


def overflow(page):
    """Pixels by which the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_scrolls_sideways(open_page, width):
    page = open_page(width=width)
    for path in PUBLIC:
        page.goto(path)
        assert overflow(page) <= 0, path


@pytest.mark.parametrize("width", [360, 1280])
def test_text_at_twice_the_size_still_fits(open_page, width):
    page = open_page(width=width)
    for path in PUBLIC:
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overflow(page) <= 0, path


def test_every_page_says_the_same_without_javascript(open_page):
    """Nothing public asks for JavaScript: no page carries a script."""
    plain, scripted = open_page(javascript=False), open_page()
    for path in PUBLIC:
        plain.goto(path)
        scripted.goto(path)
        assert plain.locator("main").inner_text() == scripted.locator("main").inner_text(), path
        assert scripted.locator("script:not([type='application/ld+json'])").count() == 0, path


def test_the_keyboard_alone_reaches_the_text_first(open_page):
    page = open_page()
    page.goto(ARTICLE)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_attribute("href", "#main")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_focus_is_never_hidden_by_the_call_bar(open_page):
    page = open_page(width=360, height=640)
    page.goto(ARTICLE)
    bar = page.locator(".call-bar")
    expect(bar).to_be_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
                const focused = document.activeElement, bar = document.querySelector('.call-bar')
                if (bar.contains(focused) || focused === document.body) return false
                const box = focused.getBoundingClientRect()
                const element = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
                return element !== null && bar.contains(element)
            }"""
        )
        assert not hidden, page.evaluate("document.activeElement.outerHTML")


def test_the_care_cards_stand_with_the_emergency_first_and_say_their_level_in_words(open_page):
    page = open_page(width=360)
    page.goto("/conditions/septic-arthritis/")
    headings = page.locator("#when-to-get-help h3").all_inner_texts()
    assert headings[0].startswith("Emergency")
    expect(page.locator("#when-to-get-help")).to_contain_text("911")


def test_an_article_on_paper_is_the_article(open_page):
    page = open_page()
    page.goto(ARTICLE)
    page.emulate_media(media="print")
    for shown in ["h1", "#symptoms", "#sources", ".article-photo"]:
        expect(page.locator(shown)).to_be_visible()
    expect(page.locator(".call-bar")).to_be_hidden()
    expect(page.locator("header nav")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.pdf().startswith(b"%PDF")


def test_dark_mode_is_dark(open_page):
    page = open_page(color_scheme="dark")
    page.goto("/")
    red, green, blue = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert max(red, green, blue) < 60


def test_a_first_visit_to_an_article_is_light(open_page):
    """At most 60 KB with the font and 20 KB without, the photo left out; compressed, as they travel."""
    page = open_page(width=360)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    kinds, bytes_by_url = {}, {}
    session.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["response"]["url"]}))
    session.on(
        "Network.loadingFinished", lambda e: bytes_by_url.update({kinds.get(e["requestId"]): e["encodedDataLength"]})
    )
    page.goto(ARTICLE, wait_until="networkidle")
    sizes = {url: size for url, size in bytes_by_url.items() if url and "/media/" not in url}
    font = sum(size for url, size in sizes.items() if url.endswith(".woff2"))
    assert font > 0
    assert any(url.endswith(".css") for url in sizes)
    assert sum(sizes.values()) - font <= 20_000, sizes
    assert sum(sizes.values()) <= 60_000, sizes
