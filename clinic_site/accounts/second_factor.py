"""The second factor: codes of an authenticator app (RFC 6238), and recovery codes for the day the phone is gone.

What is needed of RFC 6238 is in `cryptography`, which the site has anyway. Passkeys: passkeys.py. Why no larger
library: docs/decisions/0013.
"""

import secrets
from base64 import b32decode, b32encode
from urllib.parse import quote, urlencode

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from clinic_site import encryption
from clinic_site.accounts import letters, sessions
from clinic_site.accounts.models import Account, Passkey, RecoveryCode

DIGITS, STEP = 6, 30  # of a code; seconds that it is shown
DRIFT = 1  # steps that a phone's clock may be behind or ahead
CODES = 10  # for recovery; each begins with its position
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"  # as in references of requests: nothing that looks alike
LENGTH = 12  # of a recovery code, its position included: 27 ** 11 of them, 52 bits


def has_app(user):
    return Account.objects.filter(user=user).exclude(sealed_app_secret="").exists()


def has_any(user):
    return has_app(user) or Passkey.objects.filter(user=user).exists()


def new_app_secret():
    """160 random bits (RFC 4226, section 4) as people type them: 32 letters and digits, in fours."""
    text = b32encode(secrets.token_bytes(20)).decode()
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def app_address(secret, user, issuer):
    """What the QR code says: otpauth://totp/..., which authenticator apps agreed on."""
    issuer = issuer.replace(":", " ")
    label = quote(f"{issuer}:{user.get_username()}")
    query = urlencode({"secret": secret.replace(" ", ""), "issuer": issuer, "digits": DIGITS, "period": STEP})
    return f"otpauth://totp/{label}?{query.replace('+', '%20')}"


def code_at(secret, step):
    """The code that an app with `secret` shows in a step of 30 seconds since 1970."""
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

    key = b32decode(secret.replace(" ", ""))
    return TOTP(key, DIGITS, SHA1(), STEP).generate(step * STEP).decode()  # noqa: S303 (what apps can do)


def step_of(secret, code, at=None):
    """The step whose code `code` is, of those around `at`; None where it is none of theirs."""
    now = int((at or timezone.now()).timestamp()) // STEP
    steps = range(now - DRIFT, now + DRIFT + 1)
    return next((step for step in reversed(steps) if constant_time_compare(code_at(secret, step), code)), None)


@transaction.atomic
def add_app(user, secret, code, *, at=None):
    """Make the app with `secret`, which shows `code`, the second factor of `user`; returns whether the code was right.

    Another app that there was shows wrong codes from now on.
    """
    step = step_of(secret, plain(code), at)
    if step is None:
        return False
    changes = {"sealed_app_secret": encryption.seal(secret), "app_last_step": step}
    Account.objects.update_or_create(user=user, defaults=changes)
    note(user, "An authenticator app was added.", by=user, at=at)
    return True


def verify(user, typed, *, at=None):
    """Whether `typed` is a code of the app of `user`, or a recovery code. Each is good once.

    Raises encryption.WrongKey where the app's secret cannot be read.
    """
    code = plain(typed)
    if len(code) == DIGITS and code.isdecimal():
        return _use_app(user, code, at)
    if len(code) == LENGTH and code[0].isdecimal():
        return _use_recovery_code(user, code, at)
    return False


def plain(typed):
    """A code in its one spelling: "123 456" is 123456, "3k7m-…" is 3K7M…."""
    return "".join(character for character in typed.upper() if character.isascii() and character.isalnum())[:50]


def new_recovery_codes(user):
    """Ten codes in place of all former ones, to be shown now: they cannot be read again."""
    codes = [f"{position}{''.join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))}" for position in range(CODES)]
    hashes = [make_password(code) for code in codes]  # before the database is locked: it takes its time
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=user, position=position, code_hash=code) for position, code in enumerate(hashes)
        )
    return ["-".join(code[i : i + 4] for i in range(0, LENGTH, 4)) for code in codes]


@transaction.atomic
def remove_app(user, *, by, at=None):
    Account.objects.filter(user=user).update(sealed_app_secret="", app_last_step=0)
    note(user, "The authenticator app was removed.", by=by, at=at)
    _forget_codes_of_nothing(user)


@transaction.atomic
def remove_passkey(passkey, *, by, at=None):
    passkey.delete()
    note(passkey.user, f"A passkey was removed: {passkey.name}.", by=by, at=at)
    _forget_codes_of_nothing(passkey.user)


@transaction.atomic
def remove_all(user, *, by, at=None):
    """Remove every second factor of `user`, and end their sessions: who lost the phone signs in by password again.

    `by`: a manager, or None for whoever runs the server.
    """
    Account.objects.filter(user=user).update(sealed_app_secret="", app_last_step=0, required_since=None)
    Passkey.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    sessions.end_all(user)
    who = "a manager" if by else "whoever runs the server"
    note(user, f"Your second factor was removed by {who}.", by=by or user, at=at)


def note(user, what, *, by, at=None):
    """Write into the account's history that `by` did `what`, and tell its owner."""
    LogEntry.objects.log_actions(by.pk, [user], CHANGE, change_message=what, single_object=True)
    letters.second_factor_changed(user, what, at=at)


def _use_app(user, code, at):
    account = Account.objects.filter(user=user).exclude(sealed_app_secret="").first()
    if account is None:
        return False
    step = step_of(encryption.unseal(account.sealed_app_secret), code, at)
    fresh = Account.objects.filter(pk=account.pk, app_last_step__lt=step or 0)
    return bool(step and fresh.update(app_last_step=step))


def _use_recovery_code(user, code, at):
    row = RecoveryCode.objects.filter(user=user, position=int(code[0])).first()
    if row is None or not check_password(code, row.code_hash):
        return False
    with transaction.atomic():
        if not RecoveryCode.objects.filter(pk=row.pk).delete()[0]:
            return False  # the same moment, in another window
        left = RecoveryCode.objects.filter(user=user).count()
        note(user, f"A recovery code was used to sign in. {left} are left.", by=user, at=at)
    return True


def _forget_codes_of_nothing(user):
    if not has_any(user):
        RecoveryCode.objects.filter(user=user).delete()
