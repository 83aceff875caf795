"""Personal words at rest: what one key sealed no other opens, and nothing is found without a key."""

import pytest
from cryptography.fernet import Fernet

from appointments import queue
from clinic_site import encryption
from tests.appointments.requests import PHONE, fresh, received

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))


def test_what_was_sealed_is_opened_again(settings):
    settings.BOOKING_KEYS = [NEW]
    token = encryption.seal("Zoë's knee 🦵\n")
    assert encryption.unseal(token) == "Zoë's knee 🦵\n" and "knee" not in token


def test_the_same_words_are_sealed_differently_each_time(settings):
    settings.BOOKING_KEYS = [NEW]
    assert encryption.seal("knee") != encryption.seal("knee")


def test_a_wrong_key_raises_with_the_remedy_and_without_what_was_sealed(settings):
    settings.BOOKING_KEYS = [OLD]
    token = encryption.seal("knee")
    settings.BOOKING_KEYS = [OTHER]
    with pytest.raises(encryption.WrongKey, match="Put the key back") as refused:
        encryption.unseal(token)
    assert token not in str(refused.value) and refused.value.__context__ is None


@pytest.mark.parametrize("spoil", [lambda token: token[:-4] + "AAA=", lambda token: token[:40], lambda token: "knee"])
def test_what_was_tampered_with_raises(settings, spoil):
    settings.BOOKING_KEYS = [NEW]
    with pytest.raises(encryption.WrongKey):
        encryption.unseal(spoil(encryption.seal("knee")))


def test_the_first_key_seals_and_any_opens(settings):
    settings.BOOKING_KEYS = [OLD]
    old = encryption.seal("knee")
    settings.BOOKING_KEYS = [NEW, OLD]
    new = encryption.seal("hip")
    assert (encryption.unseal(old), encryption.unseal(new)) == ("knee", "hip")
    assert (encryption.is_current(old), encryption.is_current(new)) == (False, True)
    settings.BOOKING_KEYS = [NEW]
    assert encryption.unseal(new) == "hip"
    with pytest.raises(encryption.WrongKey):
        encryption.unseal(old)


def test_a_hash_is_of_one_key_one_purpose_and_one_value(settings):
    settings.BOOKING_KEYS = [OLD]
    old = encryption.keyed_hash("phone", "+19045550163")
    assert old == encryption.keyed_hash("phone", "+19045550163") and len(old) == 64
    others = [encryption.keyed_hash("last_name", "+19045550163"), encryption.keyed_hash("phone", "+19045550164")]
    settings.BOOKING_KEYS = [NEW, OLD]
    new = encryption.keyed_hash("phone", "+19045550163")
    assert len({old, new, *others}) == 4
    assert encryption.keyed_hashes("phone", "+19045550163") == [new, old]


def test_nothing_has_no_hash(settings):
    assert encryption.keyed_hash("phone", "") == "" and encryption.keyed_hashes("phone", "") == []


@pytest.mark.parametrize("typed", ["O'Brien-Nuñez", "o’brien nunez", "OBRIEN NUÑEZ", " O'Brien - Nun\u0303ez"])
def test_a_name_is_found_however_it_is_typed(typed):
    assert encryption.plain_name(typed) == "obriennunez"


def test_names_of_other_scripts_are_names():
    assert encryption.plain_name("Иванова") == "иванова" and encryption.plain_name("李小龙") == "李小龙"


@pytest.mark.django_db
def test_a_request_says_so_where_no_key_opens_it(clinic, settings):
    request = received()
    settings.BOOKING_KEYS = [OTHER]
    with pytest.raises(encryption.WrongKey):
        fresh(request).answers  # noqa: B018
    with pytest.raises(encryption.WrongKey):
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
