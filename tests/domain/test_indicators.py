"""The table of indicators of contract 1, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.figures import BLANK, BudgetLine, BudgetVersion, DistrictTotals
from spm_oversight.domain.indicators import Metric
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.package import DistrictFigures, Submission
from tests.domain.build import CUT_OFF, NIL, SMALL, district, filled, package

MURNI, PERGESERAN, PERUBAHAN = BudgetVersion
RATIOS = ("serapan", "porsi_apbd", "porsi_urusan", "kecukupan")


def indicators(one: DistrictFigures, catalogue: Catalogue = SMALL) -> dict[str, Fraction | None]:
    results = calculate(package(one, catalogue=catalogue))
    return {i.metric: i.value for i in results.indicators}


def test_the_indicators_stand_in_the_contracts_order_with_the_province_last() -> None:
    results = calculate(package(district("62.02"), district("62.01")))
    metrics = [metric.value for metric in Metric]
    assert [(i.scope_code, i.metric) for i in results.indicators] == [
        *(("62.02", metric) for metric in metrics[:-1]),
        *(("62.01", metric) for metric in metrics[:-1]),
        ("62", "province_mean"),
    ]


def test_completeness_counts_filled_and_nil_cells_and_services_with_a_budget_row() -> None:
    one = district("62.01", {"a": filled(1, 1), "b": NIL, "c": BLANK}, {"a.q1": filled(1, 1), "a.q2": NIL})
    assert indicators(one)["completeness"] == Fraction(100 * 4, 9)
    budget = tuple(BudgetLine("c", version, "PAD", 0) for version in BudgetVersion)
    assert indicators(replace(one, budget=budget))["completeness"] == Fraction(100 * 5, 9)
    silent = replace(one, budget=budget, report_state=ReportState.NONE)
    assert indicators(silent)["completeness"] == Fraction(100 * 5, 9)


def test_nothing_required_has_no_completeness() -> None:
    assert indicators(district(), Catalogue(2024, (), ()))["completeness"] is None


@pytest.mark.parametrize(
    ("extended", "sent", "on_time", "on_time_extended"),
    [
        (None, 0, 1, 1),
        (None, 1, 0, 0),
        (60, 1, 0, 1),
        (60, 60, 0, 1),
        (60, 61, 0, 0),
        (-60, 0, 1, 1),  # an extension before the deadline takes nothing away
        (-60, 1, 0, 0),
        (60, None, 0, 0),
    ],
)
def test_timeliness(extended: int | None, sent: int | None, on_time: int, on_time_extended: int) -> None:
    def at(seconds: int | None) -> datetime | None:
        return None if seconds is None else CUT_OFF + timedelta(seconds=seconds)

    submission = Submission(CUT_OFF, at(extended), at(sent))
    found = indicators(replace(district(), submission=submission))
    assert (found["on_time"], found["on_time_extended"]) == (on_time, on_time_extended)


def test_a_district_without_a_submission_is_not_on_time() -> None:
    found = indicators(district())
    assert (found["on_time"], found["on_time_extended"]) == (0, 0)


TOTALS = DistrictTotals(PERUBAHAN, 10_000, 4_000, 1_000)
LINES = (
    BudgetLine("a", MURNI, "PAD", 7),
    BudgetLine("a", PERUBAHAN, "PAD", 600, 100),
    BudgetLine("a", PERUBAHAN, "DAU", 200, 0),
    BudgetLine("b", PERUBAHAN, "DAU", 200, 150),
)


@pytest.mark.parametrize(
    ("lines", "totals", "expected"),
    [
        (LINES, (TOTALS,), (25, 10, 25, 100)),
        # the latest version is the one the budget has, not the one the totals have
        (LINES[:1], (TOTALS,), (None, None, None, None)),
        (LINES[:1], (TOTALS, DistrictTotals(MURNI, 700, 70, 7)), (None, 1, 10, 100)),
        ((LINES[0], BudgetLine("b", PERGESERAN, "PAD", 8, 4)), (), (50, None, None, None)),
        # one realisation that is not known leaves the sum unknown, 0 does not
        (
            (*LINES, BudgetLine("c", PERUBAHAN, "PAD", 1)),
            (TOTALS,),
            (None, Fraction("10.01"), Fraction("25.025"), Fraction("100.1")),
        ),
        # a base that is empty or 0 gives no value
        (LINES, (DistrictTotals(PERUBAHAN, 0, None, 500),), (25, None, None, 200)),
        ((BudgetLine("a", MURNI, "PAD", 0, 0),), (DistrictTotals(MURNI, 5, 0, None),), (None, 0, None, None)),
        ((), (TOTALS,), (None, None, None, None)),
    ],
)
def test_the_four_budget_ratios(
    lines: tuple[BudgetLine, ...],
    totals: tuple[DistrictTotals, ...],
    expected: tuple[Fraction | int | None, ...],
) -> None:
    found = indicators(replace(district(), budget=lines, totals=totals))
    assert tuple(found[ratio] for ratio in RATIOS) == expected


def test_only_people_are_added_to_those_not_served() -> None:
    recipients = {"a": filled(10, 4), "b": filled(3, 8), "c": filled(100, 1)}
    assert indicators(district("62.01", recipients))["not_served_people"] == 6
    assert indicators(district("62.01", {"a": NIL}))["not_served_people"] == 0
    silent = district("62.01", recipients, report_state=ReportState.NONE)
    assert indicators(silent)["not_served_people"] == 6


def test_change_is_against_the_previous_index_where_both_exist() -> None:
    one = replace(district("62.01", {"b": filled(10, 8)}), previous_quarter=Fraction("50.5"))
    found = indicators(one)
    assert (found["delta_quarter"], found["delta_year"]) == (Fraction("-30.5"), None)  # 80, then halved twice
    silent = indicators(replace(one, report_state=ReportState.NONE))
    assert silent["delta_quarter"] is None
