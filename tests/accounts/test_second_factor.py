"""A second factor: codes of an app and recovery codes, each good once; signing in stops half-way without."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse

from appointments import key_rotation
from clinic_site import encryption, rate
from clinic_site.accounts import second_factor, second_step
from clinic_site.accounts.models import Account, RecoveryCode, StaffSession
from tests.accounts.people import (
    ACCOUNT,
    INDEX,
    LOGIN,
    SECOND_STEP,
    app_of,
    browser,
    first_step,
    is_signed_in,
    letters,
    shown,
)
from tests.accounts.people import (
    second_step as type_code,
)
from tests.admin.forms import fields
from tests.conftest import PASSWORD, signed_in

pytestmark = pytest.mark.database

APP = reverse("admin:account_app")


def set_up(client):
    """Set an app up through the page; returns (its secret, the answer)."""
    page = client.get(APP)
    secret = re.search(r'class="key">([A-Z2-7 ]+)<', page.text)[1]
    return secret, client.post(APP, {"code": shown(secret)})


def test_the_codes_are_those_of_rfc_6238():
    secret = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"  # "12345678901234567890", its appendix B
    told = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}
    assert {at: second_factor.code_at(secret, at // 30) for at in told} == told


def test_setting_an_app_up_shows_ten_codes_once_and_asks_at_the_next_sign_in(author):
    client = signed_in(author)
    secret, page = set_up(client)
    codes = re.findall(r"<code>([0-9A-Z-]{14})</code>", page.text)
    assert len(set(codes)) == second_factor.CODES == RecoveryCode.objects.filter(user=author).count()
    assert "no-store" in page.headers["Cache-Control"]
    assert not any(code in client.get(ACCOUNT).text for code in codes)
    other = browser()
    assert first_step(other, "author", then="/admin/conditions/article/").url == SECOND_STEP
    assert not is_signed_in(other)
    assert type_code(other, shown(secret, 1)).url == "/admin/conditions/article/"
    assert is_signed_in(other)


def test_a_wrong_first_code_keeps_the_key_that_was_scanned(author):
    client = signed_in(author)
    before = re.search(r'class="key">([A-Z2-7 ]+)<', client.get(APP).text)[1]
    page = client.post(APP, {"code": "000000" if shown(before) != "000000" else "111111"})
    assert "does not fit" in page.text and f'class="key">{before}<' in page.text
    assert not second_factor.has_any(author)


def test_nothing_that_opens_the_account_lies_in_the_database_in_the_clear(author):
    secret, page = set_up(signed_in(author))
    codes = re.findall(r"<code>([0-9A-Z-]{14})</code>", page.text)
    rows = [str(vars(row)) for model in (Account, RecoveryCode, Session) for row in model.objects.all()]
    rows += [str(session.get_decoded()) for session in Session.objects.all()]
    for word in (secret, secret.replace(" ", ""), *codes, *(code.replace("-", "") for code in codes)):
        assert not any(word in row for row in rows)


def test_a_code_is_good_once_and_so_is_an_older_one(author):
    secret = app_of(author)
    newer, older = shown(secret), shown(secret, -1)
    assert second_factor.verify(author, newer)
    assert not second_factor.verify(author, newer) and not second_factor.verify(author, older)
    assert second_factor.verify(author, f"{shown(secret, 1)[:3]} {shown(secret, 1)[3:]}")


@pytest.mark.parametrize("steps, fits", [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phones_clock_may_be_half_a_minute_off(author, steps, fits):
    secret, at = second_factor.new_app_secret(), datetime(2026, 11, 29, 12, tzinfo=UTC)
    code = second_factor.code_at(secret, int(at.timestamp()) // 30 + steps)
    assert (second_factor.step_of(secret, code, at) is not None) is fits


def test_a_recovery_code_is_good_once_however_it_is_typed_and_its_owner_is_told(author):
    author.email = "author@clinic.example"
    author.save()
    app_of(author)
    codes = second_factor.new_recovery_codes(author)
    client = browser()
    first_step(client, "author")
    assert type_code(client, f"  {codes[3].lower().replace('-', ' ')} ").url == INDEX
    assert any("recovery code was used to sign in. 9 are left." in text for _, text in letters("notice"))
    client = browser()
    first_step(client, "author")
    assert type_code(client, codes[3]).status_code == 200 and not is_signed_in(client)
    assert type_code(client, codes[4]).url == INDEX


def test_new_recovery_codes_void_the_former_ones(author):
    app_of(author)
    former = second_factor.new_recovery_codes(author)
    client = signed_in(author)
    page = client.post(reverse("admin:account_codes"))
    (new, *_) = re.findall(r"<code>([0-9A-Z-]{14})</code>", page.text)
    assert not any(second_factor.verify(author, code) for code in former)
    assert second_factor.verify(author, new)


def test_the_second_step_alone_opens_nothing(author):
    client = browser()
    assert client.get(SECOND_STEP).url == LOGIN
    assert type_code(client, "123456").url == LOGIN


def test_the_second_step_waits_ten_minutes_and_not_for_another_password(author):
    secret, client = app_of(author), browser()
    first_step(client, "author")
    session = client.session
    session[second_step.PENDING] |= {"at": session[second_step.PENDING]["at"] - 601}
    session.save()
    assert type_code(client, shown(secret)).url == LOGIN and not is_signed_in(client)
    first_step(client, "author")
    author.set_password("otter kite moon lamp")
    author.save()
    assert type_code(client, shown(secret)).url == LOGIN and not is_signed_in(client)


def test_an_ended_account_does_not_come_in_by_the_second_step(author):
    secret, client = app_of(author), browser()
    first_step(client, "author")
    author.is_active = False
    author.save()
    assert type_code(client, shown(secret)).url == LOGIN


def test_who_guesses_codes_waits_and_the_owner_elsewhere_does_not(author):
    author.email = "author@clinic.example"
    author.save()
    secret, guesser, owner = app_of(author), browser(), browser("192.0.2.8")
    first_step(guesser, "author")
    pages = [type_code(guesser, "000001") for _ in range(second_step.FREE)]
    assert "You can try again in 5 seconds." in pages[-1].text and pages[-1].headers["Retry-After"] == "5"
    early = type_code(guesser, shown(secret))
    assert early.status_code == 429 and "so this one was not looked at. You can try again in" in early.text
    assert any("several codes that were wrong" in text for _, text in letters("notice"))
    first_step(owner, "author")
    assert type_code(owner, shown(secret)).url == INDEX


def test_guesses_from_everywhere_are_slowed_but_no_recovery_code_and_no_known_browser(author):
    secret, codes = app_of(author), None
    known = browser("192.0.2.99")
    first_step(known, "author")
    assert type_code(known, shown(secret, -1)).url == INDEX
    known.post(reverse("admin:logout"))
    codes = second_factor.new_recovery_codes(author)
    for number in range(second_step.FREE_OF_ACCOUNT):
        guesser = browser(f"198.51.100.{number}")
        first_step(guesser, "author")
        type_code(guesser, "000001")
    fresh = browser("203.0.113.5")
    first_step(fresh, "author")
    assert type_code(fresh, shown(secret)).status_code == 429
    first_step(known, "author")
    assert type_code(known, shown(secret)).url == INDEX
    assert type_code(fresh, codes[0]).url == INDEX


def test_without_the_key_of_the_site_recovery_codes_still_open(author, settings):
    secret = app_of(author)
    codes = second_factor.new_recovery_codes(author)
    settings.BOOKING_KEYS = ["fFfFfFfFfFfFfFfFfFfFfFfFfFfFfFfFfFfFfFfFfFc="]
    with pytest.raises(encryption.WrongKey):
        second_factor.verify(author, shown(secret))
    client = browser()
    first_step(client, "author")
    assert "Use a recovery code or a passkey" in type_code(client, shown(secret)).text
    assert type_code(client, codes[0]).url == INDEX


def test_the_page_helps_password_managers_and_screen_readers(author):
    app_of(author)
    client = browser()
    first_step(client, "author")
    page = client.get(SECOND_STEP)
    assert 'autocomplete="one-time-code"' in page.text and '<label for="id_code"' in page.text
    assert set(fields(page)) == {"csrfmiddlewaretoken", "code"}
    page = type_code(client, "000001")
    assert 'aria-invalid="true"' in page.text and 'id="id_code_error"' in page.text and "<title>Error: " in page.text


def test_keys_that_change_leave_the_app_as_it_is(author, settings):
    old, new = settings.BOOKING_KEYS[0], Fernet.generate_key().decode()
    secret = app_of(author)
    settings.BOOKING_KEYS = [new, old]
    assert key_rotation.rotate() == 1
    settings.BOOKING_KEYS = [new]
    assert second_factor.verify(author, shown(secret))
    settings.BOOKING_KEYS = [old]
    with pytest.raises(key_rotation.Unopened, match="the authenticator app of author"):
        key_rotation.rotate()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_those_who_type_one_code_at_the_same_moment_one_gets_in(django_user_model, kind):
    user = django_user_model.objects.create_user("nora", password=PASSWORD, is_staff=True)
    code = shown(app_of(user)) if kind == "app" else second_factor.new_recovery_codes(user)[0]

    def one(_):
        try:
            return second_factor.verify(user, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(one, range(6))) == 1


def test_wrong_codes_are_logged_without_code_or_address(author, caplog):
    app_of(author)
    client = browser()
    first_step(client, "author")
    type_code(client, "000001")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "clinic_site.accounts.second_step"]
    assert line.startswith("Second step failed: account author, address ")
    assert "000001" not in line and "192.0.2.7" not in line


def test_a_session_in_the_second_step_is_no_session_of_staff(author):
    app_of(author)
    client = browser()
    first_step(client, "author")
    assert not StaffSession.objects.exists()
    assert client.get("/admin/conditions/article/").status_code == 302
    assert rate.failed("192.0.2.7") == 0


def test_new_secrets_differ_and_have_160_bits():
    made = {second_factor.new_app_secret() for _ in range(50)}
    assert len(made) == 50 and {len(secret.replace(" ", "")) for secret in made} == {32}
