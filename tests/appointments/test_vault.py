"""Personal words at rest: what one key sealed no other opens, and nothing is found without a key."""

import pytest
from cryptography.fernet import Fernet

from appointments import queue, vault
from tests.appointments.requests import PHONE, fresh, received

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))


def test_what_was_sealed_is_opened_again(settings):
    settings.BOOKING_KEYS = [NEW]
    token = vault.seal("Zoë's knee 🦵\n")
    assert vault.unseal(token) == "Zoë's knee 🦵\n" and "knee" not in token


def test_the_same_words_are_sealed_differently_each_time(settings):
    settings.BOOKING_KEYS = [NEW]
    assert vault.seal("knee") != vault.seal("knee")


def test_a_wrong_key_raises_with_the_remedy_and_without_what_was_sealed(settings):
    settings.BOOKING_KEYS = [OLD]
    token = vault.seal("knee")
    settings.BOOKING_KEYS = [OTHER]
    with pytest.raises(vault.WrongKey, match="Put the key back") as refused:
        vault.unseal(token)
    assert token not in str(refused.value) and refused.value.__context__ is None


@pytest.mark.parametrize("spoil", [lambda token: token[:-4] + "AAA=", lambda token: token[:40], lambda token: "knee"])
def test_what_was_tampered_with_raises(settings, spoil):
    settings.BOOKING_KEYS = [NEW]
    with pytest.raises(vault.WrongKey):
        vault.unseal(spoil(vault.seal("knee")))


def test_the_first_key_seals_and_any_opens(settings):
    settings.BOOKING_KEYS = [OLD]
    old = vault.seal("knee")
    settings.BOOKING_KEYS = [NEW, OLD]
    new = vault.seal("hip")
    assert (vault.unseal(old), vault.unseal(new)) == ("knee", "hip")
    assert (vault.is_current(old), vault.is_current(new)) == (False, True)
    settings.BOOKING_KEYS = [NEW]
    assert vault.unseal(new) == "hip"
    with pytest.raises(vault.WrongKey):
        vault.unseal(old)


def test_a_hash_is_of_one_key_one_purpose_and_one_value(settings):
    settings.BOOKING_KEYS = [OLD]
    old = vault.keyed_hash("phone", "+19045550163")
    assert old == vault.keyed_hash("phone", "+19045550163") and len(old) == 64
    others = [vault.keyed_hash("last_name", "+19045550163"), vault.keyed_hash("phone", "+19045550164")]
    settings.BOOKING_KEYS = [NEW, OLD]
    new = vault.keyed_hash("phone", "+19045550163")
    assert len({old, new, *others}) == 4
    assert vault.keyed_hashes("phone", "+19045550163") == [new, old]


def test_nothing_has_no_hash(settings):
    assert vault.keyed_hash("phone", "") == "" and vault.keyed_hashes("phone", "") == []


@pytest.mark.parametrize("typed", ["O'Brien-Nuñez", "o’brien nunez", "OBRIEN NUÑEZ", " O'Brien - Nun\u0303ez"])
def test_a_name_is_found_however_it_is_typed(typed):
    assert vault.plain_name(typed) == "obriennunez"


def test_names_of_other_scripts_are_names():
    assert vault.plain_name("Иванова") == "иванова" and vault.plain_name("李小龙") == "李小龙"


@pytest.mark.django_db
def test_a_request_says_so_where_no_key_opens_it(clinic, settings):
    request = received()
    settings.BOOKING_KEYS = [OTHER]
    with pytest.raises(vault.WrongKey):
        fresh(request).answers  # noqa: B018
    with pytest.raises(vault.WrongKey):
        request.letters.get().to  # noqa: B018


@pytest.mark.django_db
def test_the_desk_finds_requests_of_all_keys(clinic, settings):
    settings.BOOKING_KEYS = [OLD]
    before = received()
    settings.BOOKING_KEYS = [NEW, OLD]
    after = received()
    for typed in (PHONE, "Vanterpool", "3/14/1971"):
        assert set(queue.look_up(typed)) == {before, after}
    settings.BOOKING_KEYS = [NEW]
    assert set(queue.look_up(PHONE)) == {after}
