"""Second factors that are removed: by their owner, by a manager, by who runs the server; told and written down."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.urls import reverse

from clinic_site.accounts import second_factor
from clinic_site.accounts.models import RecoveryCode
from tests.accounts.people import ACCOUNT, INDEX, app_of, browser, first_step, is_signed_in, letters
from tests.conftest import PASSWORD, signed_in

pytestmark = pytest.mark.database


def test_a_manager_removes_what_was_lost_and_it_is_told_and_written_down(author, manager):
    author.email = "author@clinic.example"
    author.save()
    app_of(author)
    second_factor.new_recovery_codes(author)
    theirs = signed_in(author)
    where = reverse("admin:auth_user_access", args=[author.pk])
    assert signed_in(manager).post(where, {"act": "remove"}).url == where
    assert not second_factor.has_any(author) and not RecoveryCode.objects.filter(user=author).exists()
    assert not is_signed_in(theirs)
    entry = LogEntry.objects.filter(object_id=str(author.pk)).order_by("pk").last()
    assert (entry.user, entry.change_message) == (manager, "Your second factor was removed by a manager.")
    assert letters("notice")[-1][0] == "author@clinic.example"
    assert first_step(browser(), "author").url == INDEX


def test_nobody_else_removes_it_and_no_manager_a_superusers(author, frontdesk, manager, django_user_model):
    root = django_user_model.objects.create_superuser("root", password=PASSWORD)
    for who, whose in ((frontdesk, author), (manager, root)):
        app_of(whose)
        where = reverse("admin:auth_user_access", args=[whose.pk])
        assert signed_in(who).post(where, {"act": "remove"}).status_code == 403
        assert second_factor.has_any(whose)


def test_the_last_manager_gets_in_by_a_command(manager, capsys):
    app_of(manager)
    call_command("remove_second_factor", "manager")
    assert not second_factor.has_any(manager) and first_step(browser(), "manager").url == INDEX
    for name, why in (("manager", "has no second factor"), ("nobody", "There is no account")):
        with pytest.raises(CommandError, match=why):
            call_command("remove_second_factor", name)


def test_who_removes_their_own_is_asked_first_and_other_sessions_end(author):
    app_of(author)
    second_factor.new_recovery_codes(author)
    here, there = signed_in(author), signed_in(author)
    where = reverse("admin:account_remove_app")
    assert "your authenticator app?" in here.get(where).text and second_factor.has_any(author)
    assert here.post(where).url == ACCOUNT
    assert not second_factor.has_any(author) and not RecoveryCode.objects.exists()
    assert is_signed_in(here) and not is_signed_in(there)


@pytest.mark.parametrize("name", ["account_app", "account_codes", "account_remove_app", "account_passkey"])
def test_before_anything_changes_a_password_typed_long_ago_is_asked_for_again(author, name):
    app_of(author)
    client = signed_in(author)
    session = client.session
    session["signed_in_at"] -= 16 * 60
    session.save()
    where = reverse(f"admin:{name}")
    asks = client.post(where)
    assert asks.url == f"{reverse('admin:account_confirm')}?next={where.replace('/', '%2F')}"
    confirm = reverse("admin:account_confirm")
    assert "not your password" in client.post(confirm, {"password": "wrong", "next": where}).text
    assert client.post(confirm, {"password": PASSWORD, "next": "https://evil.example/"}).url == ACCOUNT
    assert client.post(confirm, {"password": PASSWORD, "next": where}).url == where
    assert client.get(where).status_code == 200


def test_managers_see_who_has_one(author, manager):
    app_of(author)
    page = signed_in(manager).get("/admin/auth/user/")
    assert {user.username: user.has_second_factor for user in page.context["cl"].result_list} == {
        "author": True,
        "manager": False,
    }
