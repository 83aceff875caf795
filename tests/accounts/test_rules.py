"""Where the clinic asks for a second factor, people have 14 days; then one page is left, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic_site.accounts import rules, second_factor
from clinic_site.accounts.models import Account, SignInRules
from tests.accounts.people import ACCOUNT, INDEX, app_of, browser, first_step, shown
from tests.accounts.people import second_step as type_code
from tests.admin.forms import messages, opened, press
from tests.conftest import signed_in

pytestmark = pytest.mark.database

REQUESTS = "/admin/appointments/bookingrequest/"


@pytest.fixture
def required(db):
    return SignInRules.objects.create(second_factor="required")


def asked_for(user, days):
    """`user` was asked for a second factor so many days ago."""
    Account.objects.update_or_create(user=user, defaults={"required_since": timezone.now() - timedelta(days=days)})


def test_managers_and_who_sees_requests_are_asked_and_nobody_else(
    required, author, reviewer, frontdesk, manager, outsider, django_user_model
):
    root = django_user_model.objects.create_superuser("root")
    asked = {user.username for user in (author, reviewer, frontdesk, manager, outsider, root) if _is_asked(user)}
    assert asked == {"frontdesk", "manager", "root"}


def _is_asked(user):
    return rules.is_required(user, rules.clinics_choice())


@pytest.mark.parametrize(
    "https, host, choice, asked",
    [
        *[(True, "clinic.example", None, True), (True, "localhost", None, False), (False, "127.0.0.1", None, False)],
        *[(True, "clinic.example", "public", True), (True, "clinic.example", "optional", False)],
        *[(False, "127.0.0.1", "required", True), (False, "127.0.0.1", "public", False)],
    ],
)
def test_the_default_is_to_ask_at_a_public_address_alone(manager, settings, https, host, choice, asked):
    settings.HTTPS, settings.SITE_HOST = https, host
    if choice:
        SignInRules.objects.create(second_factor=choice)
    assert _is_asked(manager) is asked


def test_the_days_begin_at_the_first_sign_in_under_the_rule_and_every_page_tells_how_many_are_left(manager):
    first_step(browser(), "manager")
    assert Account.objects.get(user=manager).required_since is None
    SignInRules.objects.create(second_factor="required")
    client = browser()
    first_step(client, "manager")
    assert "Your account needs a second factor: 14 days are left." in client.get(INDEX).text
    asked_for(manager, 12.5)
    assert "2 days are left." in client.get(REQUESTS).text
    began = Account.objects.get(user=manager).required_since
    first_step(browser(), "manager")
    assert Account.objects.get(user=manager).required_since == began


def test_after_the_days_only_the_way_to_a_second_factor_is_open(required, manager):
    asked_for(manager, 14)
    client = browser()
    assert first_step(client, "manager").url == INDEX
    for where in (INDEX, REQUESTS, "/admin/auth/user/", "/admin/account/sessions/", "/admin/no/such/page/"):
        assert client.get(where).url == ACCOUNT, where
        assert client.post(where).url == ACCOUNT, where
    page = client.get(INDEX, follow=True)
    assert "Your 14 days are over" in messages(page)[0]
    for name in ("account", "account_app", "account_passkey", "password_change"):
        assert client.get(reverse(f"admin:{name}")).status_code == 200
    assert client.get("/").status_code == 200
    assert client.post(reverse("admin:logout")).status_code == 200


def test_who_sets_one_up_then_goes_on_at_once(required, manager):
    asked_for(manager, 20)
    client = browser()
    first_step(client, "manager")
    page = client.get(reverse("admin:account_app"))
    secret = page.context["secret"]
    page = client.post(reverse("admin:account_app"), {"code": second_factor.code_at(secret, _now())})
    assert "Recovery codes" in page.text and "needs a second factor" not in page.text
    assert client.get(INDEX).status_code == 200 and "needs a second factor" not in client.get(INDEX).text


def _now():
    return int(timezone.now().timestamp()) // 30


def test_who_is_at_work_when_the_days_end_is_not_interrupted(required, manager):
    client = browser()
    first_step(client, "manager")
    asked_for(manager, 13.99)
    began = manager.staff_sessions.get()
    began.began_at = timezone.now() - timedelta(hours=2)
    began.save()
    asked_for(manager, 14.01)
    page = client.get(INDEX)
    assert page.status_code == 200 and "needs a second factor now" in page.text


def test_a_draft_page_is_not_shown_to_who_is_held_up(required, manager):
    """Outside the admin they are nobody: pages for patients answer, and tell staff nothing."""
    asked_for(manager, 20)
    client = browser()
    first_step(client, "manager")
    assert client.get("/sign-off/nothing/").status_code in (404, 410)
    assert client.get(INDEX).url == ACCOUNT


def test_who_has_one_hears_nothing_of_days(required, manager):
    secret, client = app_of(manager), browser()
    asked_for(manager, 40)
    first_step(client, "manager")
    type_code(client, shown(secret))
    page = client.get(INDEX)
    assert page.status_code == 200 and "needs a second factor" not in page.text


def test_when_the_clinic_asks_no_longer_the_days_are_forgotten(required, manager):
    asked_for(manager, 40)
    SignInRules.objects.update(second_factor="optional")
    client = browser()
    first_step(client, "manager")
    assert client.get(INDEX).status_code == 200 and Account.objects.get(user=manager).required_since is None


def test_a_manager_chooses_in_the_admin(manager):
    client = signed_in(manager)
    where = client.get(reverse("admin:accounts_signinrules_changelist")).url
    values = opened(client, where)
    assert values["second_factor"] == "public"
    assert press(client, where, values | {"second_factor": "required"}, "_save").status_code == 302
    assert rules.clinics_choice() == "required"


def test_a_page_of_the_admin_costs_one_query_more_and_a_public_one_none(
    author, live, client, django_assert_num_queries, django_assert_max_num_queries
):
    from clinic_site.accounts import sessions

    staff = signed_in(author)
    staff.get(INDEX)
    request = type("Request", (), {"user": author, "session": dict(staff.session.items())})()
    with django_assert_num_queries(1):
        sessions.current(request)
    client.get("/conditions/runners-knee/")
    with django_assert_max_num_queries(1):  # what proves that the kept page is fresh
        client.get("/conditions/runners-knee/")
