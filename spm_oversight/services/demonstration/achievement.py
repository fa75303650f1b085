"""What a district reaches by the end of a year, so that the calculation arrives at its target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from spm_oversight.domain.calculation import district_results
from spm_oversight.domain.catalogue import Catalogue, QualityItem, Service
from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.domain.method import Method, ReportState
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.services.demonstration.chance import between, chance
from spm_oversight.services.demonstration.demand import COUNTED_SINGLY, needed, to_serve
from spm_oversight.services.demonstration.profile import Profile

# Real rows look like this (docs/rules.md, 6): the last two lag, the first three are ahead.
_OFFSET = {"1.01": 7, "1.02": -2, "1.03": 5, "1.04": -10, "1.05": -5, "1.06": 6}
_BALANCE = "kab.1.03.01"
"""Drinking water: so many households that one more moves the index by less than 0.001."""
_STEPS = 3
# No epidemic was declared: the response report is not needed.
_NO_EPIDEMIC = "kab.1.05.04.q06"


@dataclass(frozen=True)
class YearPlan:
    """Base (to serve, needed) and part (served, available) at the end of the year, by code; nil cells are empty.

    A code that is missing is left blank by the district.
    """

    recipients: Mapping[str, Pair]
    quality: Mapping[str, Pair]


NIL = Pair(CellState.NIL)


def plan_year(profile: Profile, year: int, catalogue: Catalogue) -> YearPlan:
    """The district's year. In a tied year the numbers are chosen exactly, otherwise moved until the target is met."""
    target = _target(profile, year)
    if profile.is_tied(year):
        return _plan(profile, year, catalogue, float(target))
    level = float(target)
    plan = _plan(profile, year, catalogue, level)
    for _ in range(_STEPS):
        level += float(target - index_of(plan, catalogue))
        plan = _plan(profile, year, catalogue, level)
    return _balanced(plan, catalogue, target)


def index_of(plan: YearPlan, catalogue: Catalogue) -> Fraction:
    """The district index of a plan's year end, under the default method."""
    figures = DistrictFigures("", "", "kabupaten", ReportState.ACCEPTED, plan.recipients, plan.quality)
    index = district_results(figures, catalogue, Method())[-1].index
    if index is None:
        raise ValueError("a plan without any service has no index")
    return index


def _target(profile: Profile, year: int) -> Fraction:
    last = max(profile.targets)
    return profile.targets.get(year) or min(
        Fraction(97), profile.targets[last] + Fraction(3, 2) * (year - last)
    )


def _balanced(plan: YearPlan, catalogue: Catalogue, target: Fraction) -> YearPlan:
    """Move the balancing service so that the index is as near the target as whole households allow."""
    pair = plan.recipients[_BALANCE]
    urusan = catalogue.service[_BALANCE].urusan_code
    services = [s for s in catalogue.services_of[urusan] if plan.recipients.get(s.code) != NIL]
    counted = {
        u
        for u, group in catalogue.services_of.items()
        if any(plan.recipients.get(s.code) != NIL for s in group)
    }
    weight = Method().recipients_weight / (len(services) * len(counted))
    moved = (target - index_of(plan, catalogue)) / weight / 100
    base, part = pair.base or Fraction(1), pair.part or Fraction(0)
    served = min(base, max(Fraction(0), Fraction(round(part + base * moved))))
    return replace(plan, recipients={**plan.recipients, _BALANCE: Pair(CellState.FILLED, base, served)})


def _plan(profile: Profile, year: int, catalogue: Catalogue, level: float) -> YearPlan:
    recipients: dict[str, Pair] = {}
    quality: dict[str, Pair] = {}
    for service in catalogue.services:
        if _is_blank(profile, year, service.code):
            continue
        base = to_serve(profile, year, service.code)
        if service.code in profile.nil:
            recipients[service.code] = NIL
            quality |= dict.fromkeys((item.code for item in catalogue.items_of[service.code]), NIL)
            continue
        recipients[service.code] = _filled(base, _served_percent(profile, year, service, level))
        for item in catalogue.items_of[service.code]:
            if item.code == _NO_EPIDEMIC:
                quality[item.code] = NIL
            elif not _is_blank(profile, year, item.code):
                amount = needed(profile, year, item, base)
                quality[item.code] = _filled(amount, _available_percent(profile, year, service, item, level))
    return YearPlan(recipients, quality)


def _is_blank(profile: Profile, year: int, code: str) -> bool:
    return code != _BALANCE and chance("blank", profile.code, code) < profile.unreported.get(year, 0)


def _served_percent(profile: Profile, year: int, service: Service, level: float) -> float:
    percent = level + _OFFSET[service.urusan_code]
    percent += between(-8, 8, _voice(profile, year), year, service.code)
    if profile.lean is None or not profile.is_tied(year):
        return min(100.0, max(1.0, percent))
    # Room to lean: nothing may reach the cap of 100, or the tie would break.
    return 5 * round(min(93.0, percent) / 5) + profile.lean.get(service.urusan_code, 0)


def _available_percent(
    profile: Profile, year: int, service: Service, item: QualityItem, level: float
) -> float:
    if profile.is_tied(year) and item.unit in COUNTED_SINGLY:
        return 100.0
    percent = level + 4 + _OFFSET[service.urusan_code]
    percent = min(100.0, max(0.0, percent + between(-16, 16, _voice(profile, year), year, item.code)))
    return 5 * round(percent / 5) if profile.is_tied(year) else percent


def _voice(profile: Profile, year: int) -> str:
    """Tied districts reach the same percentages of different numbers."""
    return "seri" if profile.is_tied(year) else profile.code


def _filled(base: int, percent: float) -> Pair:
    return Pair(CellState.FILLED, Fraction(base), Fraction(round(base * percent / 100)))
