"""Managers run accounts, and cannot make more of themselves or of anybody than a role allows."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from tests.admin.forms import fields, opened, press
from tests.conftest import signed_in


def account(user):
    return reverse("admin:auth_user_change", args=[user.pk])


@pytest.fixture
def managing(manager):
    return signed_in(manager)


def test_a_manager_adds_an_account_and_gives_it_a_role(managing):
    values = opened(managing, reverse("admin:auth_user_add"))
    assert not [name for name in values if "password" in name]
    values |= {"username": "nora", "groups": [Group.objects.get(name="Reviewers").pk]}
    assert press(managing, reverse("admin:auth_user_add"), values, "_save").status_code == 200  # the link
    nora = User.objects.get(username="nora")
    values = opened(managing, account(nora)) | {"is_staff": "on", "groups": [Group.objects.get(name="Authors").pk]}
    assert press(managing, account(nora), values, "_save").status_code == 302
    nora.refresh_from_db()
    assert nora.is_staff and nora.has_perm("conditions.publish_article") and not nora.has_usable_password()


@pytest.mark.parametrize("whose", ["author", "manager"])
def test_a_manager_can_make_nobody_a_superuser_and_hands_out_no_single_permission(request, managing, whose):
    user = request.getfixturevalue(whose)
    single = Permission.objects.get(codename="delete_user")
    values = opened(managing, account(user))
    assert "is_superuser" not in values and "user_permissions" not in values
    values |= {"first_name": "Changed", "is_superuser": "on", "user_permissions": [single.pk]}
    assert press(managing, account(user), values, "_save").status_code == 302
    user.refresh_from_db()
    assert (user.first_name, user.is_superuser, user.user_permissions.count()) == ("Changed", False, 0)


def test_a_new_account_is_no_superuser_whatever_a_manager_posts(managing):
    values = opened(managing, reverse("admin:auth_user_add"))
    values |= {"username": "nora", "is_superuser": "on", "is_staff": "on"}
    press(managing, reverse("admin:auth_user_add"), values, "_save")
    assert not User.objects.get(username="nora").is_superuser


def test_a_manager_reads_a_superusers_account_without_its_password_and_changes_nothing(managing, superuser):
    page = managing.get(account(superuser))
    assert page.status_code == 200 and superuser.password not in page.content.decode()
    assert "first_name" not in fields(page)
    assert managing.post(account(superuser), {"username": "root", "is_active": ""}).status_code == 403
    superuser.refresh_from_db()
    assert superuser.is_active


def test_a_manager_cannot_give_a_superuser_another_password(managing, superuser, author):
    phrase = "purple kettle on the roof"
    new = {"password1": phrase, "password2": phrase, "usable_password": "true", "set-password": "1"}
    where = reverse("admin:auth_user_password_change", args=[superuser.pk])
    assert managing.get(where).status_code == 403
    assert managing.post(where, new).status_code == 403
    superuser.refresh_from_db()
    assert not superuser.check_password(phrase)
    assert managing.post(reverse("admin:auth_user_password_change", args=[author.pk]), new).status_code == 302
    author.refresh_from_db()
    assert author.check_password(phrase)


def test_a_manager_gives_the_clinics_roles_and_no_other_group(managing, author):
    own = Group.objects.create(name="The clinic's own")
    own.permissions.add(Permission.objects.get(codename="delete_user"))
    values = opened(managing, account(author)) | {"groups": [own.pk]}
    assert press(managing, account(author), values, "_save").status_code == 200
    assert own not in author.groups.all()


def test_a_group_that_a_manager_cannot_give_is_not_taken_away_by_saving(managing, author):
    own = Group.objects.create(name="The clinic's own")
    author.groups.add(own)
    values = opened(managing, account(author)) | {"groups": [Group.objects.get(name="Reviewers").pk]}
    assert press(managing, account(author), values, "_save").status_code == 302
    assert {group.name for group in author.groups.all()} == {"Reviewers", "The clinic's own"}


def test_a_superuser_does_all_of_it(superuser, author):
    client = signed_in(superuser)
    single = Permission.objects.get(codename="delete_symptom")
    values = opened(client, account(author)) | {"is_superuser": "on", "user_permissions": [single.pk], "groups": []}
    assert press(client, account(author), values, "_save").status_code == 302
    author.refresh_from_db()
    assert author.is_superuser and list(author.user_permissions.all()) == [single]


def test_a_missing_account_has_no_password_to_change(managing):
    assert managing.get(reverse("admin:auth_user_password_change", args=[999])).status_code == 404
