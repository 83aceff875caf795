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

from django.conf import settings

# Cryptography is imported where it is used: it takes 7 MB of memory, and most processes only show pages.


class WrongKey(Exception):
    """None of BOOKING_KEYS opens what is stored."""


def check(keys):
    """Raises ValueError where one of `keys` is none: not 32 bytes in URL-safe base64."""
    _ring(*keys)


def seal(text):
    return _ring(*settings.BOOKING_KEYS).encrypt(text.encode()).decode()


def unseal(token):
    """The text that `seal` was given. Raises WrongKey, with the remedy."""
    content = _opened(token, settings.BOOKING_KEYS)
    if content is None:
        raise WrongKey(
            "None of the keys in BOOKING_KEYS opens this. Put the key back with which it was sealed; nothing is lost."
        )
    return content.decode()


def is_current(token):
    """Whether `token` was sealed with the first key."""
    return _opened(token, settings.BOOKING_KEYS[:1]) is not None


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


def _opened(token, keys):
    """The bytes that were sealed with one of `keys`; None where it was another key."""
    from cryptography.fernet import InvalidToken

    try:
        return _ring(*keys).decrypt(token)
    except InvalidToken:
        return None


@lru_cache(maxsize=8)
def _ring(*keys):
    from cryptography.fernet import Fernet, MultiFernet

    return MultiFernet([Fernet(key) for key in keys])


@lru_cache(maxsize=8)
def _hash_key(key):
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), length=32, salt=None, info=b"appointments: look-up").derive(urlsafe_b64decode(key))


def _hash(key, purpose, value):
    return hmac.new(_hash_key(key), f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()
