"""Rows are put in order by mouse and by keyboard, saved or not, with and without editors in them."""

import pytest
from playwright.sync_api import expect

from tests.browser.form import add_row, choose, write, written

pytestmark = pytest.mark.looks


@pytest.fixture
def form(staff):
    page = staff("author")
    page.goto("/admin/conditions/article/?q=knee+osteoarthritis")
    page.click("#result_list th.field-title a")
    page.wait_for_selector("#symptom_rows-group .row-moves")
    return page


def names(page, prefix):
    rows = page.locator(f"#{prefix}-group tr.form-row:not(.empty-form) .field-term select option:checked")
    return [text.strip() for text in rows.all_text_contents()]


def headings(page):
    return page.locator("#section_rows-group .inline-related:not(.empty-form) input[name$=heading]").evaluate_all(
        "inputs => inputs.map(input => input.value)"
    )


@pytest.mark.parametrize("width", [1265, 1280])
def test_every_column_of_the_symptoms_fits_beside_the_sidebar(form, width):
    """1265: where a scroll bar takes its place."""
    form.set_viewport_size({"width": width, "height": 900})
    add_row(form, "symptom_rows")
    group = form.locator("#symptom_rows-group")
    assert group.evaluate("group => group.scrollWidth - group.clientWidth") == 0
    assert form.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_rows_move_by_keyboard_and_stay_where_they_were_put(form):
    before = names(form, "symptom_rows")
    form.locator("#symptom_rows-group tr.form-row:not(.empty-form) button", has_text="↓").first.focus()
    form.keyboard.press("Enter")
    form.keyboard.press("Enter")  # focus stays on the button of the moved row
    expected = [before[1], before[2], before[0], *before[3:]]
    assert names(form, "symptom_rows") == expected
    expect(form.locator("#row-voice")).to_have_text(f"{before[0]} is now 3 of {len(before)}.")
    form.click("text=Save draft")
    form.wait_for_selector(".messagelist .success")
    assert names(form, "symptom_rows") == expected


def test_rows_are_dragged_by_their_handle(form):
    before = names(form, "risk_factor_rows")
    handles = form.locator("#risk_factor_rows-group tr.form-row:not(.empty-form) .row-handle")
    handles.nth(0).scroll_into_view_if_needed()
    handles.nth(0).drag_to(handles.nth(2), target_position={"x": 10, "y": 24})
    expected = [before[1], before[2], before[0], *before[3:]]
    assert names(form, "risk_factor_rows") == expected
    form.click("text=Save draft")
    form.wait_for_selector(".messagelist .success")
    assert names(form, "risk_factor_rows") == expected


def test_a_row_just_added_can_be_moved_before_saved_ones(form):
    row = add_row(form, "test_rows")
    choose(form, f"{row}-term", "Bone scan")
    before = names(form, "test_rows")
    assert before[-1] == "Bone scan"
    up = form.locator(f"#{row} button", has_text="↑")
    for _ in before[1:]:
        up.click()
    form.click("text=Save draft")
    form.wait_for_selector(".messagelist .success")
    assert names(form, "test_rows") == ["Bone scan", *before[:-1]]


def test_an_editor_keeps_its_text_when_its_row_moves(form):
    row = add_row(form, "section_rows")
    form.fill(f"#id_{row}-heading", "Moved to the top")
    write(form, f"{row}-text", "<p>Words that must not be lost.</p>")
    for _ in headings(form)[1:]:
        form.locator(f"#{row} button", has_text="↑").click()
    assert headings(form)[0] == "Moved to the top"
    assert "must not be lost" in written(form, f"{row}-text")
    form.click("text=Save draft")
    form.wait_for_selector(".messagelist .success")
    assert headings(form)[0] == "Moved to the top"
    assert "must not be lost" in written(form, "section_rows-0-text")


def test_a_row_with_an_editor_is_dragged_over_other_editors(form):
    before = headings(form)
    handles = form.locator("#section_rows-group .inline-related:not(.empty-form) .row-handle")
    second = form.locator("#section_rows-group .inline-related:not(.empty-form)").nth(1)
    handles.nth(1).scroll_into_view_if_needed()
    start, target = handles.nth(0).bounding_box(), second.bounding_box()
    form.mouse.move(start["x"] + 10, start["y"] + 10)
    form.mouse.down()
    for part in (0.3, 0.5, 0.6, 0.7):  # straight over the editor
        form.mouse.move(target["x"] + target["width"] / 2, target["y"] + target["height"] * part, steps=4)
    form.mouse.up()
    assert headings(form) == [before[1], before[0], *before[2:]]
