"""How often one address may send: counted by the hour, under a keyed hash, whatever comes at the same moment."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory

from clinic_site import rate
from clinic_site.rate import RateBucket

pytestmark = pytest.mark.database

NOW = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)


def address(settings, remote="192.0.2.7", forwarded=None, https=False):
    settings.HTTPS = https
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return rate.address_of(RequestFactory().get("/", REMOTE_ADDR=remote, **more))


@pytest.mark.django_db
def test_ten_an_hour_are_let_in():
    assert [rate.admit("192.0.2.7", NOW) for _ in range(12)] == [True] * 10 + [False] * 2
    assert RateBucket.objects.get().count == rate.LIMIT


@pytest.mark.django_db
def test_another_address_and_the_next_hour_count_anew():
    for _ in range(rate.LIMIT):
        rate.admit("192.0.2.7", NOW)
    assert rate.admit("192.0.2.8", NOW)
    assert rate.admit("192.0.2.7", NOW + timedelta(minutes=20))


@pytest.mark.django_db
def test_old_counts_are_forgotten():
    rate.admit("192.0.2.7", NOW - timedelta(hours=2))
    rate.admit("192.0.2.7", NOW - timedelta(hours=1))
    rate.admit("192.0.2.8", NOW)
    assert RateBucket.objects.count() == 2
    assert min(RateBucket.objects.values_list("hour", flat=True)) == datetime(2026, 11, 23, 14, tzinfo=UTC)


@pytest.mark.django_db
def test_the_address_itself_is_not_kept():
    rate.admit("192.0.2.7", NOW)
    bucket = RateBucket.objects.get()
    assert len(bucket.address_hash) == 64 and "192.0.2.7" not in str(vars(bucket))


@pytest.mark.django_db(transaction=True)
def test_what_comes_at_the_same_moment_does_not_slip_past():
    let_in = []

    def send():
        let_in.extend(rate.admit("192.0.2.7", NOW) for _ in range(5))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_in) == 30 and sum(let_in) == rate.LIMIT


def test_without_a_proxy_the_connection_tells_the_address(settings):
    assert address(settings, forwarded="203.0.113.9") == "192.0.2.7"


def test_behind_the_proxy_its_own_word_counts_and_not_what_stands_before_it(settings):
    assert address(settings, forwarded="10.0.0.1, 203.0.113.9", https=True) == "203.0.113.9"
    assert address(settings, forwarded="203.0.113.9", https=True) == "203.0.113.9"


@pytest.mark.parametrize("forwarded", [None, "", " ", "1.2.3.4,"])
def test_behind_a_silent_proxy_the_connection_tells(settings, forwarded):
    assert address(settings, forwarded=forwarded, https=True) == "192.0.2.7"


def test_a_household_in_ipv6_is_one_address(settings):
    one = address(settings, remote="2001:db8:1:2:3:4:5:6")
    assert one == address(settings, remote="2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert one != address(settings, remote="2001:db8:1:3::1")


def test_ipv4_in_ipv6_is_ipv4(settings):
    assert address(settings, remote="::ffff:192.0.2.7") == "192.0.2.7"


@pytest.mark.parametrize("remote, known", [("", "unknown"), ("a socket", "a socket")])
def test_an_address_that_is_none_is_counted_as_it_is(settings, remote, known):
    assert address(settings, remote=remote) == known
