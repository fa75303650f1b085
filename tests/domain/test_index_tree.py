"""The index taken apart adds up again, and one more unit does to it what is foretold."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given

from spm_oversight.domain.calculation import district_results
from spm_oversight.domain.figures import BudgetLine, BudgetVersion
from spm_oversight.domain.index_tree import index_tree
from spm_oversight.domain.lift import lifts
from spm_oversight.domain.method import Method
from spm_oversight.domain.package import DistrictFigures, Package
from tests.domain.build import NIL, SMALL, district, filled, one_district

_ZERO = Fraction(0)


def whole_index(figures: DistrictFigures, package: Package) -> Fraction | None:
    return district_results(figures, package.catalogue, package.method)[-1].index


@given(one_district)
def test_every_index_is_the_sum_of_what_is_below_it_by_weight(package: Package) -> None:
    tree = index_tree(package.districts[0], package.catalogue, package.method)
    if tree.result.index is None:
        assert all(not urusan.weight for urusan in tree.urusan)
        return
    services = [service for urusan in tree.urusan for service in urusan.services]
    assert sum(urusan.weight for urusan in tree.urusan) == 1
    assert sum(service.weight for service in services) == 1
    told = sum((s.weight * s.result.index for s in services if s.result.index is not None), _ZERO)
    parts = _ZERO
    for each in services:
        assert each.recipients_weight + each.quality_weight == each.weight
        parts += each.recipients_weight * (each.result.recipients_pct or 0)
        parts += each.quality_weight * (each.result.quality_pct or 0)
        if any(item.weight for item in each.items):
            below = sum((item.weight * (item.reached or 0) for item in each.items), _ZERO)
            assert below == each.quality_weight * (each.result.quality_pct or 0)
            assert sum(item.weight for item in each.items) == each.quality_weight
    assert told == parts == tree.result.index
    short = 100 - tree.result.index
    assert sum(urusan.short for urusan in tree.urusan) == sum(s.short for s in services) == short


@given(one_district)
def test_one_more_unit_lifts_the_index_by_what_is_foretold(package: Package) -> None:
    figures = package.districts[0]
    tree = index_tree(figures, package.catalogue, package.method)
    before = tree.result.index
    for lift in lifts(tree):
        cells = figures.quality if lift.item else figures.recipients
        pair = cells[lift.item or lift.service]
        assert before is not None and pair.base is not None and pair.part is not None
        for more, foretold in (
            (min(Fraction(1), pair.base - pair.part), lift.one),
            (lift.missing, lift.whole),
        ):
            raised = {**cells, (lift.item or lift.service): replace(pair, part=pair.part + more)}
            changed = replace(figures, quality=raised) if lift.item else replace(figures, recipients=raised)
            after = whole_index(changed, package)
            assert after is not None and after - before == foretold > 0


def test_a_service_weighs_by_how_many_are_counted_and_usually_by_how_many_are_owed() -> None:
    own = district(recipients={"a": filled(10, 5), "b": NIL, "c": filled(4, 4)})
    weights = {
        service.service.code: (service.weight, service.usual)
        for urusan in index_tree(own, SMALL, Method()).urusan
        for service in urusan.services
    }
    half, quarter = Fraction(1, 2), Fraction(1, 4)
    assert weights == {"a": (half, quarter), "b": (Fraction(0), quarter), "c": (half, half)}


def test_a_rupiah_is_told_only_where_spending_and_served_are_known() -> None:
    own = district(
        recipients={"a": filled(10, 5), "b": filled(10, 0), "c": filled(10, 5)},
        quality={"a.q1": filled(2, 1)},
    )
    budget = (
        BudgetLine("a", BudgetVersion.MURNI, "PAD", 900, 900),
        BudgetLine("a", BudgetVersion.PERUBAHAN, "PAD", 900, 400),
        BudgetLine("a", BudgetVersion.PERUBAHAN, "DAU", 900, 600),
        BudgetLine("b", BudgetVersion.PERUBAHAN, "PAD", 900, 400),
        BudgetLine("c", BudgetVersion.PERUBAHAN, "PAD", 900, None),
    )
    found = {lift.item or lift.service: lift for lift in lifts(index_tree(own, SMALL, Method()), budget)}
    assert {key: lift.cost for key, lift in found.items()} == {"a": 200, "a.q1": None, "b": None, "c": None}
    assert found["a"].per_rupiah == found["a"].one / 200
    assert found["a.q1"].per_rupiah is None


def test_the_last_part_of_a_unit_lifts_by_that_part_alone() -> None:
    own = district(recipients={"a": filled(10, "9.5"), "b": NIL, "c": filled(4, 4)})
    (lift,) = lifts(index_tree(own, SMALL, Method()))
    assert lift.missing == Fraction(1, 2)
    assert lift.one == lift.whole == Fraction(100, 2) * Fraction(8, 10) / 20
