"""Budget lines and district totals: from the top down, so that shares come out exactly as planned."""

from __future__ import annotations

from collections.abc import Mapping

from spm_oversight.domain.figures import BudgetVersion
from spm_oversight.domain.form import BudgetCell, BudgetKey, TotalsCell
from spm_oversight.domain.period import Quarter
from spm_oversight.services.demonstration.chance import between
from spm_oversight.services.demonstration.profile import Profile

_WEIGHTS = {
    "kab.1.01.01": 90,
    "kab.1.01.02": 340,
    "kab.1.01.03": 25,
    "kab.1.02.01": 22,
    "kab.1.02.02": 24,
    "kab.1.02.03": 14,
    "kab.1.02.04": 40,
    "kab.1.02.05": 18,
    "kab.1.02.06": 60,
    "kab.1.02.07": 20,
    "kab.1.02.08": 24,
    "kab.1.02.09": 16,
    "kab.1.02.10": 12,
    "kab.1.02.11": 15,
    "kab.1.02.12": 10,
    "kab.1.03.01": 90,
    "kab.1.03.02": 50,
    "kab.1.04.01": 12,
    "kab.1.04.02": 8,
    "kab.1.05.01": 25,
    "kab.1.05.02": 8,
    "kab.1.05.03": 15,
    "kab.1.05.04": 12,
    "kab.1.05.05": 30,
    "kab.1.06.01": 7,
    "kab.1.06.02": 6,
    "kab.1.06.03": 8,
    "kab.1.06.04": 4,
    "kab.1.06.05": 10,
}
_SOURCES = {
    "1.01": (("DAU ditentukan penggunaannya", 55), ("DAK nonfisik", 30), ("PAD", 15)),
    "1.02": (("DAK nonfisik", 48), ("BLUD", 32), ("DAU ditentukan penggunaannya", 20)),
    "1.03": (("DAU ditentukan penggunaannya", 62), ("DAK fisik", 38)),
    "1.04": (("PAD", 100),),
    "1.05": (("DAU", 70), ("PAD", 30)),
    "1.06": (("DAU", 65), ("DBH", 35)),
}
_SPENT = (0.15, 0.41, 0.67, 0.95)
_TEN_THOUSAND = 10_000


def totals_of(profile: Profile, quarter: Quarter) -> Mapping[BudgetVersion, TotalsCell]:
    """The district's totals in each budget act in force by the quarter, whole rupiah."""
    return {version: _totals(profile, quarter.year, version) for version in _versions(profile, quarter)}


def lines_of(
    profile: Profile, quarter: Quarter, services: Mapping[str, str], nil: frozenset[str]
) -> Mapping[BudgetKey, BudgetCell]:
    """Budget lines of the services (code: urusan) that the district reports; nil ones have no money.

    An amended budget takes over the realisation; the first act keeps what was spent when it ended.
    """
    lines: dict[BudgetKey, BudgetCell] = {}
    versions = _versions(profile, quarter)
    for version in versions:
        last = quarter.number if version is versions[-1] else _amended_in(profile, quarter.year) - 1
        shares = _shares(profile, quarter.year, services, nil)
        amounts = _divided(_allocation(profile, quarter.year, version), shares)
        for (service, source), amount in amounts.items():
            spent = _spent(profile, quarter.year, service, source)[last - 1]
            lines[service, version, source] = BudgetCell(amount, int(amount * spent))
        lines |= {(service, version, "PAD"): BudgetCell(0, 0) for service in services if service in nil}
    return lines


def _amended_in(profile: Profile, year: int) -> int:
    """The quarter in which the amended budget (perubahan) came."""
    return 4 if between(0, 1, "perubahan", profile.code, year) < 0.4 else 3


def _versions(profile: Profile, quarter: Quarter) -> tuple[BudgetVersion, ...]:
    amended = quarter.number >= _amended_in(profile, quarter.year)
    return (BudgetVersion.MURNI, BudgetVersion.PERUBAHAN) if amended else (BudgetVersion.MURNI,)


def _totals(profile: Profile, year: int, version: BudgetVersion) -> TotalsCell:
    grown = profile.budget * 1_000_000 * (1 + 0.055 * (year - 2023))
    total = int(grown * (1.0 if version is BudgetVersion.MURNI else between(1.02, 1.08, profile.code, year)))
    six = int(total * between(0.56, 0.64, "six", profile.code, year)) // _TEN_THOUSAND * _TEN_THOUSAND
    allocation = six * _share(profile, year, version) // _TEN_THOUSAND
    return TotalsCell(total, six, int(allocation / between(0.55, 0.97, "need", profile.code, year)))


def _allocation(profile: Profile, year: int, version: BudgetVersion) -> int:
    six = _totals(profile, year, version).six_urusan_spending or 0
    return six * _share(profile, year, version) // _TEN_THOUSAND


def _share(profile: Profile, year: int, version: BudgetVersion) -> int:
    planned = profile.share.get(year, profile.share[max(profile.share)])
    if version is BudgetVersion.PERUBAHAN:
        return planned
    return planned - round(between(40, 260, "murni", profile.code, year))


def _shares(
    profile: Profile, year: int, services: Mapping[str, str], nil: frozenset[str]
) -> Mapping[tuple[str, str], int]:
    return {
        (service, source): round(
            part * _WEIGHTS[service] * between(0.8, 1.2, profile.code, year, service, source)
        )
        for service, urusan in services.items()
        if service not in nil
        for source, part in _SOURCES[urusan]
    }


def _divided(amount: int, shares: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """``amount`` split by the shares, to the last rupiah."""
    whole = sum(shares.values())
    parts = {key: amount * share // whole for key, share in shares.items()}
    parts[max(parts, key=lambda key: parts[key])] += amount - sum(parts.values())
    return parts


def _spent(profile: Profile, year: int, service: str, source: str) -> tuple[float, ...]:
    """Part of the allocation spent by the end of each quarter; never falling."""
    diligence = float(min(1, profile.targets.get(year, 85) / 60)) * 0.25 + 0.75
    vigour = diligence * between(0.86, 1.04, profile.code, year, service, source)
    return tuple(min(0.998, spent * vigour) for spent in _SPENT)
