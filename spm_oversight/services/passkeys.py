"""Passkeys (WebAuthn): what a browser is asked to sign, and what its answer is worth (ADR 0041).

A challenge is sealed and carries what it is for, so that nothing is stored until one was answered rightly.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from spm_oversight.domain.access import Actor
from spm_oversight.domain.errors import Invalid
from spm_oversight.persistence.passkeys import Passkey
from spm_oversight.persistence.seal import seal
from spm_oversight.persistence.work import Work

CHALLENGE_LASTS = timedelta(minutes=10)
_MILLISECONDS = 1000
STALE = "Halaman ini terlalu lama terbuka, atau sudah pernah dikirim. Coba sekali lagi."
REFUSED = "Kunci sandi itu tidak dapat dipakai di sini. Coba sekali lagi, atau masuk dengan cara lain."
_SIGN_IN = "sign in"


@dataclass(frozen=True)
class Asker:
    """Who asks a browser to sign: the site's address, and something this browser's session alone has."""

    origin: str
    browser: str

    @property
    def rp(self) -> str:
        """The host for which passkeys are made; others cannot ask for them."""
        return urlsplit(self.origin).hostname or ""


def sign_in_options(asker: Asker, now: datetime, passkeys: tuple[Passkey, ...] = ()) -> str:
    """What the browser is asked to sign in with, as JSON: any passkey of this site, or one of those given."""
    options = webauthn.generate_authentication_options(
        rp_id=asker.rp,
        challenge=_challenge(asker, _SIGN_IN, now),
        timeout=int(CHALLENGE_LASTS.total_seconds()) * _MILLISECONDS,
        allow_credentials=_named(passkeys),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def new_options(asker: Asker, actor: Actor, now: datetime, passkeys: tuple[Passkey, ...]) -> str:
    """What the browser is asked to make, as JSON; no second one where one of ``passkeys`` is."""
    options = webauthn.generate_registration_options(
        rp_id=asker.rp,
        rp_name="Pengawasan SPM",
        user_id=actor.account.bytes,
        user_name=actor.email,
        user_display_name=actor.name,
        challenge=_challenge(asker, _adding(actor.account), now),
        timeout=int(CHALLENGE_LASTS.total_seconds()) * _MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_named(passkeys),
    )
    return webauthn.options_to_json(options)


def keep(work: Work, asker: Asker, account: UUID, *, answer: str, name: str) -> None:
    """Keep the passkey a browser has made; ``Invalid`` where the answer is not to what we asked, or not now."""
    with _refusing():
        told = parse_registration_credential_json(answer)
        challenge = parse_client_data_json(told.response.client_data_json).challenge
        _spend(work, asker, _adding(account), challenge)
        made = webauthn.verify_registration_response(
            credential=told,
            expected_challenge=challenge,
            expected_rp_id=asker.rp,
            expected_origin=asker.origin,
            require_user_verification=True,
        )
    work.passkeys.add(
        account,
        credential=made.credential_id,
        public_key=made.credential_public_key,
        uses=made.sign_count,
        name=name,
    )


def shown(work: Work, asker: Asker, *, answer: str) -> Passkey:
    """The passkey whose owner has shown themselves by it, with finger, face or PIN; ``Invalid`` otherwise.

    Its count must rise where the authenticator keeps one: a copy of it would fall behind.
    """
    with _refusing():
        told = parse_authentication_credential_json(answer)
        challenge = parse_client_data_json(told.response.client_data_json).challenge
        _spend(work, asker, _SIGN_IN, challenge)
        known = work.passkeys.hold(told.raw_id)
        if known is None or told.response.user_handle not in (None, known.account.bytes):
            raise Invalid(REFUSED)
        verified = webauthn.verify_authentication_response(
            credential=told,
            expected_challenge=challenge,
            expected_rp_id=asker.rp,
            expected_origin=asker.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.uses,
            require_user_verification=True,
        )
    work.passkeys.used(known.id, verified.new_sign_count)
    return known


def _challenge(asker: Asker, purpose: str, now: datetime) -> bytes:
    return seal.close(purpose, secrets.token_bytes(16) + asker.browser.encode(), now)


def _spend(work: Work, asker: Asker, purpose: str, challenge: bytes) -> None:
    """Take a challenge of ours: for this purpose, of this browser, young, and never before."""
    data = seal.open(purpose, challenge, work.now, CHALLENGE_LASTS)
    if data is None or data[16:] != asker.browser.encode() or not work.passkeys.spend(challenge):
        raise Invalid(STALE)


def _adding(account: UUID) -> str:
    return f"passkey {account.hex}"


def _named(passkeys: tuple[Passkey, ...]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=each.credential) for each in passkeys]


@contextmanager
def _refusing() -> Iterator[None]:
    """What the library finds wrong, or what is no answer of a browser at all, is told alike."""
    try:
        yield
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Invalid(REFUSED) from error
