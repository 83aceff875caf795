"""Second factors in a real browser: an app without JavaScript, a passkey by Chromium's virtual authenticator."""

import pytest
from playwright.sync_api import expect

from clinic_site.accounts import second_factor
from tests.accounts.people import now
from tests.browser.conftest import PASSWORD
from tests.browser.test_accessibility import assert_accessible

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """A virtual authenticator, plugged into the page's browser."""

    def __init__(self, page):
        self.wire = page.context.new_cdp_session(page)
        self.wire.send("WebAuthn.enable")
        self.id = self.wire.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]

    def keys(self):
        return self.wire.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]

    def put(self, key):
        self.wire.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})
        self.wire.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": key})

    def verifies(self, yes):
        self.wire.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": yes})


@pytest.fixture(autouse=True)
def no_second_factors(site):
    """Other modules sign in to the same site by password."""
    yield
    for table in ("passkey", "recoverycode", "account", "staffsession"):
        site.run_sql(f"DELETE FROM accounts_{table}")
    site.run_sql("DELETE FROM appointments_ratebucket")


def sign_in(page, name="reviewer"):
    page.goto("/admin/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")


def sign_out(page):
    page.locator("#logout-form button").click()


def add_passkey(page, name="My phone"):
    page.goto("/admin/account/passkey/")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add the passkey").click()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [390, 1280])
def test_an_app_is_set_up_and_asked_for(staff, width, javascript):
    page = staff("reviewer", width=width, javascript=javascript)
    page.goto("/admin/account/")
    page.get_by_role("link", name="Set up an authenticator app").click()
    expect(page.get_by_role("img", name="QR code of the key below")).to_be_visible()
    secret = page.locator(".key").inner_text()
    page.get_by_label("Six-digit code").fill(second_factor.code_at(secret, now()))
    page.get_by_role("button", name="Set up").click()
    codes = page.locator(".codes code")
    expect(codes).to_have_count(10)
    recovery = codes.first.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width if javascript else True
    page.get_by_role("link", name="I have them: go on").click()
    expect(page.get_by_text("10 recovery codes are left.")).to_be_visible()
    sign_out(page)
    sign_in(page)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("This code did not fit")).to_be_visible()
    expect(page.get_by_label("Code")).to_be_focused()
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#user-tools")).to_be_visible()


def test_a_passkey_is_added_and_opens_the_account(staff):
    page = staff("reviewer")
    device = Device(page)
    add_passkey(page)
    expect(page.locator(".codes code")).to_have_count(10)
    assert len(device.keys()) == 1
    page.goto("/admin/account/")
    expect(page.get_by_text("Passkey: My phone")).to_be_visible()
    add_passkey(page, "The same again")
    expect(page.get_by_role("alert")).to_contain_text("has a passkey for your account already")
    expect(page.get_by_label("Name")).to_have_value("The same again")
    sign_out(page)
    sign_in(page)
    page.get_by_role("button", name="Use passkey").click()
    expect(page.locator("#user-tools")).to_be_visible()
    page.goto("/admin/account/")
    expect(page.get_by_text("last used")).to_be_visible()


def test_a_person_who_is_not_verified_does_not_get_in(staff):
    page = staff("reviewer")
    device = Device(page)
    add_passkey(page)
    expect(page.locator(".codes code")).to_have_count(10)
    sign_out(page)
    sign_in(page)
    device.verifies(False)
    page.get_by_role("button", name="Use passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("No passkey was used")
    device.verifies(True)
    page.get_by_role("button", name="Use passkey").click()
    expect(page.locator("#user-tools")).to_be_visible()


def test_a_copied_passkey_is_refused_in_words(staff):
    page = staff("reviewer")
    device = Device(page)
    add_passkey(page)
    expect(page.locator(".codes code")).to_have_count(10)
    (copy,) = device.keys()
    for _ in range(2):  # the original is used
        sign_out(page)
        sign_in(page)
        page.get_by_role("button", name="Use passkey").click()
        expect(page.locator("#user-tools")).to_be_visible()
    device.put({**copy, "signCount": 1})
    sign_out(page)
    sign_in(page)
    page.get_by_role("button", name="Use passkey").click()
    expect(page.get_by_role("alert").first).to_contain_text("somebody may have copied it. Nothing was lost.")
    expect(page.get_by_label("Code")).to_be_visible()


def test_a_passkey_of_another_account_is_refused_in_words(staff):
    page = staff("reviewer")
    device = Device(page)
    add_passkey(page)
    expect(page.locator(".codes code")).to_have_count(10)
    (mine,) = device.keys()
    sign_out(page)
    sign_in(page, "author")
    add_passkey(page, "Nora's")
    expect(page.locator(".codes code")).to_have_count(10)
    sign_out(page)
    sign_in(page, "author")
    form = page.locator("form[data-passkey]")
    options = form.get_attribute("data-options")
    other = options.replace('"allowCredentials"', '"nobody"')  # so that the browser offers whatever it has
    assert other != options
    device.put({**mine, "isResidentCredential": True, "userHandle": "Y2xpbmljLTI="})
    form.evaluate("(form, options) => { form.dataset.options = options }", other)
    page.get_by_role("button", name="Use passkey").click()
    expect(page.get_by_role("alert").first).to_contain_text("This passkey is not one of your account.")


def test_at_another_address_of_the_same_machine_no_passkey_is_made(staff, site):
    """A page that stands at a number, or at another name, is another site for a browser."""
    page = staff("reviewer")
    Device(page)
    elsewhere = site.url.replace("localhost", "127.0.0.1")
    page.goto(f"{elsewhere}/admin/login/")
    page.fill("#id_username", "reviewer")
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    page.goto(f"{elsewhere}/admin/account/passkey/")
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("at the site's own address alone")


def test_without_javascript_a_passkey_says_so_and_a_code_goes_on(staff):
    page = staff("reviewer", javascript=False)
    page.goto("/admin/account/passkey/")
    expect(page.get_by_text("A passkey needs JavaScript")).to_be_visible()
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("alert").first).to_contain_text("which did not run in your browser")
    expect(page.get_by_label("Name")).to_have_value("My phone")


@pytest.mark.looks
@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_are_accessible_and_fit(staff, width):
    page = staff("manager", width=width, bypass_csp=True)
    Device(page)
    pages = ["account/", "account/app/", "account/passkey/", "account/recovery-codes/", "auth/user/1/access/"]
    pages += ["auth/user/add/", "accounts/signinrules/1/change/", "forgot-password/", "new-password/x/"]
    add_passkey(page)
    expect(page.locator(".codes code")).to_have_count(10)
    assert_fits(page, width)
    page.goto("/admin/accounts/signinrules/")
    for where in pages:
        page.goto(f"/admin/{where}")
        assert_fits(page, width)
    page.goto("/admin/account/")
    sign_out(page)
    sign_in(page, "manager")
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    assert_fits(page, width)


def assert_fits(page, width):
    page.screenshot(
        path=f"/tmp/accounts/shot-{width}-{page.url.split('/admin/')[1].replace('/', '_')}.png", full_page=True
    )
    assert_accessible(page)
    page.emulate_media(color_scheme="light")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
