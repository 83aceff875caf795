"""Accounts that nobody used for 90 days are shown to managers, and go on."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from clinic_site.accounts import rules
from tests.accounts.people import INDEX
from tests.conftest import signed_in

pytestmark = pytest.mark.database

LIST = "/admin/auth/user/?unused=1"


@pytest.fixture
def old(author, reviewer, frontdesk, outsider):
    """Two that are unused: one that was used long ago, one that never was."""
    long_ago, lately = (timezone.now() - timedelta(days=days) for days in (91, 89))
    User.objects.filter(pk=author.pk).update(last_login=long_ago)
    User.objects.filter(pk=reviewer.pk).update(last_login=lately)
    User.objects.filter(pk=frontdesk.pk).update(last_login=None, date_joined=long_ago)
    User.objects.filter(pk=outsider.pk).update(last_login=long_ago, is_active=False)


def test_a_manager_sees_how_many_and_which(old, manager):
    client = signed_in(manager)
    assert "2 accounts were not used for 90 days" in client.get(INDEX).text
    found = client.get(LIST).context["cl"].queryset
    assert {user.username for user in found} == {"author", "frontdesk"}
    assert len(client.get("/admin/auth/user/?unused=x", follow=True).context["cl"].queryset) == 5


def test_nobody_else_is_told_and_no_account_is_ended(old, reviewer):
    assert "not used for" not in signed_in(reviewer).get(INDEX).text
    assert User.objects.filter(is_active=True).count() == 3


def test_where_all_are_used_nothing_is_said(manager, author):
    signed_in(author)
    assert "not used for" not in signed_in(manager).get(INDEX).text
    assert not rules.unused(User.objects.all()).exists()
