"""Slow down who guesses passwords and codes: counted before one is looked at (ADR 0032, 0040, 0046)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from uuid import UUID

from spm_oversight.domain.errors import TooOften
from spm_oversight.domain.throttle import ACCOUNT, ADDRESS, CHECK, CODE, UNKNOWN, Limit, Tries
from spm_oversight.persistence.sessions import Place
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import begin_system

_log = logging.getLogger(__name__)
# One subscriber has a whole network of this size, and would otherwise be as many addresses as they like.
_IPV6_SUBSCRIBER = 64
_NONE_SHUT = " Tidak ada akun yang ditutup."
_WAY_ROUND = (
    f"{_NONE_SHUT} Tanpa menunggu: masuk dari peramban atau jaringan yang biasa Anda pakai, dengan kunci sandi, atau"
    " pilih kata sandi baru lewat Lupa kata sandi di peramban ini."
)
# What follows the wait in the answer.
_REST = {UNKNOWN: _WAY_ROUND, CHECK: " Berkas itu belum dibaca dan tidak disimpan."}
PLACE_KNOWN = timedelta(days=90)
"""So long after the last right password from it a place is known."""


def count_try(*, email: str, place: Place) -> timedelta:
    """Count a try as a wrong one, before the password is looked at; how long to wait should it be one.

    Counted first, and held while it is: of a hundred tries that come at once no more are let through than of a hundred
    that come one by one. ``TooOften`` while an earlier wait lasts; such a try counts as none. An address that nobody
    has is counted like one that somebody has.
    """
    with begin_system() as work:
        limits = _limits(work, email, place)
    return _count(limits, f"address {place.address}")


def count_code(account: UUID) -> timedelta:
    """The same for a second step: one count for the account, from wherever it is tried."""
    return _count({_code_key(account): CODE}, f"account {account}")


def count_check(address: str) -> None:
    """Count a file that anybody holds against a paper, before it is read; ``TooOften`` after many from one address."""
    limits = {_hash(f"check {_network(address)}"): CHECK}
    _count(limits, f"address {address}", "Terlalu banyak berkas dicocokkan dari jaringan Anda.")


def _count(
    limits: Mapping[bytes, Limit], who: str, what: str = "Terlalu banyak percobaan yang salah."
) -> timedelta:
    with begin_system() as work:
        held, now = work.sign_in_tries.hold(*limits)
        longest = max(limits, key=lambda key: held[key].left(now))
        left = held[longest].left(now)
        if left <= timedelta():
            counted = {key: held[key].one_more(limit, now) for key, limit in limits.items()}
            work.sign_in_tries.keep(counted)
            return max(each.left(now) for each in counted.values())
        # In the log, since on the record anybody could fill it.
        _log.warning("a try within a wait, by %s", who)
        # Raised within: what was made to be held is not kept, so that nobody fills the table either.
        raise TooOften(
            f"{what} Tunggu {_told(left)}, lalu coba lagi.{_REST.get(limits[longest], _NONE_SHUT)}",
            left,
        )


def take_back(work: Work, *, email: str, place: Place) -> None:
    """The try was a right one: the account's count from there begins anew, those shared with others stand as before.

    So nobody clears an address by signing in with an account of their own between two guesses, and who guesses an
    account from many places gains nothing when its owner comes. The place is known from now on.
    """
    limits = _limits(work, email, place)
    held, now = work.sign_in_tries.hold(*limits)
    work.sign_in_tries.keep(
        {
            key: Tries(0, now) if limit is ACCOUNT else held[key].one_less(limit, now)
            for key, limit in limits.items()
        }
    )
    know_place(work, email=email, place=place)


def know_place(work: Work, *, email: str, place: Place) -> None:
    """Guesses from elsewhere slow nobody down who comes from here."""
    work.sign_in_tries.know(_places(email, place))


def take_back_code(work: Work, account: UUID) -> None:
    """The second step was a right one: its count begins anew."""
    key = _code_key(account)
    _, now = work.sign_in_tries.hold(key)
    work.sign_in_tries.keep({key: Tries(0, now)})


def forget_tries(work: Work) -> int:
    """Forget the counts that begin anew anyway, and the places nobody came from for long; how many."""
    places = work.sign_in_tries.forget_places(work.now - PLACE_KNOWN)
    return places + work.sign_in_tries.forget(work.now - CODE.forgotten)


def _limits(work: Work, email: str, place: Place) -> Mapping[bytes, Limit]:
    """What a try is counted under: the account from this address, the address, and the account from everywhere unknown.

    A known browser on an unknown address has a count of its own in the last one's place: a mark is no way to guess on.
    """
    at_address, *marked = _places(email, place)
    limits = {at_address: ACCOUNT, _hash(_network(place.address)): ADDRESS}
    known = work.sign_in_tries.known((at_address, *marked))
    if at_address in known:
        return limits
    if known:
        return limits | dict.fromkeys(known, ACCOUNT)
    return limits | {_hash(f"unknown {_plain(email)}"): UNKNOWN}


def _places(email: str, place: Place) -> list[bytes]:
    """By which keys a place is known as one of an account: by its address, and by the browser's mark if it has one."""
    account = _plain(email)
    marked = [_hash(f"mark {account} {place.mark}")] if place.mark else []
    return [_hash(f"{account} {_network(place.address)}"), *marked]


def _plain(email: str) -> str:
    return email.strip().lower()


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
