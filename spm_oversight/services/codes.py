"""Codes beside the password: six digits of an authenticator app (RFC 6238), and recovery codes on paper (ADR 0040)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pyotp import random_base32
from pyotp.totp import TOTP
from pyotp.utils import strings_equal

from spm_oversight.persistence.seal import seal
from spm_oversight.persistence.work import Work
from spm_oversight.services.first_password import first_password

ISSUER = "Pengawasan SPM"
RECOVERY_CODES = 10
# 138 bits: ASVS 11.5.1 asks for 128, and a plain hash keeps what has 112 and more (6.5.2).
_GROUPS = 7
_DIGITS, _LONGEST = 6, 64
# The code before is taken too, for who types slowly; the next one, for a phone whose clock is ahead.
_DRIFT = (0, -1, 1)


@dataclass(frozen=True)
class Secret:
    """An app's secret in Base32, and the account it is for."""

    account: UUID
    text: str

    @classmethod
    def new(cls, account: UUID) -> Secret:
        """160 random bits."""
        return cls(account, random_base32())

    @classmethod
    def opened(cls, account: UUID, sealed: bytes, now: datetime) -> Secret | None:
        """What ``sealed`` wrote for this account; None for another's, or one sealed under a key that is not known."""
        text = seal.open(_purpose(account), sealed, now)
        return cls(account, text.decode()) if text else None

    def sealed(self, now: datetime) -> bytes:
        """As it lies in the database, readable under the account's own id alone."""
        return seal.close(_purpose(self.account), self.text.encode(), now)

    def address(self, email: str) -> str:
        """What the QR code says to the app (otpauth://)."""
        return TOTP(self.text).provisioning_uri(name=email, issuer_name=ISSUER)

    def step_of(self, code: str, now: datetime) -> int | None:
        """Which 30 seconds since 1970 a code is of; None where it is of none near now."""
        generator = TOTP(self.text)
        for drift in _DRIFT:
            step = generator.timecode(now) + drift
            if strings_equal(code, generator.generate_otp(step)):
                return step
        return None


def typed(code: str) -> str:
    """A code as it is compared, however it was typed: without blanks and hyphens, in small letters."""
    return "".join(each for each in code[:_LONGEST] if each.isalnum()).lower()


def new_recovery_codes(work: Work, account: UUID) -> tuple[str, ...]:
    """Ten codes, each good once, in place of those before. They are shown now and kept as hashes."""
    codes = tuple(first_password(_GROUPS) for _ in range(RECOVERY_CODES))
    work.second_steps.put_codes(account, (typed(code) for code in codes))
    work.record.add("recovery_codes_made", str(account), codes=len(codes))
    return codes


def take(work: Work, account: UUID, code: str) -> str:
    """Take a code of an account: ``app`` or ``recovery`` once for each, empty where it is wrong or was taken before."""
    code = typed(code)
    if len(code) != _DIGITS or not (code.isascii() and code.isdecimal()):
        return "recovery" if work.second_steps.take_code(account, code) else ""
    app = work.second_steps.app(account)
    secret = Secret.opened(account, app.sealed, work.now) if app else None
    step = secret.step_of(code, work.now) if secret else None
    if app is None or secret is None or step is None:
        return ""
    # Sealed anew each time: what a former key has sealed is under the present one once it was used.
    return "app" if work.second_steps.take_step(account, step, app.sealed, secret.sealed(work.now)) else ""


def _purpose(account: UUID) -> str:
    return f"app {account.hex}"
