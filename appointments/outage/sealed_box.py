"""The sealed box of the spool: the web process seals with a public key; the private key is the sender's alone.

It is HPKE (RFC 9180) of `cryptography`, one message a box: X25519, HKDF-SHA256, ChaCha20-Poly1305. Each box has a key
of its own, of which the web process keeps nothing, so that it cannot read back what it has sealed.
"""

import hashlib
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.conf import settings

from appointments.outage import files
from clinic_site.environment import BadSetting
from clinic_site.secret_key import spool_keys

# Cryptography is imported where it is used: it takes 7 MB of memory, and most processes only show pages.

PADDED = 8 * 1024  # bytes: nearly all boxes have the same length, which then tells nothing of what is in them


class Unopened(Exception):
    """None of the private keys opens the box, or it is damaged."""


def public_key_file():
    return settings.SPOOL / "public_key"


def prepare():
    """Make the key pair where there is none, and lay its public half where the web process reads it. Where the private
    key is another account's, that one does.

    Raises BadSetting where SPOOL_KEY can neither be read nor made.
    """
    try:
        keys = spool_keys(settings.SPOOL_KEY)
    except BadSetting as error:
        if isinstance(error.__cause__, PermissionError) and public_key_file().exists():
            return
        raise
    public = urlsafe_b64encode(_public(keys[0])) + b"\n"
    if not public_key_file().exists() or public_key_file().read_bytes() != public:
        files.folder()
        files.write(public_key_file(), public)


def can_open():
    """Whether this process has the private key: the sender's, where the administrator gave it to that one alone."""
    return os.access(settings.SPOOL_KEY, os.R_OK)


def key_id():
    """16 hex digits that name the public key."""
    return _id(_current())


def seal(content, context):
    """`content`, padded with spaces, in a box; it opens with the same `context` alone. Both are bytes."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    padded = content.ljust(-(-len(content) // PADDED) * PADDED)
    return _suite().encrypt(padded, X25519PublicKey.from_public_bytes(_current()), context)


def unseal(box, context, key_id):
    """What `seal` was given, with the spaces. Raises Unopened."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    for key in settings.SPOOL_KEY.read_text().split():
        if _id(_public(key)) == key_id:
            try:
                return _suite().decrypt(box, X25519PrivateKey.from_private_bytes(urlsafe_b64decode(key)), context)
            except (InvalidTag, ValueError):
                break
    raise Unopened


def _current():
    return urlsafe_b64decode(public_key_file().read_bytes())


def _public(key):
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(urlsafe_b64decode(key)).public_key().public_bytes_raw()


def _id(public):
    return hashlib.sha256(public).hexdigest()[:16]


def _suite():
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
