"""Slow down who guesses passwords and codes: counted before one is looked at (ADR 0032, 0040)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from uuid import UUID

from spm_oversight.domain.errors import TooOften
from spm_oversight.domain.throttle import ACCOUNT, ADDRESS, CODE, Limit, Tries
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import begin_system

# One subscriber has a whole network of this size, and would otherwise be as many addresses as they like.
_IPV6_SUBSCRIBER = 64


def count_try(*, email: str, address: str) -> timedelta:
    """Count a try as a wrong one, before the password is looked at; how long to wait should it be one.

    Counted first, and held while it is: of a hundred tries that come at once no more are let through than of a hundred
    that come one by one. ``TooOften`` while an earlier wait lasts; such a try counts as none. An address that nobody
    has is counted like one that somebody has.
    """
    return _count(dict(zip(_keys(email, address), (ACCOUNT, ADDRESS), strict=True)))


def count_code(account: UUID) -> timedelta:
    """The same for a second step: one count for the account, from wherever it is tried."""
    return _count({_code_key(account): CODE})


def _count(limits: Mapping[bytes, Limit]) -> timedelta:
    with begin_system() as work:
        held, now = work.sign_in_tries.hold(*limits)
        left = max(each.left(now) for each in held.values())
        if left <= timedelta():
            counted = {key: held[key].one_more(limit, now) for key, limit in limits.items()}
            work.sign_in_tries.keep(counted)
            return max(each.left(now) for each in counted.values())
        # Raised within: what was made to be held is not kept, so that nobody fills the table either.
        raise TooOften(
            f"Terlalu banyak percobaan yang salah. Tunggu {_told(left)}, lalu coba lagi. Tidak ada akun yang ditutup.",
            left,
        )


def take_back(work: Work, *, email: str, address: str) -> None:
    """The try was a right one: the account's count begins anew, the address is no better off than before it.

    So nobody clears an address by signing in with an account of their own between two guesses.
    """
    account, place = _keys(email, address)
    held, now = work.sign_in_tries.hold(account, place)
    one_less = max(held[place].wrong - 1, 0)
    work.sign_in_tries.keep(
        {
            account: Tries(0, now),
            place: Tries(one_less, min(held[place].until, now + ADDRESS.wait(one_less))),
        }
    )


def take_back_code(work: Work, account: UUID) -> None:
    """The second step was a right one: its count begins anew."""
    key = _code_key(account)
    _, now = work.sign_in_tries.hold(key)
    work.sign_in_tries.keep({key: Tries(0, now)})


def forget_tries(work: Work) -> int:
    """Forget the counts that begin anew anyway; how many."""
    return work.sign_in_tries.forget(work.now - CODE.forgotten)


def _keys(email: str, address: str) -> tuple[bytes, bytes]:
    """Under which key the account from this address is counted, and under which the address."""
    network = _network(address)
    return (_hash(f"{email.strip().lower()} {network}"), _hash(network))


def _code_key(account: UUID) -> bytes:
    return _hash(f"code {account}")


def _hash(text: str) -> bytes:
    return sha256(text.encode()).digest()


def _network(address: str) -> str:
    """The address, for IPv6 the network of its subscriber; as it stands where it is none."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return str(ip_network((known, _IPV6_SUBSCRIBER), strict=False))
    return str(known)


def _told(wait: timedelta) -> str:
    seconds = max(ceil(wait.total_seconds()), 1)
    return f"{seconds} detik" if seconds < 120 else f"{ceil(seconds / 60)} menit"
