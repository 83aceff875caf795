"""Passkeys (WebAuthn), as a second factor: the browser asks for a finger, a face or a PIN, and signs our challenge.

Yubico's fido2 verifies what comes back: the challenge, the site's address and name, that the person was verified, and
the signature. What it leaves to the site is here: that a challenge is good once, and that a key was not copied.
"""

import json
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from clinic_site.accounts import second_factor
from clinic_site.accounts.models import Passkey
from clinic_site.directory.clinic import Clinic

# fido2 is imported where it is used: it takes 11 MB of memory, and most processes only show pages.

CHALLENGE = "passkey_challenge"  # what the session calls it
MOST = 10  # passkeys of one account


class Refused(Exception):
    """Why a passkey was not taken, in a sentence for the person who tried."""


def possible():
    """Whether browsers can make passkeys for this site: they want a name, not a number such as 127.0.0.1."""
    try:
        ip_address(settings.SITE_HOST.strip("[]"))
    except ValueError:
        return True
    return False


def begin_adding(session, user):
    """Options for navigator.credentials.create(), as JSON; the challenge stays in `session`."""
    options, session[CHALLENGE] = _server().register_begin(
        {"id": f"clinic-{user.pk}".encode(), "name": user.get_username(), "displayName": str(user)},
        credentials=[_credential(passkey) for passkey in user.passkeys.all()],
        user_verification="required",
        resident_key_requirement="discouraged",
    )
    return json.dumps(dict(options.public_key))


def add(session, user, answer, name, *, at=None):
    """Keep the passkey that the browser's `answer` (JSON) tells of. Raises Refused."""
    challenge = _challenge(session)
    if user.passkeys.count() >= MOST:
        raise Refused(f"You have {MOST} passkeys. Remove one that you do not use any more.")
    with _read(answer) as response:
        _look_at_address(response)
        data = _server().register_complete(challenge, response)
    at = at or timezone.now()
    passkey, new = Passkey.objects.get_or_create(
        key_id=_text(data.credential_data.credential_id),
        defaults={
            "user": user,
            "name": name,
            "public_key": bytes(data.credential_data),
            "count": data.counter,
            "added_at": at,
        },
    )
    if not new:
        raise Refused("This passkey is known already. Choose another device, or use the one that you have.")
    second_factor.note(user, f"A passkey was added: {name}.", by=user, at=at)
    return passkey


def begin_asking(session, user):
    """Options for navigator.credentials.get(), as JSON; the challenge stays in `session`. "" without passkeys."""
    credentials = [_credential(passkey) for passkey in user.passkeys.all()]
    if not credentials:
        return ""
    options, session[CHALLENGE] = _server().authenticate_begin(credentials, user_verification="required")
    return json.dumps(dict(options.public_key))


def check(session, user, answer, *, at=None):
    """Whether the browser's `answer` (JSON) is signed by a passkey of `user`. Raises Refused where it is not."""
    challenge = _challenge(session)
    passkeys = {passkey.key_id: passkey for passkey in user.passkeys.all()}
    with _read(answer) as response:
        _look_at_address(response)
        passkey = passkeys.get(str(response["id"]).rstrip("="))
        if passkey is None:
            raise Refused("This passkey is not one of your account. Use one that you added, or a code.")
        _server().authenticate_complete(challenge, [_credential(passkey)], response)
        count = _count(response)
    if (count or passkey.count) and count <= passkey.count:
        second_factor.note(user, f"A passkey was refused, since it may be a copy: {passkey.name}.", by=user, at=at)
        raise Refused(
            "This passkey counts fewer uses than it told us before: somebody may have copied it. Nothing was lost. "
            "Sign in another way, then remove it and add it anew."
        )
    same = Passkey.objects.filter(pk=passkey.pk, count=passkey.count)
    if not same.update(count=count, used_at=at or timezone.now()):
        raise Refused("This passkey was used in another window at the same moment. Try again.")


def _challenge(session):
    if challenge := session.pop(CHALLENGE, None):
        return challenge
    raise Refused("This page was used before. Here it is once more: try again.")


@contextmanager
def _read(answer):
    """What a browser sent, as a dict. Whatever it is, and whatever cannot be read in it, is refused in words."""
    if not answer:
        raise Refused("A passkey needs JavaScript, which did not run in your browser. Use a code, or an app, instead.")
    try:
        response = json.loads(answer)
        response["id"], response["rawId"], response["response"]["clientDataJSON"]  # noqa: B018
        yield response
    except Refused:
        raise
    except Exception as error:  # fido2 raises what the bytes make it raise
        raise Refused("Your browser's answer did not fit. Nothing was lost: try again, or use a code.") from error


def _look_at_address(response):
    from fido2.webauthn import CollectedClientData

    told = CollectedClientData(_bytes(response["response"]["clientDataJSON"]))
    if told.origin != _origin():
        raise Refused(
            f"This passkey was used on another site ({told.origin[:60]}), and not on {settings.SITE_URL}. Nothing was "
            "lost. Look at the address above, and sign in there."
        )


def _count(response):
    from fido2.webauthn import AuthenticatorData

    return AuthenticatorData(_bytes(response["response"]["authenticatorData"])).counter


def _server():
    from fido2.server import Fido2Server

    party = {"id": settings.SITE_HOST.lower(), "name": Clinic.load().name or settings.SITE_HOST}
    return Fido2Server(party, attestation="none", verify_origin=lambda origin: origin == _origin())


def _origin():
    """The site's address as browsers write it: in small letters, without the usual port."""
    address = urlsplit(settings.SITE_URL.lower())
    usual = {"https": ":443", "http": ":80"}.get(address.scheme, "")
    return f"{address.scheme}://{address.netloc.removesuffix(usual)}"


def _credential(passkey):
    from fido2.webauthn import AttestedCredentialData

    return AttestedCredentialData(bytes(passkey.public_key))


def _bytes(text):
    from fido2.utils import websafe_decode

    return websafe_decode(text)


def _text(data):
    return urlsafe_b64encode(data).decode().rstrip("=")
