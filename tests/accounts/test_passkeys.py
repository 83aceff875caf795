"""Passkeys: what does not prove that its owner is there, now, on this site, is refused in a sentence."""

import json

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from clinic_site.accounts import passkeys, second_factor
from clinic_site.accounts.models import Passkey
from tests.accounts.authenticator import PRESENT, Authenticator
from tests.accounts.people import INDEX, SECOND_STEP, browser, first_step, is_signed_in, letters
from tests.conftest import signed_in

pytestmark = pytest.mark.database

ADD = reverse("admin:account_passkey")


@pytest.fixture
def device(author):
    """A device whose passkey the author added."""
    device, session = Authenticator(), {}
    passkeys.add(session, author, device.create(passkeys.begin_adding(session, author)), "My phone")
    return device


def asked(author):
    """(a session, the options that a page shows)."""
    session = {}
    return session, passkeys.begin_asking(session, author)


def refusal(author, device, change=lambda answer: answer):
    session, options = asked(author)
    with pytest.raises(passkeys.Refused) as refused:
        passkeys.check(session, author, change(device.get(options)))
    return str(refused.value)


def test_a_passkey_is_added_through_the_page_and_opens_the_account(author):
    client, device = signed_in(author), Authenticator()
    page = client.get(ADD)
    answer = device.create(page.context["options"])
    page = client.post(ADD, {"name": "My phone", "answer": answer})
    assert len(page.context["codes"]) == second_factor.CODES
    other = browser()
    assert first_step(other, "author").url == SECOND_STEP
    page = other.get(SECOND_STEP)
    assert other.post(SECOND_STEP, {"answer": device.get(page.context["options"])}).url == INDEX
    assert is_signed_in(other) and Passkey.objects.get().used_at


def test_options_ask_for_a_verified_person_and_name_the_site(author, device):
    _, options = asked(author)
    told = json.loads(options)
    assert (told["userVerification"], told["rpId"]) == ("required", "testserver")
    told = json.loads(passkeys.begin_adding({}, author))
    assert told["authenticatorSelection"]["userVerification"] == "required" and told["attestation"] == "none"
    assert len(told["excludeCredentials"]) == 1


def test_a_passkey_of_another_site_is_refused(author, device):
    device.origin = "https://clinic-example.evil.example"
    assert "used on another site (https://clinic-example.evil.example)" in refusal(author, device)
    device.origin, device.site = "http://testserver", "evil.example"
    assert "did not fit" in refusal(author, device)


@pytest.mark.parametrize("site_url", ["https://Clinic.example", "https://clinic.example:443"])
def test_the_sites_address_is_compared_as_browsers_write_it(author, settings, site_url):
    settings.SITE_URL, settings.SITE_HOST = site_url, "Clinic.example"
    device, session = Authenticator("https://clinic.example", "clinic.example"), {}
    passkeys.add(session, author, device.create(passkeys.begin_adding(session, author)), "My phone")
    session, options = asked(author)
    passkeys.check(session, author, device.get(options))


def test_an_answer_is_good_once(author, device):
    session, options = asked(author)
    answer = device.get(options)
    passkeys.check(session, author, answer)
    with pytest.raises(passkeys.Refused, match="used before"):
        passkeys.check(session, author, answer)
    session, _ = asked(author)
    with pytest.raises(passkeys.Refused, match="did not fit"):
        passkeys.check(session, author, answer)


def test_a_person_who_was_not_verified_is_refused_on_both_ways(author, device):
    device.flags = PRESENT
    assert "did not fit" in refusal(author, device)
    other, session = Authenticator(), {}
    other.flags = PRESENT
    with pytest.raises(passkeys.Refused):
        passkeys.add(session, author, other.create(passkeys.begin_adding(session, author)), "Other")
    assert Passkey.objects.count() == 1


def test_a_copy_is_refused_and_its_owner_told(author, device):
    author.email = "author@clinic.example"
    author.save()
    for _ in range(3):
        session, options = asked(author)
        passkeys.check(session, author, device.get(options))
    device.count = 1
    assert "somebody may have copied it" in refusal(author, device)
    assert any("may be a copy: My phone" in text for _, text in letters("notice"))
    device.count = 9
    session, options = asked(author)
    passkeys.check(session, author, device.get(options))


def test_a_passkey_that_never_counts_is_fine(author, device):
    for _ in range(3):
        device.count = -1
        session, options = asked(author)
        passkeys.check(session, author, device.get(options))
    assert Passkey.objects.get().count == 0


def test_somebody_elses_passkey_and_another_key_are_refused(author, reviewer, device):
    theirs, session = Authenticator(), {}
    passkeys.add(session, reviewer, theirs.create(passkeys.begin_adding(session, reviewer)), "Theirs")
    assert "not one of your account" in refusal(author, theirs)
    theirs.id = device.id
    assert "did not fit" in refusal(author, theirs)


def test_a_passkey_is_added_once(author, reviewer, device):
    for user in (author, reviewer):
        session = {}
        with pytest.raises(passkeys.Refused, match="known already"):
            passkeys.add(session, user, device.create(passkeys.begin_adding(session, user)), "Again")


@pytest.mark.parametrize(
    "sent", ["x", "[]", "{}", "null", '{"id": 1}', '{"id":"a","rawId":"b","response":{}}', "9" * 19_000]
)
def test_whatever_is_sent_in_its_place_is_refused_in_words(author, device, sent):
    client = browser()
    first_step(client, "author")
    client.get(SECOND_STEP)
    page = client.post(SECOND_STEP, {"answer": sent})
    assert page.status_code == 200 and "did not fit. Nothing was lost" in page.text and not is_signed_in(client)
    assert "did not fit" in refusal(author, device, lambda answer: sent)


def test_without_javascript_the_page_says_why_nothing_was_added(author):
    client = signed_in(author)
    client.get(ADD)
    page = client.post(ADD, {"name": "My phone", "answer": ""})
    assert "needs JavaScript" in page.text and 'value="My phone"' in page.text and not Passkey.objects.exists()


def test_a_person_has_ten_at_most_and_removes_only_their_own(author, reviewer, device):
    Passkey.objects.bulk_create(
        Passkey(user=author, name="x", key_id=f"x{n}", public_key=b"", added_at=Passkey.objects.first().added_at)
        for n in range(9)
    )
    session = {"passkey_challenge": {"challenge": "x"}}
    with pytest.raises(passkeys.Refused, match="You have 10 passkeys"):
        passkeys.add(session, author, "{}", "More")
    where = reverse("admin:account_remove", args=[Passkey.objects.first().pk])
    signed_in(reviewer).post(where)
    assert Passkey.objects.count() == 10
    assert "the passkey My phone?" in signed_in(author).get(where).text
    signed_in(author).post(where)
    assert Passkey.objects.count() == 9


def test_at_a_number_there_are_no_passkeys(author, settings):
    for host, possible in (("127.0.0.1", False), ("[::1]", False), ("localhost", True), ("clinic.example", True)):
        settings.SITE_HOST = host
        assert passkeys.possible() is possible
    settings.SITE_HOST = "127.0.0.1"
    assert "reached by a number" in signed_in(author).get(ADD).text
    assert User.objects.get(pk=author.pk).passkeys.count() == 0
