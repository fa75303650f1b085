"""First passwords: what they look like, and which account they open."""

from __future__ import annotations

import secrets
from uuid import UUID

from spm_oversight.domain.scope import Scope
from spm_oversight.persistence.work import Work
from spm_oversight.services.sign_in import hash_password

# Without letters and digits that look alike on paper: a first password is often read out.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def first_password(groups: int = 4) -> str:
    """Random characters in groups of four, 20 bits each (usually 79 bits), to be read out or written down once."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(groups))


def account_for(register: Work, email: str, name: str, hashed: str, reach: Scope) -> UUID:
    """The account with this address, made when nobody has it; ``register`` is a work of the system.

    Until the person has chosen a password, each appointment replaces the first one: a second try heals the first, and
    nobody keeps the password to an address that others trust. But it never opens a membership outside ``reach``, the
    appointing scope: then no password opens the account until the platform gives out a new one.
    """
    known = register.accounts.by_email(email)
    if known and known.must_change_password:
        opens = hashed if opens_only(register, known.id, reach) else hash_password(first_password())
        register.accounts.set_password(known.id, opens, must_change=True)
        register.record.add("password_renewed", str(known.id), email=email)
    if known:
        return known.id
    account = register.accounts.create(email=email, name=name, password_hash=hashed)
    register.record.add("account_created", str(account), email=email)
    return account


def opens_only(register: Work, account: UUID, reach: Scope) -> bool:
    """Whether an account opens no membership outside ``reach``."""
    return all(_within(each.scope, reach) for each in register.accounts.memberships_of(account))


def _within(scope: Scope, reach: Scope) -> bool:
    """Whether ``reach`` may give out all that ``scope`` opens: the same place, or a higher one around it."""
    if reach.system or reach == scope:
        return True
    return reach.write_province is not None and reach.write_province == scope.province
