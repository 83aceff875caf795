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

from clinic_site.secret_key import booking_keys

# Cryptography is imported where it is used: it takes 7 MB of memory, and most processes only show pages.


class WrongKey(Exception):
    """None of BOOKING_KEYS opens what is stored, or there is no key at all."""


def check(keys):
    """Raises ValueError where one of `keys` is none: not 32 bytes in URL-safe base64."""
    if keys:
        _ring(*keys)


def ensure_key(**kwargs):
    """Make the booking key of a site that has none, after `migrate` saw that nothing is sealed with another."""
    if not settings.BOOKING_KEYS:
        settings.BOOKING_KEYS = booking_keys(settings.DATA_DIR)


def seal(text):
    """`text` as nobody reads it without the key. Raises WrongKey where there is none."""
    return _ring(*_keys()).encrypt(text.encode()).decode()


def unseal(token):
    """The text that `seal` was given. Raises WrongKey, with the remedy."""
    content = _opened(token, _keys())
    if content is None:
        raise WrongKey(
            "None of the keys in BOOKING_KEYS opens this. Put the key back with which it was sealed; nothing is lost."
        )
    return content.decode()


def is_current(token):
    """Whether `token` was sealed with the first key."""
    return _opened(token, _keys()[:1]) is not None


def keyed_hash(purpose, value):
    """64 hex digits that stand for `value`, under the first key; "" for an empty value."""
    return _hash(_keys()[0], purpose, value) if value else ""


def keyed_hashes(purpose, value):
    """Return the hashes of `value`, one for each key, the first key first."""
    return [_hash(key, purpose, value) for key in _keys()] if value else []


def plain_name(name):
    """A name in the one spelling it is looked up by: no case, no accents, letters alone."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[^\w]|[\d_]", "", "".join(c for c in letters if not unicodedata.combining(c)))


def _keys():
    """BOOKING_KEYS, of which there is one at least. Raises WrongKey where the key was lost."""
    keys = settings.BOOKING_KEYS or booking_keys(settings.DATA_DIR, new=False)
    if not keys:
        raise WrongKey("There is no booking key. Put the key back with which requests were sealed; nothing is lost.")
    return keys


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
