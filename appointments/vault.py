"""Personal words at rest: sealed with the first of BOOKING_KEYS, opened with any of them, found by keyed hashes.

Fernet (cryptography) encrypts and authenticates. The hash key is derived from the same key, so that the database
alone neither reads nor finds anybody: HMAC-SHA256 over a value in one spelling.
"""

import hashlib
import hmac
import re
import unicodedata
from base64 import urlsafe_b64decode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class WrongKey(Exception):
    """None of BOOKING_KEYS opens what is stored."""


def seal(text):
    return _ring(*settings.BOOKING_KEYS).encrypt(text.encode()).decode()


def unseal(token):
    """The text that `seal` was given. Raises WrongKey, with the remedy."""
    try:
        return _ring(*settings.BOOKING_KEYS).decrypt(token).decode()
    except InvalidToken:
        raise WrongKey(
            "None of the keys in BOOKING_KEYS opens this. Put the key back with which it was sealed; nothing is lost."
        ) from None


def is_current(token):
    """Whether `token` was sealed with the first key."""
    try:
        _ring(settings.BOOKING_KEYS[0]).decrypt(token)
    except InvalidToken:
        return False
    return True


def keyed_hash(purpose, value):
    """64 hex digits that stand for `value`, under the first key; "" for an empty value."""
    return _hash(settings.BOOKING_KEYS[0], purpose, value) if value else ""


def keyed_hashes(purpose, value):
    """What `value` may be stored as: its hash under each key, the first one first."""
    return [_hash(key, purpose, value) for key in settings.BOOKING_KEYS] if value else []


def plain_name(name):
    """A name in the one spelling it is looked up by: no case, no accents, letters alone."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[^\w]|[\d_]", "", "".join(c for c in letters if not unicodedata.combining(c)))


@lru_cache(maxsize=8)
def _ring(*keys):
    return MultiFernet([Fernet(key) for key in keys])


@lru_cache(maxsize=8)
def _hash_key(key):
    return HKDF(SHA256(), length=32, salt=None, info=b"appointments: look-up").derive(urlsafe_b64decode(key))


def _hash(key, purpose, value):
    return hmac.new(_hash_key(key), f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()
