"""The first page: where am I, what is the state, what next; by the level of one's office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from spm_oversight.domain.method import ReportState
from spm_oversight.services.deadlines import until
from spm_oversight.services.open_province import ProvinceState
from spm_oversight.services.period_list import PeriodList
from spm_oversight.web.home.ways import WAYS, Way
from spm_oversight.web.told import period_state, title_of


@dataclass(frozen=True)
class HomeScreen:
    """All the page shows; the first way one may go is the primary one."""

    title: str
    facts: tuple[tuple[str, str], ...]
    ways: tuple[Way, ...]


def province_home(periods: PeriodList, now: datetime) -> HomeScreen:
    """How many reports of the newest period have come."""
    if not periods.lines:
        return empty_home()
    newest = periods.lines[0]
    come = newest.districts[ReportState.SENT] + newest.districts[ReportState.ACCEPTED]
    left = sum(newest.districts.values()) - come
    return HomeScreen(
        title=f"{title_of(newest.period.quarter)}: {come} laporan sudah masuk, {left} belum",
        facts=(
            ("Periode", period_state(newest.period, now).word),
            ("Tenggat", until(newest.period.window.closes, periods.zone, now)),
        ),
        ways=WAYS,
    )


def platform_home(provinces: tuple[ProvinceState, ...]) -> HomeScreen:
    """How many provinces work here."""
    opened = sum(province.opened for province in provinces)
    return HomeScreen(title=f"{opened} dari {len(provinces)} provinsi sudah dibuka", facts=(), ways=WAYS)


def empty_home() -> HomeScreen:
    """Before the province opened its first period."""
    return HomeScreen(title="Belum ada periode pelaporan yang dibuka", facts=(), ways=WAYS)
