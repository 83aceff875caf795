"""Who guesses passwords waits longer each time; nobody else does, and what is logged tells no password."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from appointments import privacy
from appointments.models import RateBucket
from clinic_site import hashing, rate, tries
from tests.admin.forms import fields
from tests.conftest import PASSWORD

pytestmark = pytest.mark.database

INDEX, LOGIN = reverse("admin:index"), reverse("admin:login")
HERE, ELSEWHERE = "192.0.2.7", "192.0.2.8"


def try_in(name="author", password="wrong wrong wrong", address=HERE, **more):
    return Client(REMOTE_ADDR=address).post(LOGIN, {"username": name, "password": password, "next": INDEX, **more})


def sign_in(name="author", address=HERE):
    return try_in(name, PASSWORD, address)


def time_passes(seconds):
    for bucket in RateBucket.objects.exclude(wait_until=None):
        bucket.wait_until -= timedelta(seconds=seconds)
        bucket.save()


def wait_after_fails(count, name="author"):
    for _ in range(count):
        time_passes(rate.LONGEST_WAIT)
        assert try_in(name).status_code == 200
    return int(try_in(name).headers["Retry-After"])


def test_a_few_slips_cost_nothing(author):
    assert [try_in().status_code for _ in range(tries.FREE - 1)] == [200] * (tries.FREE - 1)
    assert sign_in().url == INDEX


def test_who_goes_on_guessing_waits_and_is_told_how_long(author):
    for _ in range(tries.FREE):
        response = try_in()
        assert response.status_code == 200
    assert "You can try again in 5 seconds." in response.text
    response = try_in("author", PASSWORD, next="/admin/conditions/article/")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "5")
    assert "There were too many tries to sign in. You can try again in 5 seconds." in response.text
    assert "ask a manager of the clinic" in response.text and "no-store" in response.headers["Cache-Control"]
    typed = fields(response)
    assert (typed["username"], typed["next"], typed["password"]) == ("author", "/admin/conditions/article/", "")


def test_each_wait_is_twice_the_last_and_none_is_longer_than_a_quarter_of_an_hour(author):
    assert wait_after_fails(tries.FREE) == 5
    assert [wait_after_fails(1) for _ in range(3)] == [10, 20, 40]
    assert wait_after_fails(6) == rate.LONGEST_WAIT
    assert "You can try again in 15 minutes." in try_in().text


def test_after_the_wait_the_password_signs_in_and_all_is_forgotten(author):
    wait_after_fails(tries.FREE)
    assert sign_in().status_code == 429
    time_passes(5)
    assert sign_in().url == INDEX
    assert [try_in().status_code for _ in range(tries.FREE)] == [200] * tries.FREE


def test_tries_that_come_too_soon_make_no_wait_longer(author):
    wait_after_fails(tries.FREE)
    assert {try_in().headers["Retry-After"] for _ in range(20)} <= {"5", "4"}


def test_nobody_locks_the_owner_of_an_account_out(author):
    for _ in range(3):
        wait_after_fails(tries.FREE)
    assert sign_in(address=ELSEWHERE).url == INDEX


def test_nobody_locks_colleagues_out_who_share_the_clinics_address(author, frontdesk, manager):
    for _ in range(tries.FREE):
        for name in ("author", "root", *(f"nobody-{i}" for i in range(12))):
            try_in(name)
    assert rate.failed(HERE) > tries.MANY
    assert try_in("author").status_code == 429
    assert sign_in("frontdesk").url == sign_in("manager").url == INDEX


def test_from_an_address_that_failed_often_each_accounts_second_try_has_to_wait(author, frontdesk):
    for number in range(tries.MANY):
        try_in(f"nobody-{number}")
    assert "You can try again in 5 seconds." in try_in("frontdesk").text
    assert sign_in("frontdesk").status_code == 429
    assert sign_in("frontdesk", ELSEWHERE).url == INDEX


def test_accounts_that_there_are_not_wait_like_those_that_there_are(author):
    assert wait_after_fails(tries.FREE, "nobody") == wait_after_fails(tries.FREE)


def test_a_household_in_ipv6_waits_as_one(author):
    for last in range(tries.FREE):
        try_in(address=f"2001:db8:1:2::{last + 1}")
    assert try_in(address="2001:db8:1:2:ffff::9").status_code == 429
    assert sign_in(address="2001:db8:1:3::9").url == INDEX


def test_another_spelling_of_a_name_is_no_way_round_its_wait(author):
    wait_after_fails(tries.FREE)
    assert try_in("  author ").status_code == try_in("\uff41uthor").status_code == 429


def test_a_wait_holds_over_the_full_hour(db):
    at = timezone.now().replace(minute=59, second=58)
    for _ in range(8):
        at += timedelta(seconds=rate.seconds_to_wait("somebody", at))
        assert rate.begin_try("somebody", free=5, at=at)[0]
    assert rate.begin_try("somebody", free=5, at=at + timedelta(seconds=1)) == (False, 39)
    assert rate.seconds_to_wait("somebody", at + timedelta(hours=2)) == 0
    assert rate.begin_try("somebody", free=5, at=at + timedelta(hours=2)) == (True, 0)


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_do_not_slip_past():
    from django.db import connection

    def one(_):
        try:
            return rate.begin_try("somebody", free=5)[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(one, range(24))) == 5


def test_failed_tries_are_logged_without_address_or_password(author, caplog):
    with caplog.at_level(logging.INFO):
        try_in("author", "hunter2 hunter2 hunter2")
        try_in("my secret phrase", "my secret phrase")
    (first,), (second,) = ([r.getMessage()] for r in caplog.records if r.name == "clinic_site.tries")
    assert first.startswith("Sign-in failed: account author, address ")
    assert second == first.replace("account author", "unknown account")
    assert not any(word in caplog.text for word in ("hunter2", "my secret phrase", HERE))


def test_neither_name_nor_address_stands_in_the_table(author):
    try_in()
    assert all(len(bucket.address_hash) == 64 for bucket in RateBucket.objects.all())
    assert not any(word in str([vars(bucket) for bucket in RateBucket.objects.all()]) for word in ("author", HERE))


def test_old_waits_and_sessions_that_ran_out_are_cleared(author, manager):
    try_in()
    sign_in("manager")
    privacy.purge(at=timezone.now() + timedelta(minutes=29))
    assert RateBucket.objects.exists() and Session.objects.count() == 1
    privacy.purge(at=timezone.now() + timedelta(days=2))
    assert not RateBucket.objects.exists() and not Session.objects.exists()


ARGON2 = ["clinic_site.hashing.Argon2PasswordHasher"]
DJANGOS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_passwords_are_hashed_one_at_a_time_and_a_third_who_signs_in_meanwhile_is_told(author, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ARGON2
    author.set_password(PASSWORD)
    author.save()
    with hashing.place() as one, hashing.place() as two:
        assert one and two
        response = sign_in()
        assert (response.status_code, response.headers["Retry-After"]) == (503, "3")
        assert "Others are signing in at this moment." in response.text and fields(response)["username"] == "author"
    assert sign_in().url == INDEX


def test_no_more_than_one_password_is_hashed_in_a_process_at_once(settings, monkeypatch):
    settings.PASSWORD_HASHERS = ARGON2
    at_work, most = [], []
    decode = hashing.hashers.Argon2PasswordHasher.encode

    def watched(self, password, salt):
        at_work.append(1)
        most.append(len(at_work))
        try:
            return decode(self, password, salt)
        finally:
            at_work.pop()

    monkeypatch.setattr(hashing.hashers.Argon2PasswordHasher, "encode", watched)
    threads = [threading.Thread(target=make_password, args=(PASSWORD,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 6


def test_a_hash_that_takes_much_memory_holds_and_is_made_anew_at_sign_in(author, settings):
    settings.PASSWORD_HASHERS = DJANGOS
    User.objects.filter(pk=author.pk).update(password=make_password(PASSWORD))
    settings.PASSWORD_HASHERS = ARGON2
    assert sign_in().url == INDEX
    author.refresh_from_db()
    assert "m=7168,t=5,p=1" in author.password and identify_hasher(author.password).algorithm == "argon2"
    assert author.check_password(PASSWORD)
