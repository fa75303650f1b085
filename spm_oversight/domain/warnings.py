"""What looks odd in an entered figure, in plain words: it may be handed in, once it is explained.

Figures are cumulative inside a year (contract 1), so a fall against the last quarter of the same year is a warning.
The tolerances are ours, not a rule of the field: they name what a careful reader would ask about; a province may set
others (``tolerances``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from spm_oversight.domain.figures import CellState, Pair
from spm_oversight.domain.tolerances import USUAL, Tolerances

_SLIPS = (10, 100, 1000)
"""A slip of the pen makes a figure this many times what was meant, or the reverse."""


class Odd(StrEnum):
    """What is odd about a figure."""

    ABOVE_BASE = "above_base"
    FELL = "fell"
    JUMPED = "jumped"
    SLIPPED = "slipped"
    COPIED = "copied"
    NOW_NIL = "now_nil"
    BASE_CHANGED = "base_changed"
    OFF_REGISTER = "off_register"
    BUDGET_WITHOUT_RESULT = "budget_without_result"
    RESULT_WITHOUT_BUDGET = "result_without_budget"
    SPENT_ABOVE_ALLOCATION = "spent_above_allocation"


@dataclass(frozen=True)
class Warned:
    """An oddity with the numbers it is told with: the figure's own, and the one it is held against."""

    odd: Odd
    value: Fraction
    against: Fraction


def pair_warnings(
    now: Pair,
    before: Pair | None,
    *,
    same_year: bool,
    registered: Fraction | None = None,
    tolerances: Tolerances = USUAL,
) -> tuple[Warned, ...]:
    """The oddities of a service's recipients or an item.

    ``before``: last period's, ``same_year``: of the same year; ``registered``: the register's denominator, if any.
    """
    known = before is not None and before.state is CellState.FILLED
    if now.state is CellState.NIL:
        base = before.base if known and before else None
        return (Warned(Odd.NOW_NIL, Fraction(0), base),) if base else ()
    if now.state is not CellState.FILLED or now.base is None or now.part is None:
        return ()
    found: list[Warned] = []
    if now.part > now.base:
        found.append(Warned(Odd.ABOVE_BASE, now.part, now.base))
    if registered is not None and now.base != registered:
        found.append(Warned(Odd.OFF_REGISTER, now.base, registered))
    if known and before and before.base is not None and before.part is not None:
        found.extend(_against_before(now.base, now.part, before.base, before.part, same_year, tolerances))
    return tuple(found)


def _against_before(
    base: Fraction,
    part: Fraction,
    old_base: Fraction,
    old_part: Fraction,
    same_year: bool,
    tolerances: Tolerances,
) -> list[Warned]:
    found: list[Warned] = []
    for value, old in ((base, old_base), (part, old_part)):
        slip = _slipped(value, old, tolerances)
        if slip and Warned(slip, value, old) not in found:
            found.append(Warned(slip, value, old))
    if same_year:
        if part < old_part * (1 - tolerances.fall / 100) and not found:
            found.append(Warned(Odd.FELL, part, old_part))
        if base != old_base and not found:
            found.append(Warned(Odd.BASE_CHANGED, base, old_base))
    if (base, part) == (old_base, old_part) and part < base:
        found.append(Warned(Odd.COPIED, part, old_part))
    return found


def _slipped(value: Fraction, old: Fraction, tolerances: Tolerances) -> Odd | None:
    """Whether a figure is about 10, 100 or 1.000 times the old one, or the reverse; or simply many times it."""
    if not value or not old:
        return None
    ratio = max(value, old) / min(value, old)
    if any(abs(ratio / power - 1) <= tolerances.slip / 100 for power in _SLIPS):
        return Odd.SLIPPED
    return Odd.JUMPED if value > tolerances.jump * old else None


def service_warnings(
    recipients: Pair, *, allocation: int | None, realisation: int | None
) -> tuple[Warned, ...]:
    """The oddities between a service and its money: whole rupiah over all lines, None where nothing is said."""
    found: list[Warned] = []
    served = recipients.part if recipients.state is CellState.FILLED and recipients.part else Fraction(0)
    if realisation and recipients.state is CellState.FILLED and not served:
        found.append(Warned(Odd.BUDGET_WITHOUT_RESULT, Fraction(realisation), served))
    if served and allocation == 0:
        found.append(Warned(Odd.RESULT_WITHOUT_BUDGET, served, Fraction(0)))
    if allocation is not None and realisation is not None and realisation > allocation:
        found.append(Warned(Odd.SPENT_ABOVE_ALLOCATION, Fraction(realisation), Fraction(allocation)))
    return tuple(found)
