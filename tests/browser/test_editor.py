"""The editor: what it does to a text nobody changed, and to what it has no button for."""

import pytest

from tests.browser.form import wait_for_editors, write

pytestmark = pytest.mark.looks


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


def test_numbers_of_lists_and_phone_links_go_through_the_editor_unchanged(staff):
    html = (
        '<ol reversed="" start="-3" type="A"><li value="7">a</li><li>b</li></ol>'
        '<p><a href="tel:+19045550123;ext=5" rel="noopener noreferrer">Call</a></p>'
    )
    page = staff("author")
    page.goto("/admin/conditions/article/add/")
    wait_for_editors(page)
    page.fill("#id_title", "Numbers")
    write(page, "causes", html)
    for _ in range(2):
        page.click("text=Save draft")
        page.wait_for_selector(".messagelist .success")
        wait_for_editors(page)
        assert page.locator(".messagelist .warning").count() == 0
        assert page.evaluate("() => document.getElementById('id_causes').defaultValue") == html
