"""What the table of requirements in SECURITY.md promises and no other test shows; and that the tests it names exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tests.accounts.people import INDEX, browser, first_step, is_signed_in
from tests.conftest import PASSWORD, signed_in

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
PASSWORD_CHANGE = reverse("admin:password_change")
NEW = "  Seventeen violet Otters; under a bridge of glass, at a quarter past noon \u00fc "  # 73 letters


def change(client, old, new):
    return client.post(PASSWORD_CHANGE, {"old_password": old, "new_password1": new, "new_password2": new})


def test_another_password_needs_the_present_one(author):
    client = signed_in(author)
    page = change(client, "not the present one", NEW)
    author.refresh_from_db()
    assert page.status_code == 200 and author.check_password(PASSWORD)
    assert change(client, PASSWORD, NEW).status_code == 302
    author.refresh_from_db()
    assert author.check_password(NEW)


@pytest.mark.parametrize("other", [NEW.strip(), NEW.lower(), NEW[:-2] + "u ", NEW[:64]])
def test_a_long_password_counts_to_its_last_letter(author, other):
    change(signed_in(author), PASSWORD, NEW)
    client = browser()
    first_step(client, "author", other)
    assert not is_signed_in(client)
    first_step(client, "author", NEW)
    assert is_signed_in(client)


def test_signing_in_makes_another_session(author):
    client = browser()
    client.get(INDEX)
    first_step(client, "author")
    first = client.cookies[settings.SESSION_COOKIE_NAME].value
    first_step(client, "author")
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != first


@pytest.mark.parametrize("name", ["index", "conditions_article_changelist", "account", "password_change"])
def test_every_page_of_who_is_signed_in_leads_out(author, name):
    page = signed_in(author).get(reverse(f"admin:{name}")).content.decode()
    assert f'<form id="logout-form" method="post" action="{reverse("admin:logout")}">' in page


def test_a_manager_ends_the_sessions_of_a_person(author, manager):
    client = browser()
    first_step(client, "author")
    assert is_signed_in(client)
    managing = browser()
    first_step(managing, "manager")
    assert managing.post(reverse("admin:auth_user_access", args=[author.pk]), {"act": "end"}).status_code == 302
    assert not is_signed_in(client) and is_signed_in(managing)


def test_the_table_names_tests_that_there_are():
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", (ROOT / "SECURITY.md").read_text())
    there = {
        (path.name, name)
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)\(", path.read_text(), re.MULTILINE)
    }
    assert len(named) > 30 and set(named) <= there, set(named) - there
