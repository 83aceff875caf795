"""What screen readers make of pages, as far as a browser tells: names, order, lists, where reading begins."""

import re

import pytest
from playwright.sync_api import expect

PAGES = [
    "/",
    "/conditions/septic-arthritis/",
    "/find/",
    "/find/knee/?symptom=swelling",
    "/search/?q=sweling+knee",
    "/search/?q=parking",
    "/locations/",
    "/appointments/rehab/",
]
# A piece of a link or label that is laid out as a block is read on its own, after the name that it is a part of.
PIECES = """
() => [...document.querySelectorAll("a, label, button, summary")].filter(named => {
    const pieces = [...named.childNodes].filter(piece => piece.textContent.trim())
    return pieces.length > 1 && pieces.some(piece => piece.nodeType == 1 && getComputedStyle(piece).display != "inline")
}).map(named => named.outerHTML.slice(0, 200))
"""
# WebKit takes a list without markers for none, unless they are there and empty, or its role says so.
LISTS = """
() => [...document.querySelectorAll("main :is(ul, ol), footer :is(ul, ol)")]
    .filter(list => !list.closest("nav") && list.getAttribute("role") != "list")
    .filter(list => [...list.children].some(item => {
        const style = getComputedStyle(item)
        return style.display != "list-item" || style.listStyleType == "none"
    }))
    .map(list => list.outerHTML.slice(0, 200))
"""


@pytest.fixture
def page(open_page):
    return open_page(javascript=False)


@pytest.mark.parametrize("script", [PIECES, LISTS], ids=["names are one piece", "lists are lists"])
def test_on_every_page(open_page, script):
    page = open_page()
    found = {}
    for path in PAGES:
        page.goto(path)
        assert page.locator("main :is(ul, ol)").count() > 0 or "appointments" in path
        found |= {path: some} if (some := page.evaluate(script)) else {}
    assert found == {}


def test_places_and_phone_lines_have_one_name_each(page):
    page.goto("/find/")
    main = page.locator("main").aria_snapshot()
    assert main.count('link "Knee 4 conditions"') == 1 and main.count("Knee") == 1
    assert "- img" not in main and "- figure" not in main
    page.goto("/")
    assert main.count("Shoulder") == page.locator("main").aria_snapshot().count("Shoulder") == 1
    assert 'link "New patients (904) 555-0142"' in page.locator(".site-header").aria_snapshot()


def test_search_reads_in_whole_sentences_and_says_what_it_searched_for(page):
    page.goto("/search/?q=sweling+knee")
    assert re.match(r"swelling knee: \d+ pages found \|", page.title())
    hits = page.locator(".hits")
    expect(hits.locator("b").first).to_be_visible()
    assert not re.search("- (mark|strong|emphasis)", page.locator("main").aria_snapshot())


def test_a_danger_that_was_searched_for_has_the_focus(page):
    page.goto("/search/?q=chest+pain")
    assert page.title().startswith("Call 911 now: chest pain")
    expect(page.get_by_role("group", name="Call 911 now")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Call 911")).to_be_focused()


def test_what_was_found_has_the_focus_and_its_name_tells_the_danger(page):
    page.goto("/find/knee/")
    page.get_by_label("Numbness or tingling").check()
    page.get_by_role("button", name="Show what may be behind it").click()
    found = page.locator("#found")
    expect(found).to_be_focused()
    expect(found).to_have_accessible_name(re.compile("^What may be behind it Emergency: .*911"))
    page.keyboard.press("Tab")
    expect(page.locator(".care-emergency a").first).to_be_focused()
    page.goto("/find/knee/?symptom=swelling&symptom=stiffness#found")
    question = "Is there one more of these: a fever, or a joint that is hot, red or swollen?"
    expect(found).to_have_accessible_name(f"What may be behind it {question}")
    page.goto("/find/knee/?symptom=swelling&symptom=fever#found")
    expect(found).to_have_accessible_name("What may be behind it Go to an emergency room now")


def test_a_field_comes_right_after_its_name_and_its_hint_stands_between_for_eyes(page):
    page.goto("/appointments/rehab/")
    page.get_by_role("button", name="Continue").click()
    order = page.locator(".question:has(> label)").evaluate_all(
        "all => all.map(one => [...one.children].map(each => each.tagName == 'P' ? each.className : each.tagName))"
    )
    assert ["LABEL", "INPUT", "hint", "error"] in order
    assert {tags[0] for tags in order} == {"LABEL"} and not {tags[1] for tags in order} & {"hint", "error"}
    for question in page.locator(".question:has(> label):has(.hint)").all():
        if question.is_visible():
            name, hint, field = (question.locator(one).bounding_box()["y"] for one in ("label", ".hint", "[name]"))
            assert name < hint < field


def test_each_field_of_a_date_and_of_a_choice_tells_its_error_and_a_date_its_example(page):
    page.goto("/appointments/rehab/")
    page.get_by_role("button", name="Continue").click()
    for part in ("Month", "Day", "Year"):
        expect(page.get_by_label(part, exact=True).first).to_have_accessible_description(
            re.compile("^For example: 3 14 1971 Enter the date of birth")
        )
    expect(page.get_by_label("My child")).to_have_accessible_description("Choose who the visit is for.")
    summary = page.get_by_role("group", name="There is a problem")
    expect(summary).to_be_focused()
    assert summary.get_attribute("role") == "group"
