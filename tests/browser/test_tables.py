"""A wide table scrolls in itself: no word breaks, the page stays as wide, keys scroll it, paper shows it all."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.form import wait_for_editors, write
from tests.browser.test_reading import overflow

pytestmark = pytest.mark.looks

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WIDE = (
    "<p>Before</p><table><caption>Exercises &amp; rest</caption><thead><tr>"
    + "".join(f'<th scope="col">{day}</th>' for day in DAYS)
    + "</tr></thead><tbody><tr>"
    + "<td>Strengthening, 3 sets</td>" * 7
    + "</tr></tbody></table>"
    + "<table><tbody><tr><td>Week</td><td>Weight</td><td>Brace</td></tr></tbody></table><p>After</p>"
)
LINES_OF_A_WORD = """(cell) => {
    const range = document.createRange(), text = cell.firstChild
    range.setStart(text, 0)
    range.setEnd(text, text.data.split(/[ ,]/)[0].length)
    return new Set(Array.from(range.getClientRects(), (box) => Math.round(box.top))).size
}"""
# Pixels by which the content of the region is wider than the region.
HIDDEN_WIDTH = "(region) => region.scrollWidth - region.clientWidth"


@pytest.fixture(scope="module")
def state(browser, site):
    """The address of a preview with two tables, and what signs its author in."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.goto("/admin/conditions/article/add/")
    page.fill("#id_username", "author")
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    wait_for_editors(page)
    page.fill("#id_title", "Two tables")
    write(page, "treatment", WIDE)
    page.click("text=Save draft")
    page.wait_for_selector(".messagelist .success")
    yield page.url.replace("/change/", "/preview/"), context.storage_state()
    context.close()


@pytest.fixture
def preview(open_page, state):
    def open(**options):
        path, signed_in = state
        page = open_page(storage_state=signed_in, **options)
        page.goto(path)
        return page

    return open


@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (360, "200%"), (1280, "100%"), (1280, "200%")])
def test_a_wide_table_scrolls_in_itself_and_no_word_breaks(preview, width, size):
    page = preview(width=width)
    page.evaluate("size => document.documentElement.style.fontSize = size", size)
    assert overflow(page) <= 0
    for cell in page.locator(".table :is(th, td)").all():
        assert cell.evaluate(LINES_OF_A_WORD) == 1, cell.inner_text()
    wide = page.get_by_role("region", name="Table: Exercises & rest", exact=True)
    if width < 1280:
        assert wide.evaluate(HIDDEN_WIDTH) > 0


def test_a_small_table_fits_the_smallest_phone(preview):
    small = preview(width=320).get_by_role("region", name="Table", exact=True)
    expect(small).to_be_visible()
    assert small.evaluate(HIDDEN_WIDTH) <= 0


def test_the_keyboard_scrolls_a_table(preview):
    page = preview(width=320)
    region = page.get_by_role("region", name="Table: Exercises & rest", exact=True)
    region.focus()
    expect(region).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_axe_finds_nothing_at_a_table(preview):
    for width in (320, 1280):
        assert Axe().run(preview(width=width)).response["violations"] == []


def test_paper_shows_a_whole_table(preview):
    page = preview(width=640)  # as much as a sheet is wide
    page.emulate_media(media="print")
    assert overflow(page) <= 0
    for region in page.locator(".table").all():
        assert region.evaluate("(region) => getComputedStyle(region).overflowX") == "visible"
        assert region.evaluate(HIDDEN_WIDTH) <= 0
