"""axe finds nothing on any kind of page, public or admin, phone or desktop, light or dark (WCAG 2.2 AA)."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.form import wait_for_editors

PUBLIC = [
    "/",
    "/conditions/",
    "/conditions/heterotopic-ossification/",
    "/conditions/septic-arthritis/",
    "/symptoms/",
    "/symptoms/swelling/",
    "/risk-factors/",
    "/risk-factors/injury/",
    "/body-areas/knee/",
    "/people/",
    "/locations/",
    "/appointments/",
    "/nowhere/",
]
ADMIN = [
    "/admin/",
    "/admin/conditions/article/",
    "/admin/conditions/article/add/",
    "/admin/conditions/article/1/change/",
    "/admin/conditions/article/1/publish/",
    "/admin/conditions/article/1/withdraw/",
    "/admin/conditions/article/1/preview/",
    "/admin/conditions/article/1/review/",
    "/admin/conditions/article/1/history/",
    "/admin/conditions/edition/",
    "/admin/conditions/edition/1/change/",
    "/admin/conditions/symptom/",
    "/admin/conditions/symptom/add/",
    "/admin/photos/photo/",
    "/admin/photos/photo/add/",
    "/admin/directory/clinicprofile/1/change/",
    "/admin/directory/location/",
    "/admin/directory/person/",
    "/admin/directory/closure/",
    "/admin/auth/user/",
    "/admin/password_change/",
]
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def assert_accessible(page):
    violations = Axe().run(page, options=OPTIONS).response["violations"]
    found = [f"{rule['id']}: {node['html'][:120]}" for rule in violations for node in rule["nodes"]]
    assert found == [], page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_public_pages(open_page, width, scheme):
    # Tall enough that nothing lies under the call bar at the foot of a phone's window.
    page = open_page(width=width, height=16_000, color_scheme=scheme, bypass_csp=True)
    for path in PUBLIC:
        page.goto(path)
        assert_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_admin_pages(staff, scheme):
    page = staff("manager", color_scheme=scheme, bypass_csp=True)  # axe styles the page to measure it
    for path in ADMIN:
        page.goto(path)
        if "article/add" in path or "article/1/change" in path:
            wait_for_editors(page)
        assert_accessible(page)


def test_signing_in(open_page):
    page = open_page(bypass_csp=True)
    page.goto("/admin/login/")
    assert_accessible(page)
