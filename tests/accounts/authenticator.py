"""An authenticator in software, as WebAuthn lays it down: what a browser would send, for the tests to change."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(data):
    return urlsafe_b64encode(data).decode().rstrip("=")


class Authenticator:
    """`origin` and `site`: where the browser is, and by which name it asks. `flags`: what the person did."""

    def __init__(self, origin="http://testserver", site="testserver"):
        self.origin, self.site = origin, site
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.count, self.flags = 0, PRESENT | VERIFIED

    def create(self, options):
        """The answer to navigator.credentials.create()."""
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(self.flags | ATTESTED) + attested
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options)
        return self._answer(clientDataJSON=text(client), attestationObject=text(attestation))

    def get(self, options):
        """The answer to navigator.credentials.get()."""
        self.count += 1
        data, client = self._data(self.flags), self._client("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=text(client), authenticatorData=text(data), signature=text(signature))

    def _data(self, flags):
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind, options):
        challenge = json.loads(options)["challenge"]
        assert len(urlsafe_b64decode(challenge + "==")) == 32
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, **response):
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response})
