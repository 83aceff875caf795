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
    "/conditions/a-z/h/",
    "/find/",
    "/search/?q=sweling+knee",
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
    "/admin/conditions/article/1/compare/",
    "/admin/conditions/article/1/restore/1/",
    "/admin/conditions/article/1/correct/",
    "/admin/conditions/article/1/sign-off/",
    "/admin/conditions/article/1/planned/1/",
    "/admin/conditions/article/1/as-of/",
    "/admin/conditions/article/calendar/",
    "/admin/conditions/article/report/",
    "/admin/conditions/article/reviews/",
    "/admin/conditions/article/unanswered/",
    "/admin/conditions/article/unanswered/synonym/?words=gout",
    "/admin/conditions/publishingrules/1/change/",
    "/admin/conditions/symptom/report/",
    "/admin/conditions/symptom/1/merge/",
    "/admin/conditions/edition/as-of/",
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
    "/admin/directory/othercare/",
    "/admin/directory/othercare/add/",
    "/admin/auth/user/",
    "/admin/password_change/",
]
pytestmark = pytest.mark.looks
ALL_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLORS = ["color-contrast", "link-in-text-block"]  # the dark differs in nothing else
SCHEMES = {"light": ALL_RULES, "dark": OF_COLORS}
AXE = Axe().axe_script
RUN = """
options => axe.run(options).then(({violations}) =>
    violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 120)}`)))
"""


def assert_accessible(page):
    """By light and in the dark."""
    page.add_style_tag(content="* { transition: none !important; }")  # the admin fades from one scheme to the other
    page.evaluate(AXE)
    for scheme, rules in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate(RUN, {"runOnly": rules, "resultTypes": ["violations"]})
        assert found == [], (page.url, page.viewport_size["width"], scheme)


@pytest.mark.parametrize("width", [360, 1280])
def test_public_pages(open_page, width):
    # Tall enough that nothing lies under the call bar at the foot of a phone's window.
    page = open_page(width=width, height=20_000, bypass_csp=True)
    for path in PUBLIC:
        page.goto(path)
        assert_accessible(page)


def test_admin_pages(staff):
    page = staff("manager", bypass_csp=True)  # axe styles the page to measure it
    for path in ADMIN:
        page.goto(path)
        if "article/add" in path or "article/1/change" in path:
            wait_for_editors(page)
        assert_accessible(page)


def test_signing_in(open_page):
    page = open_page(bypass_csp=True)
    page.goto("/admin/login/")
    assert_accessible(page)
