"""What one more person served, or one more unit of a quality item, would add to a district's index.

The index is linear in each numerator up to its base (contract 1, rules 1 to 4), so the effect is exact: the input's
weight in the index times the share of its base that one unit is. Beyond the base nothing is gained.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from spm_oversight.domain.figures import BudgetLine, Pair
from spm_oversight.domain.index_tree import IndexTree
from spm_oversight.domain.indicators import latest_version

_ONE = Fraction(1)


@dataclass(frozen=True)
class Lift:
    """``one``: percentage points of the index for one more (the rest of the gap where that is less), ``whole``: for
    all that is missing. ``missing`` in the unit of the input.

    ``item`` is empty for the recipients of the service. ``cost``: rupiah spent per person served so far, an average
    of the service's realisation; None where it cannot be told, as for every item.
    """

    service: str
    item: str
    missing: Fraction
    one: Fraction
    whole: Fraction
    cost: Fraction | None = None

    @property
    def per_rupiah(self) -> Fraction | None:
        """Percentage points of the index for one rupiah at that cost."""
        return self.one / self.cost if self.cost and self.missing >= 1 else None


def lifts(tree: IndexTree, budget: Iterable[BudgetLine] = ()) -> tuple[Lift, ...]:
    """Every input with something missing, in the order of the catalogue; empty cells and nil ones have none."""
    spent = _realisation(tuple(budget))
    found: list[Lift] = []
    for service in (each for urusan in tree.urusan for each in urusan.services):
        code = service.service.code
        cost = _cost(spent.get(code), service.pair)
        inputs = [("", service.pair, service.recipients_weight, cost)]
        inputs += [(node.item.code, node.pair, node.weight, None) for node in service.items]
        for item, pair, weight, per_unit in inputs:
            if not weight or pair.base is None or pair.part is None or pair.part >= pair.base:
                continue
            missing = pair.base - pair.part
            point = 100 * weight / pair.base
            found.append(Lift(code, item, missing, point * min(_ONE, missing), point * missing, per_unit))
    return tuple(found)


def _realisation(lines: tuple[BudgetLine, ...]) -> dict[str, int]:
    """Rupiah spent by service in the latest budget version; a service with a line not yet told has none."""
    version = latest_version(lines)
    own = [line for line in lines if line.version is version]
    untold = {line.service_code for line in own if line.realisation is None}
    spent: dict[str, int] = {}
    for line in own:
        if line.realisation is not None and line.service_code not in untold:
            spent[line.service_code] = spent.get(line.service_code, 0) + line.realisation
    return spent


def _cost(spent: int | None, pair: Pair) -> Fraction | None:
    return Fraction(spent) / pair.part if spent and pair.part else None
