"""The editor: what it does to a text nobody changed, and what it says of a paste it cannot keep whole."""

import pytest
from playwright.sync_api import expect

from tests.browser.form import wait_for_editors, written

pytestmark = pytest.mark.looks

PASTE = """([id, html]) => {
    const editor = CKEDITOR.instances[id]
    editor.focus()
    editor.setData("", () => editor.fire("paste", { type: "html", dataValue: html, method: "paste",
        dataTransfer: new CKEDITOR.plugins.clipboard.dataTransfer() }))
}"""


def test_saving_what_nobody_changed_changes_nothing(staff):
    page = staff("author")
    for title in ["Ankle sprain", "Carpal tunnel syndrome", "Herniated disc", "Plantar fasciitis"]:
        page.goto("/admin/conditions/article/")
        before = page.locator("#result_list tr", has_text=title).locator(".state").inner_text()
        page.locator("#result_list th.field-title a", has_text=title).click()
        wait_for_editors(page)
        page.click("text=Save draft")
        page.wait_for_selector(".messagelist .success")
        assert page.locator(".bar .state").inner_text() == before == "Live", title


def test_a_paste_that_loses_something_says_so_and_keeps_headings(staff):
    page = staff("author")
    page.goto("/admin/conditions/article/add/")
    wait_for_editors(page)
    html = '<h1>Big</h1><p>Words <u>under</u></p><h5>Small</h5><img src="data:image/png;base64,AAAA" alt="">'
    page.evaluate(PASTE, ["id_causes", html])
    notice = page.locator(".cke_notification_message")
    expect(notice).to_contain_text("Left out of what you pasted: pictures (use the photo field), underlined")
    text = written(page, "causes")
    assert "<h3>Big</h3>" in text
    assert "<h4>Small</h4>" in text
    assert "Words under" in text
