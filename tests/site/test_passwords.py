"""Which passwords are easy to guess: common words, repeats, rows of keys and names of the clinic, at any length."""

import secrets
import string

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from clinic_site.passwords import is_guessable

NAMES = ["Heron Bay Orthopedics", "Jacksonville", "nwhitfield", "Nora", "Whitfield"]
WEAK = {
    "common words, doubled": [
        *["passwordpassword", "letmeinletmeinletmein", "iloveyouiloveyou", "dragonmonkey1234", "footballbaseball"],
        *["password password", "password-password", "p a s s w o r d 1 2 3", "drowssapdrowssap", "hellohellohello"],
        *["this is a password", "mypasswordispassword", "topsecretpassword", "password1password2password3"],
    ],
    "with digits, years and signs around": [
        *["Password12345678!", "password20262026", "Welcome2024!Welcome", "qwerty1234567890", "Summer2026!Winter"],
        *["P@ssw0rd!2024!!", "Sunshine!2024!!", "administrator123", "changeme12345678", "...password......"],
    ],
    "in other letters": [
        *["P@ssw0rdP@ssw0rd", "p4ssw0rdp4ssw0rd", "L3tm31n!L3tm31n!", "W3lc0m3W3lc0m3!!", "pässwördpässwörd"],
        *["\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44password", "pass\u200bword\u200bpass\u200bword"],
    ],
    "repeats": ["a" * 15, "ab" * 8, "abc" * 5, "aaaaabbbbbccccc", "abc123abc123abc123", "hahahahahahahaha", "." * 16],
    "sequences": ["abcdefghijklmnop", "zyxwvutsrqponmlk", "a1b2c3d4e5f6g7h8", "aabbccddeeffgghh", "0123456789abcdef"],
    "rows of keys": [
        *["qwertyuiopasdfgh", "1qaz2wsx3edc4rfv", "!QAZ2wsx#EDC4rfv", "zaq12wsxcde34rfv", "poiuytrewqlkjhgf"],
        *["qweasdzxcrtyfghvbn", "azertyuiopqsdfg", "!@#$%^&*()!@#$%^", "1q2w3e4r5t6y7u8i"],
    ],
    "digits": ["123456789012345", "904-555-0101-904", "01/01/1980-01/01", "31415926535897932"],
    "what everybody knows": [
        *["correcthorsebatterystaple", "correct horse battery staple", "the quick brown fox", "maytheforcebewithyou"],
        *["monday tuesday wednesday", "one two three four", "to be or not to be", "January2026January"],
    ],
    "the clinic and who has the account": [
        *[
            "heronbayorthopedics",
            "Heron Bay Orthopedics!",
            "HeronBay2026!!!!",
            "H3r0nB4y0rth0p3d1cs",
            "ilovemyclinic123",
        ],
        *["nwhitfieldnwhitfield", "Nora1980Whitfield", "nora.whitfield1234", "jacksonville904!", "frontdeskfrontdesk"],
    ],
}
GOOD = [
    *[
        "correct horse battery",
        "four blue pelicans swim",
        "otter kite moon",
        "purple kettle on the roof",
        "lamp river sandwich",
    ],
    *[
        "SandwichLampRiver7",
        "velvet.anchor.biscuit",
        "7392-lemon-broccoli",
        "my cat hates thunder",
        "the garden smells of rain",
    ],
    *["blue herons eat oranges", "kneecap waltz dumpling", "je mange du fromage", "паровоз летит мимо окна"],
    *["x9Kq2vTz8LmW4rBn7YpD", "Tr7$kLm!92xQpZw", "d8f7a9c2b1e4f6a3", "a password of our own"],
]


@pytest.mark.parametrize("password", [password for kind in WEAK.values() for password in kind])
def test_what_is_easy_to_guess_is_known_however_long(password):
    assert len(password) >= 15 and is_guessable(password, NAMES)


@pytest.mark.parametrize("password", GOOD)
def test_words_that_do_not_belong_together_are_good_and_so_are_random_signs(password):
    assert not is_guessable(password, NAMES)


def test_what_a_machine_chose_is_good():
    for letters in (string.ascii_letters + string.digits, string.ascii_lowercase, string.printable.strip()):
        chosen = "".join(secrets.choice(letters) for _ in range(20))
        assert not is_guessable(chosen, NAMES), chosen


def test_a_name_is_no_reason_against_good_words_beside_it():
    assert not is_guessable("heron lamp violin cheese", NAMES) and is_guessable("heron bay heron bay", NAMES)


def test_the_time_to_judge_does_not_grow_with_the_password():
    assert is_guessable("a" * 4_000_000)


def test_the_clinic_and_the_account_are_asked_for_their_names(clinic):
    nora = User(username="nwhitfield", first_name="Nora", last_name="Whitfield")
    validate_password("four blue herons swim", nora)
    for password in ("Pelican Point 2026", "whitfield-nora-1980"):
        with pytest.raises(ValidationError, match="Choose three or four words that do not belong together"):
            validate_password(password, nora)


def test_a_first_account_made_without_questions_needs_a_good_password_too(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "passwordpassword")
    make = {"interactive": False, "username": "root", "email": "", "verbosity": 0}
    with pytest.raises(CommandError, match="easy to guess"):
        call_command("createsuperuser", **make)
    assert not User.objects.exists()
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "purple kettle on the roof")
    call_command("createsuperuser", **make)
    assert User.objects.get().check_password("purple kettle on the roof")
