"""Where people are signed in: they see it, end it, and it ends by force when their rights change. New browsers are told
of by letter."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from appointments import privacy
from clinic_site.accounts import known_browser, sessions
from clinic_site.accounts.models import StaffSession
from tests.accounts.people import ACCOUNT, INDEX, LOGIN, app_of, browser, first_step, is_signed_in, letters, shown
from tests.accounts.people import second_step as type_code
from tests.admin.forms import messages, opened, press
from tests.conftest import PASSWORD, signed_in

pytestmark = pytest.mark.database

END = reverse("admin:account_sessions")
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Version/19.1 Mobile Safari/604.1"


@pytest.mark.parametrize(
    "agent, words",
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_told_in_words(agent, words):
    assert sessions.describe(agent) == words


def test_people_see_where_they_are_signed_in_and_end_one_or_all_others(author):
    here, phone, old = (browser(headers={"user-agent": agent}) for agent in (FIREFOX, SAFARI, ""))
    for client in (here, phone, old):
        first_step(client, "author")
    page = here.get(ACCOUNT).text
    assert all(words in page for words in ("Firefox on Windows", "Safari on iPhone", "A browser", "this one"))
    assert "192.0.2.7" not in page
    row = StaffSession.objects.get(browser="Safari on iPhone")
    assert messages(here.post(END, {"session": row.pk}, follow=True)) == ["That session was ended."]
    assert not is_signed_in(phone) and is_signed_in(old) and is_signed_in(here)
    here.post(END)
    assert not is_signed_in(old) and is_signed_in(here)
    assert "You were signed out" in old.get(LOGIN).text


def test_nobody_ends_the_session_of_somebody_else(author, reviewer):
    theirs = signed_in(reviewer)
    row = StaffSession.objects.get(user=reviewer)
    client = signed_in(author)
    for value in (row.pk, "x", "-1", "9" * 30):
        client.post(END, {"session": value})
    assert is_signed_in(theirs)


def test_the_table_opens_no_session_and_knows_no_address(author):
    client = browser()
    first_step(client, "author")
    (row,) = map(str, map(vars, StaffSession.objects.all()))
    assert client.session.session_key not in row and client.session[sessions.SECRET] not in row
    assert "192.0.2.7" not in row


def test_last_seen_is_told_to_the_hour_and_written_once_in_it(author, django_assert_num_queries):
    client = signed_in(author)
    StaffSession.objects.update(seen_at=datetime(2026, 1, 1, 8, tzinfo=UTC))
    client.get(INDEX)
    seen = StaffSession.objects.get().seen_at
    assert (seen.minute, seen.second, seen.microsecond) == (0, 0, 0) and timezone.now() - seen < timedelta(hours=1)


def test_signing_out_and_time_take_rows_away(author, reviewer):
    client = signed_in(author)
    client.post(reverse("admin:logout"))
    assert not StaffSession.objects.exists()
    signed_in(reviewer)
    privacy.purge(at=timezone.now() + timedelta(minutes=20))
    assert StaffSession.objects.exists()
    privacy.purge(at=timezone.now() + timedelta(hours=3))
    assert not StaffSession.objects.exists()


def test_sessions_that_may_have_run_out_are_not_listed(author):
    signed_in(author)
    at = timezone.now()
    assert sessions.living(author, at).count() == 1
    assert sessions.living(author, at + timedelta(hours=2)).count() == 0


def leave(user):
    user.is_active = False


def be_raised(user):
    user.is_superuser = True


def be_no_staff(user):
    user.is_staff = False


def get_password(user):
    user.set_password("otter kite moon lamp")


def get_role(user):
    user.groups.add(Group.objects.get(name="Managers"))


def lose_role(user):
    user.groups.remove(Group.objects.get(name="Authors"))


def lose_all_roles(user):
    user.groups.clear()


def lose_all_people(user):
    Group.objects.get(name="Authors").user_set.clear()


def get_permission(user):
    user.user_permissions.add(Permission.objects.get(codename="delete_user"))


@pytest.mark.parametrize(
    "change",
    [leave, be_raised, be_no_staff, get_password, get_role, lose_role, lose_all_roles, lose_all_people, get_permission],
)
def test_sessions_end_when_rights_change_whoever_changes_them(author, change):
    signed_in(author)
    change(author)
    author.save()
    assert not StaffSession.objects.exists()


def test_sessions_go_on_when_something_else_changes(author):
    client = signed_in(author)
    author.first_name, author.email = "Nora", "nora@clinic.example"
    author.save()
    author.groups.add(Group.objects.get(name="Authors"))
    author.save(update_fields=["password"])
    assert is_signed_in(client)


def test_a_form_saved_as_it_was_ends_no_session(author, manager):
    author.groups.add(Group.objects.create(name="The clinic's own"))
    client, theirs = signed_in(manager), signed_in(author)
    where = reverse("admin:auth_user_change", args=[author.pk])
    assert press(client, where, opened(client, where) | {"first_name": "Nora"}, "_save").status_code == 302
    assert is_signed_in(theirs)
    assert press(client, where, opened(client, where) | {"groups": []}, "_save").status_code == 302
    assert not is_signed_in(theirs)


def test_another_password_of_ones_own_ends_all_sessions_but_this_one(author):
    here, there = browser(), browser()
    for client in (here, there):
        first_step(client, "author")
    where, phrase = reverse("admin:password_change"), "otter kite moon lamp"
    values = opened(here, where) | {"old_password": PASSWORD, "new_password1": phrase, "new_password2": phrase}
    assert press(here, where, values).status_code == 302
    assert is_signed_in(here) and not is_signed_in(there)
    assert StaffSession.objects.filter(user=author).count() == 1


@pytest.fixture
def told(author):
    author.email = "author@clinic.example"
    author.save()
    return author


def notices():
    return [text for _, text in letters("notice")]


def test_a_sign_in_from_a_new_browser_is_told_once_for_each(told):
    laptop = browser(headers={"user-agent": FIREFOX})
    first_step(laptop, "author")
    assert notices() == []  # the very first
    phone = browser(headers={"user-agent": SAFARI})
    first_step(phone, "author")
    assert len(notices()) == 1 and "new browser: Safari on iPhone" in notices()[0] and "192.0.2.7" not in notices()[0]
    for client in (laptop, phone):
        client.post(reverse("admin:logout"))
        first_step(client, "author")
    assert len(notices()) == 1


def test_with_a_second_factor_it_is_told_when_that_was_given_too(told):
    secret = app_of(told)
    told.last_login = timezone.now()
    told.save()
    client, before = browser(), len(notices())
    first_step(client, "author")
    assert len(notices()) == before
    type_code(client, shown(secret))
    assert "new browser" in notices()[-1]


def test_the_cookie_names_nobody_and_cannot_be_made(told, reviewer):
    client = browser()
    first_step(client, "author")
    cookie = client.cookies["known_browser"]
    assert "author" not in cookie.value and cookie["httponly"] and cookie["path"] == "/admin/"
    reviewer.email, reviewer.last_login = "reviewer@clinic.example", timezone.now()
    reviewer.save()
    client.post(reverse("admin:logout"))
    first_step(client, "reviewer")
    assert [to for to, _ in letters("notice")] == ["reviewer@clinic.example"]
    assert client.cookies["known_browser"].value.count(".") == 2
    for forged in ("x", "a.b", f"{'a' * 22}.{'0' * 32}", "\x00", "a" * 5000):
        stranger = browser()
        stranger.cookies["known_browser"] = forged
        before = len(notices())
        first_step(stranger, "author")
        assert len(notices()) == before + 1


def test_a_shared_browser_remembers_the_last_twenty(rf, django_user_model):
    from django.http import HttpResponse

    request = rf.get("/admin/")
    users = [django_user_model(pk=number) for number in range(1, 26)]
    for user in users:
        response = HttpResponse()
        known_browser.remember(request, response, user)
        request.COOKIES["known_browser"] = response.cookies["known_browser"].value
    assert [known_browser.knows(request, user) for user in users] == [False] * 5 + [True] * 20


def test_changes_of_password_and_address_are_told_the_latter_to_the_former_address(told):
    told.set_password("otter kite moon lamp")
    told.save()
    assert "Your password was changed." in notices()[-1]
    told.email = "elsewhere@evil.example"
    told.save()
    to, text = letters("notice")[-1]
    assert to == "author@clinic.example" and "mail address of your account was changed" in text


def test_a_password_hashed_anew_is_no_changed_one(told, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS]
    before = told.password
    client = browser()
    first_step(client, "author")
    told.refresh_from_db()
    assert told.password != before and is_signed_in(client)
    assert not any("password" in text.split("\n")[0] for text in notices())
