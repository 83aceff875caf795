"""The editor: what it does to a text nobody changed."""

import pytest

from tests.browser.form import wait_for_editors

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
