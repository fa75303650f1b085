"""Money beside recipients: which version counts, cost per person, money without result and the reverse, medians."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from spm_oversight.domain.figures import BLANK, BudgetLine, BudgetVersion, DistrictTotals, Pair
from spm_oversight.domain.package import DistrictFigures
from spm_oversight.domain.spending import (
    Spending,
    allocation_per_recipient,
    district_spending,
    middle,
    share_of_allocation,
    total,
)
from tests.domain.build import NIL, district, filled

MURNI, _, PERUBAHAN = BudgetVersion


def with_money(*lines: BudgetLine) -> DistrictFigures:
    return replace(district("62.01", {"a": filled(10, 5)}), budget=lines)


def test_only_the_latest_version_counts_over_all_its_sources() -> None:
    one = with_money(
        BudgetLine("a", MURNI, "DAU", 900, 800),
        BudgetLine("b", MURNI, "DAU", 70, 60),
        BudgetLine("a", PERUBAHAN, "DAU", 100, 40),
        BudgetLine("a", PERUBAHAN, "PAD", 20, 10),
    )
    totals = (DistrictTotals(MURNI, 1), DistrictTotals(PERUBAHAN, 2))
    found = district_spending(replace(one, totals=totals), ("a", "b"))
    assert (found.version, found.totals, found.allocation) == (PERUBAHAN, totals[1], 120)
    assert found.services == (Spending("a", 120, 50, filled(10, 5)), Spending("b", None, None, BLANK))


def test_a_realisation_that_is_missing_in_one_line_is_not_known() -> None:
    lines = (BudgetLine("a", MURNI, "DAU", 100, 40), BudgetLine("a", MURNI, "PAD", 20))
    (found,) = district_spending(with_money(*lines), ("a",)).services
    assert (found.allocation, found.realisation, found.cost("orang")) == (120, None, None)


@pytest.mark.parametrize(
    ("recipients", "realisation", "unit", "cost"),
    [
        (filled(10, 4), 50, "orang", Fraction(25, 2)),
        (filled(10, 4), 0, "orang", Fraction(0)),
        (filled(10, 0), 50, "orang", None),
        (filled(10, 4), None, "orang", None),
        (filled(10, 4), 50, "rumah tangga", None),
        (filled(10, 4), 50, "unit rumah", None),
        (NIL, 50, "orang", None),
        (BLANK, 50, "orang", None),
    ],
)
def test_a_cost_is_of_people_who_were_served(
    recipients: Pair, realisation: int | None, unit: str, cost: Fraction | None
) -> None:
    assert Spending("a", 60, realisation, recipients).cost(unit) == cost


@pytest.mark.parametrize(
    ("allocation", "recipients", "without_result", "without_allocation"),
    [
        (60, filled(10, 4), False, False),
        (60, filled(10, 0), True, False),
        (60, NIL, True, False),
        (60, BLANK, True, False),
        (0, filled(10, 4), False, True),
        (None, filled(10, 4), False, True),
        (0, filled(10, 0), False, False),
        (None, NIL, False, False),
    ],
)
def test_money_and_result_go_together_or_do_not(
    allocation: int | None, recipients: Pair, without_result: bool, without_allocation: bool
) -> None:
    each = Spending("a", allocation, None, recipients)
    assert (each.without_result, each.without_allocation) == (without_result, without_allocation)


def test_money_per_recipient_counts_the_services_that_tell_both() -> None:
    told = (Spending("a", 60, None, filled(10, 0)), Spending("b", 40, None, filled(30, 1)))
    silent = (
        Spending("c", 500, None, NIL),
        Spending("d", 500, None, BLANK),
        Spending("e", None, None, filled(9, 9)),
    )
    assert allocation_per_recipient((*told, *silent)) == Fraction(100, 40)
    assert allocation_per_recipient(silent) is None


def test_the_share_of_some_services_is_over_all_of_them() -> None:
    lines = (BudgetLine("a", MURNI, "DAU", 30), BudgetLine("b", MURNI, "DAU", 90))
    whole = district_spending(with_money(*lines), ("a", "b", "c"))
    assert share_of_allocation(whole.of(("a", "c")), whole) == 25
    assert share_of_allocation(whole.of(("c",)), whole) is None
    assert total(whole.of(("c",))) is None


def test_the_middle_is_exact() -> None:
    assert middle(()) is None
    assert middle([Fraction(3), Fraction(1, 3), Fraction(7)]) == 3
    assert middle([Fraction(1, 3), Fraction(1)]) == Fraction(2, 3)
