"""The first page: where am I, what is the state, what next; by the level of one's office."""

from __future__ import annotations

from dataclasses import dataclass

from spm_oversight.services.open_province import ProvinceState
from spm_oversight.web.home.ways import WAYS, Way


@dataclass(frozen=True)
class HomeScreen:
    """All the page shows; the first way one may go is the primary one."""

    title: str
    facts: tuple[tuple[str, str], ...]
    ways: tuple[Way, ...]


def platform_home(provinces: tuple[ProvinceState, ...]) -> HomeScreen:
    """How many provinces work here."""
    opened = sum(province.opened for province in provinces)
    return HomeScreen(title=f"{opened} dari {len(provinces)} provinsi sudah dibuka", facts=(), ways=WAYS)


def empty_home() -> HomeScreen:
    """Before the province opened its first period."""
    return HomeScreen(title="Belum ada periode pelaporan yang dibuka", facts=(), ways=WAYS)
