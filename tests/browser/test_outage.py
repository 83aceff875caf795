"""A patient asks for a visit on a phone while the primary database is lost, and finds the request afterwards."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.browser.asking import NEW_PATIENT, fill, go_on, send, wait_as_people_do
from tests.browser.test_accessibility import assert_accessible
from tests.page_cache import servers
from tests.site.processes import Site

pytestmark = pytest.mark.looks


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The demo clinic on a PostgreSQL server of its own."""
    with servers.alone() as server, Site(tmp_path_factory.mktemp("outage"), DATABASE_URL=server.url) as site:
        run_sql = lambda statement: server.tell(statement, server.url)  # noqa: E731
        yield SimpleNamespace(url=site.url, server=server, run_sql=run_sql, folder=site.folder)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_request_is_kept_and_filed_when_the_line_is_back(open_page, site, javascript):
    page = open_page(width=390, height=844, javascript=javascript, bypass_csp=javascript)  # axe runs scripts
    look = assert_accessible if javascript else lambda page: None
    page.goto("/appointments/")
    site.server.kill()
    page.goto("/appointments/")
    expect(page.get_by_text("The line to our database is down.")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Ask for a first visit online").click()
    expect(page.get_by_text("The line to our database is down.")).to_be_visible()
    assert NEW_PATIENT in page.url
    look(page)
    fill(page)
    wait_as_people_do(page)
    go_on(page, reason="The left knee gives way.")
    expect(page.get_by_text("The left knee gives way.")).to_be_visible()
    look(page)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept. Nobody has read it yet.")
    look(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.screenshot(path=site.folder / "kept.png", full_page=True)
    reference = page.locator(".reference").inner_text()
    page.reload()
    expect(page.locator(".reference")).to_have_text(reference)
    site.server.start()
    for _ in range(60):
        page.reload()
        if "We have your request." in page.content():
            break
        page.wait_for_timeout(500)
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request.")
    expect(page.locator(".reference")).to_have_text(reference)
