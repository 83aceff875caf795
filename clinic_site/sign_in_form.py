"""Signing in at the admin: who guesses waits longer each time, and keeps nobody else waiting.

Waits count by account and network address together. Never by the account alone: whoever knows a user name could lock
its owner out. Nor by the address alone, which a whole clinic may share: an address that failed often only has no tries
left without a wait, for each account its own.
"""

import logging

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from appointments import rate, vault
from clinic_site import hashing

FREE = 5  # tries at one account from one address before the first wait
FREE_OF_MANY = 1  # and from an address that failed MANY times in an hour, whatever accounts it tried
MANY = 30
BUSY_FOR = 5  # seconds

logger = logging.getLogger("clinic_site.sign_in")


class SignInForm(AdminAuthenticationForm):
    """After `is_valid`, `status` is the response's, and `retry_after` says in how many seconds to try again."""

    status = 200
    retry_after = None

    def clean(self):
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password:
            return super().clean()
        address = rate.address_of(self.request)
        who = f"{address} {name}"
        if seconds := rate.seconds_to_wait(who):
            self.refuse(429, seconds, _too_many(seconds))
        with hashing.place() as free:
            if not free:
                self.refuse(503, BUSY_FOR, f"Others are signing in at this moment. Try again in {BUSY_FOR} seconds.")
            free_tries = FREE_OF_MANY if rate.failed(address) >= MANY else FREE
            may, seconds = rate.begin_try(who, free=free_tries)
            if not may:
                self.refuse(429, seconds, _too_many(seconds))
            try:
                cleaned = super().clean()
            except ValidationError as error:
                rate.fail(address)
                _log(name, address)
                raise ValidationError([error, _next_try(seconds)] if seconds else error) from error
        rate.succeed(who)
        return cleaned

    def refuse(self, status, seconds, words):
        self.status, self.retry_after = status, seconds
        raise ValidationError(words, code="wait")


def _log(name, address):
    """A name that is no account may be a password typed into the wrong field: it is not written down."""
    account = User.objects.filter(username=name).values_list("username", flat=True).first()
    hashed = vault.keyed_hash("sign-in log", address)[:16]
    logger.warning("Sign-in failed: %s, address %s", f"account {account}" if account else "unknown account", hashed)


def _too_many(seconds):
    return (
        f"There were too many tries to sign in. {_next_try(seconds)} Your user name is kept. If you do not know your "
        "password any more, ask a manager of the clinic for a new one."
    )


def _next_try(seconds):
    return f"You can try again in {_spoken(seconds)}."


def _spoken(seconds):
    if seconds > 90:
        return f"{-(-seconds // 60)} minutes"
    return "1 second" if seconds == 1 else f"{seconds} seconds"
