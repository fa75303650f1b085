"""An authenticator in software, written from the standard (WebAuthn Level 2, 6.1 and 7) and not from our library.

It signs whatever it is told to, also what a real one would refuse: another origin, nobody verified, a count that fell.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, CREDENTIAL_INCLUDED = 0x01, 0x04, 0x40


class Authenticator:
    """One passkey; ``uses`` counts its signatures."""

    def __init__(self, origin: str, rp: str) -> None:
        self.origin, self.rp, self.uses, self.flags = origin, rp, 0, PRESENT | VERIFIED
        self.credential, self.user = secrets.token_bytes(32), b""
        self._key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: str) -> str:
        """Answer what a page asks to be made."""
        asked = json.loads(options)
        self.user = _bytes(asked["user"]["id"])
        point = self._key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        included = bytes(16) + len(self.credential).to_bytes(2) + self.credential + cbor2.dumps(public)
        data = self._data(self.flags | CREDENTIAL_INCLUDED) + included
        said = self._client("webauthn.create", asked["challenge"])
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer({"clientDataJSON": _text(said), "attestationObject": _text(attestation)})

    def get(self, options: str, **other: Any) -> str:
        """Answer what a page asks to be signed; ``other`` replaces parts of the answer."""
        self.uses += 1
        data = self._data(self.flags)
        said = self._client("webauthn.get", json.loads(options)["challenge"])
        signature = self._key.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        parts = {
            "clientDataJSON": _text(said),
            "authenticatorData": _text(data),
            "signature": _text(signature),
            "userHandle": _text(self.user),
        }
        return self._answer({**parts, **other})

    def _data(self, flags: int) -> bytes:
        return sha256(self.rp.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        named = _text(self.credential)
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
