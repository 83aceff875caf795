"""Signing in: how long a session lasts, how its cookies are marked, which passwords are good enough."""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic_site.sign_in import SIGNED_IN_AT
from tests.admin.forms import opened, press
from tests.conftest import PASSWORD

INDEX, LOGIN, PASSWORD_CHANGE = (reverse(f"admin:{name}") for name in ("index", "login", "password_change"))
HOUR = 60 * 60


def sign_in(client, name="author", **more):
    return client.post(LOGIN, {"username": name, "password": PASSWORD, "next": INDEX}, **more)


@pytest.fixture
def browser(author):
    client = Client()
    assert sign_in(client).url == INDEX
    return client


def is_signed_in(client):
    return client.get(INDEX).status_code == 200


def signed_in_ago(client, seconds):
    session = client.session
    session[SIGNED_IN_AT] = int(time.time()) - seconds
    session.save()


def test_a_wrong_password_signs_nobody_in(author):
    client = Client()
    response = client.post(LOGIN, {"username": "author", "password": "wrong wrong wrong", "next": INDEX})
    assert response.status_code == 200 and not is_signed_in(client)


@pytest.mark.parametrize(
    "where",
    [
        *[
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "javascript:alert(1)",
            "",
            " ",
            "admin",
            "%00",
        ],
        *["/accounts/profile/", "/no/such/page/", "/admin/nope/", "/admin/conditions/nope/", LOGIN, "/admin/logout/"],
    ],
)
def test_an_address_to_go_on_to_that_is_unsafe_or_not_there_leads_to_the_admin(author, where):
    data = {"username": "author", "password": PASSWORD}
    assert Client().post(LOGIN, {**data, "next": where}).url == INDEX
    if where != "%00":
        assert Client().post(LOGIN, data, query_params={"next": where}).url == INDEX
    assert Client().post(LOGIN, data).url == INDEX


@pytest.mark.parametrize(
    "where", ["/admin/conditions/article/?q=knee", "/admin/password_change/", "/conditions/", "/admin"]
)
def test_an_address_that_is_there_is_where_signing_in_leads(author, where):
    assert Client().post(LOGIN, {"username": "author", "password": PASSWORD, "next": where}).url == where


def test_a_session_ends_twelve_hours_after_signing_in_however_busy(browser):
    signed_in_ago(browser, 12 * HOUR - 60)
    assert is_signed_in(browser)
    signed_in_ago(browser, 12 * HOUR + 60)
    response = browser.get(INDEX)
    assert (response.status_code, response.url) == (302, f"{LOGIN}?next={INDEX}")
    assert not Session.objects.exists()


def test_being_busy_does_not_move_the_moment_of_signing_in(browser):
    signed_in_ago(browser, 11 * HOUR)
    before = browser.session[SIGNED_IN_AT]
    assert is_signed_in(browser) and is_signed_in(browser)
    assert browser.session[SIGNED_IN_AT] == before


def test_signing_in_again_starts_another_twelve_hours(browser):
    signed_in_ago(browser, 12 * HOUR + 60)
    assert not is_signed_in(browser)
    sign_in(browser)
    assert is_signed_in(browser)


def test_a_session_that_does_not_say_when_it_began_is_ended(browser):
    session = browser.session
    del session[SIGNED_IN_AT]
    session.save()
    assert not is_signed_in(browser)


def test_nothing_is_saved_in_a_session_that_ran_out(browser, draft):
    signed_in_ago(browser, 12 * HOUR + 60)
    where = reverse("admin:conditions_article_change", args=[draft.pk])
    assert browser.post(where, {"title": "Late"}).url == f"{LOGIN}?next={where}"


def test_a_session_ends_after_thirty_idle_minutes_and_each_page_starts_them_anew(browser):
    def left():
        return Session.objects.get().expire_date - timezone.now()

    assert timedelta(minutes=29) < left() <= timedelta(minutes=30)
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    assert is_signed_in(browser)
    assert left() > timedelta(minutes=29)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_signed_in(browser)


def test_patients_get_no_session_and_no_cookie(clinic, live):
    for page in ("/", "/conditions/runners-knee/"):
        assert not Client().get(page).cookies
    assert not Session.objects.exists()


def test_signing_out_ends_the_session_on_the_server(browser):
    key = browser.session.session_key
    browser.post(reverse("admin:logout"))
    assert not Session.objects.filter(session_key=key).exists() and not is_signed_in(browser)


def test_cookies_over_http_are_kept_from_scripts_and_end_with_the_browser(author):
    client = Client()
    client.get(LOGIN)
    sign_in(client)
    session, csrf = client.cookies["session"], client.cookies["csrf"]
    assert session["httponly"] and csrf["httponly"]
    assert (session["samesite"], csrf["samesite"]) == ("Lax", "Strict")
    assert not session["max-age"] and not session["expires"]
    assert not session["secure"] and not csrf["secure"]
    assert session["path"] == "/" and not session["domain"] and not csrf["domain"]


COOKIE_SETTINGS = ["SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE"]


@pytest.fixture
def https(settings, tmp_path):
    """The cookie settings that a site at an https address has."""
    script = (
        f"from clinic_site import settings as s; print(json.dumps({{n: getattr(s, n) for n in {COOKIE_SETTINGS}}}))"
    )
    told = subprocess.run(
        [sys.executable, "-c", f"import json; {script}"],
        env=os.environ | {"SITE_URL": "https://clinic.example", "DATA_DIR": str(tmp_path / "data")},
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=True,
    )
    for name, value in json.loads(told.stdout).items():
        setattr(settings, name, value)


@pytest.mark.process
def test_cookies_over_https_are_bound_to_the_host_and_never_sent_in_the_clear(https, author):
    client = Client()
    client.get(LOGIN, secure=True)
    sign_in(client, secure=True)
    assert set(client.cookies) == {"__Host-session", "__Host-csrf", "__Secure-known_browser"}
    known = client.cookies.pop("__Secure-known_browser")
    assert known["secure"] and known["httponly"] and known["path"] == "/admin/" and not known["domain"]
    for cookie in client.cookies.values():
        assert cookie["secure"] and cookie["httponly"] and cookie["path"] == "/" and not cookie["domain"]
    assert client.get(INDEX, secure=True).status_code == 200


@pytest.mark.process
def test_the_twelve_hours_hold_over_https_too(https, author):
    client = Client()
    sign_in(client, secure=True)
    signed_in_ago(client, 12 * HOUR + 60)
    assert client.get(INDEX, secure=True).status_code == 302


def new_password(client, phrase):
    values = opened(client, PASSWORD_CHANGE)
    values |= {"old_password": PASSWORD, "new_password1": phrase, "new_password2": phrase}
    return press(client, PASSWORD_CHANGE, values)


@pytest.mark.parametrize(
    "phrase, reason",
    [
        ("otter kite moon", None),  # 15 characters, no digit, no capital, no sign
        ("otter kite moo", "at least 15 characters"),
        ("friend of emily", "too common"),
        ("author@clinic.example", "too similar"),
    ],
)
def test_a_password_is_long_and_no_common_one_and_needs_nothing_else(browser, author, phrase, reason):
    author.email = "author@clinic.example"
    author.save()
    response = new_password(browser, phrase)
    author.refresh_from_db()
    if reason:
        assert response.status_code == 200 and reason in response.content.decode()
        assert author.check_password(PASSWORD)
    else:
        assert response.status_code == 302 and author.check_password(phrase)
        assert is_signed_in(browser)
