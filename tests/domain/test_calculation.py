"""Rules 1 to 7 of contract 1, by example; the published figures that can be recomputed are among them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from spm_oversight.domain.calculation import calculate, category_of, competition_ranks
from spm_oversight.domain.catalogue import Catalogue, QualityItem, Service
from spm_oversight.domain.figures import BLANK, Pair
from spm_oversight.domain.method import EmptyDenominator, Method, QualityAggregation, ReportState
from spm_oversight.domain.results import Level, Result
from spm_oversight.domain.show import shown
from tests.domain.build import NIL, SMALL, district, filled, package

COUNT_100 = Method(empty_denominator=EmptyDenominator.COUNT_100)
POOLED = Method(quality_aggregation=QualityAggregation.POOLED)
POOLED_100 = replace(POOLED, empty_denominator=EmptyDenominator.COUNT_100)
Score = tuple[Fraction | int | None, Fraction | int | None, Fraction | int | None]


def score(
    level: Level, code: str, recipients: dict[str, Pair], quality: dict[str, Pair], method: Method
) -> Score:
    results = calculate(package(district("62.01", recipients, quality), method=method))
    row = results.by_key["62.01", level, code]
    return row.recipients_pct, row.quality_pct, row.index


HALF = filled(10, 5)


@pytest.mark.parametrize(
    ("recipients", "items", "method", "expected"),
    [
        # rules 1, 2, 4: capped, blank is 0, nil items do not count
        (filled(4, 3), (filled(2, 1), filled(4, 1)), Method(), (75, Fraction("37.5"), Fraction("67.5"))),
        (filled(4, 9), (filled(2, 9), filled(4, 1)), Method(), (100, Fraction("62.5"), Fraction("92.5"))),
        (BLANK, (filled(2, 1), BLANK), Method(), (0, 25, 5)),
        (None, (filled(2, 1), None), Method(), (0, 25, 5)),
        (HALF, (filled(2, 1), NIL), Method(), (50, 50, 50)),
        # pooled: sums of what is filled, times the share that is filled
        (HALF, (filled(10, 20), filled(90, 0)), POOLED, (50, 10, 42)),
        (HALF, (filled(10, 5), BLANK), POOLED, (50, 25, 45)),
        (HALF, (filled(10, 5), NIL), POOLED, (50, 50, 50)),
        (HALF, (BLANK, NIL), POOLED, (50, 0, 40)),
        # rule 3: no item to count
        (HALF, (NIL, NIL), Method(), (50, None, 50)),
        (HALF, (NIL, NIL), POOLED, (50, None, 50)),
        (HALF, (NIL, NIL), COUNT_100, (50, 100, 60)),
        (BLANK, (NIL, NIL), POOLED_100, (0, 100, 20)),
        # rule 3: nil service; its quality rows are not read
        (NIL, (filled(2, 1), BLANK), Method(), (None, None, None)),
        (NIL, (filled(2, 1), BLANK), COUNT_100, (100, 100, 100)),
        (NIL, (filled(2, 1), BLANK), POOLED_100, (100, 100, 100)),
    ],
)
def test_a_service(
    recipients: Pair | None, items: tuple[Pair | None, ...], method: Method, expected: Score
) -> None:
    cells = {"b": HALF, **({"a": recipients} if recipients else {})}
    quality = {f"a.q{number}": item for number, item in enumerate(items, start=1) if item}
    assert score(Level.SERVICE, "a", cells, quality, method) == expected


def test_a_service_without_items_in_the_catalogue() -> None:
    assert score(Level.SERVICE, "b", {"b": HALF}, {}, Method()) == (50, None, 50)
    assert score(Level.SERVICE, "b", {"b": HALF}, {}, COUNT_100) == (50, 100, 60)


def test_the_worked_example_of_the_two_readings_of_quality() -> None:
    """Domain notes, second part, 1.3: tablets, doctors and SOP; 74.44 or 89.99, 3.11 points on the service."""
    catalogue = Catalogue(
        2024,
        (Service("a", "1.02", "Layanan", "orang"),),
        tuple(QualityItem(code, "a", code, "unit") for code in ("tablet", "dokter", "sop")),
    )
    items = {"tablet": filled(10_000, 9_000), "dokter": filled(3, 1), "sop": filled(5, 5)}

    def row(method: Method) -> Result:
        one = district("62.01", {"a": filled(100, 100)}, items)
        return calculate(package(one, method=method, catalogue=catalogue)).rows[0]

    mean, pooled = row(Method()), row(POOLED)
    assert mean.quality_pct is not None
    assert pooled.quality_pct is not None
    assert (str(shown(mean.quality_pct)), str(shown(pooled.quality_pct))) == ("74.44", "89.99")
    assert (str(shown(mean.quality_pct / 5)), str(shown(pooled.quality_pct / 5))) == ("14.89", "18.00")
    assert mean.index is not None
    assert pooled.index is not None
    assert str(shown(pooled.index - mean.index)) == "3.11"


def test_urusan_and_district_are_plain_means_of_what_is_counted_below() -> None:
    recipients = {"a": filled(10, 10), "b": NIL, "c": filled(10, 5)}
    quality = {"a.q1": NIL, "a.q2": NIL, "c.q1": filled(10, 2)}
    assert score(Level.URUSAN, "1.01", recipients, quality, Method()) == (100, None, 100)
    assert score(Level.URUSAN, "1.03", recipients, quality, Method()) == (50, 20, 44)
    assert score(Level.DISTRICT, "62.01", recipients, quality, Method()) == (75, 20, 72)


def test_an_urusan_with_nothing_left_leaves_the_districts_mean() -> None:
    recipients = {"a": NIL, "b": NIL, "c": filled(10, 5)}
    quality = {"c.q1": filled(10, 5)}
    assert score(Level.URUSAN, "1.01", recipients, quality, Method()) == (None, None, None)
    assert score(Level.DISTRICT, "62.01", recipients, quality, Method()) == (50, 50, 50)
    assert score(Level.DISTRICT, "62.01", recipients, quality, COUNT_100) == (75, 75, 75)


@pytest.mark.parametrize(
    ("recipients", "state"),
    [
        ({"a": filled(10, 5)}, ReportState.NONE),
        ({"a": BLANK, "b": BLANK}, ReportState.ACCEPTED),
        ({}, ReportState.ACCEPTED),
        ({"a": NIL, "b": NIL, "c": NIL}, ReportState.ACCEPTED),
    ],
)
def test_a_district_without_data_has_no_value_anywhere_and_no_rank(
    recipients: dict[str, Pair], state: ReportState
) -> None:
    silent = district("62.01", recipients, {"a.q1": filled(10, 5)}, report_state=state)
    results = calculate(package(silent, district("62.02", {"a": filled(10, 5)})))
    rows = [row for row in results.rows if row.district_code == "62.01"]
    assert [row.code for row in rows] == ["a", "b", "c", "1.01", "1.03", "62.01"]
    assert {(r.recipients_pct, r.quality_pct, r.index, r.category, r.rank) for r in rows} == {(None,) * 5}
    assert results.by_key["62.02", Level.DISTRICT, "62.02"].rank == 1


def test_all_services_nil_is_full_marks_where_nil_counts_100() -> None:
    recipients = {"a": NIL, "b": NIL, "c": NIL}
    assert score(Level.DISTRICT, "62.01", recipients, {}, COUNT_100) == (100, 100, 100)


@pytest.mark.parametrize(
    ("index", "category"),
    [
        ("100", "tuntas_paripurna"),
        ("99.999999999999999", "tuntas_utama"),
        ("90", "tuntas_utama"),
        ("89.9999", "tuntas_madya"),
        ("80", "tuntas_madya"),
        ("70", "tuntas_pratama"),
        ("60", "tuntas_muda"),
        ("59.9999", "belum_tuntas"),
        ("0", "belum_tuntas"),
    ],
)
def test_categories_are_given_on_the_unrounded_index(index: str, category: str) -> None:
    assert category_of(Fraction(index), Method()) == category


def test_equal_indexes_share_a_rank_and_the_next_is_skipped() -> None:
    third = Fraction(1, 3)
    assert competition_ranks({"a": third, "b": Fraction(9), "c": third, "d": Fraction(0)}) == {
        "a": 2,
        "b": 1,
        "c": 2,
        "d": 4,
    }


def test_only_the_methods_states_are_ranked_and_make_the_provinces_mean() -> None:
    states = {"62.01": ReportState.SENT, "62.02": ReportState.ACCEPTED, "62.03": ReportState.RETURNED}
    reports = [
        district(code, {"b": filled(10, n)}, report_state=states[code]) for n, code in enumerate(states, 5)
    ]

    def ranks(*ranked: ReportState) -> tuple[dict[str, int | None], Fraction | None]:
        results = calculate(package(*reports, method=Method(ranked_states=ranked)))
        found = {row.code: row.rank for row in results.rows if row.level is Level.DISTRICT}
        return found, results.indicator["62", "province_mean"]

    by_code = {code: Fraction(n * 10, 4) for n, code in enumerate(states, 5)}  # b is half of 1.01, c is blank
    assert ranks(ReportState.ACCEPTED) == ({"62.01": None, "62.02": 1, "62.03": None}, by_code["62.02"])
    both = (by_code["62.01"] + by_code["62.02"]) / 2
    assert ranks(ReportState.ACCEPTED, ReportState.SENT) == ({"62.01": 2, "62.02": 1, "62.03": None}, both)
    assert ranks() == ({"62.01": None, "62.02": None, "62.03": None}, None)


SERVICES_OF = {"1.01": 3, "1.02": 12, "1.03": 2, "1.04": 2, "1.05": 5, "1.06": 5}
"""How many of the 29 district services each urusan has: the plain mean differs from the weighted one."""


def published_index(percents: tuple[str, ...], method: Method) -> Result:
    codes = {f"{urusan}.{n:02}": urusan for urusan, count in SERVICES_OF.items() for n in range(1, count + 1)}
    catalogue = Catalogue(2022, tuple(Service(c, u, c, "orang") for c, u in codes.items()), ())
    by_urusan = dict(zip(SERVICES_OF, percents, strict=True))
    recipients = {code: filled(100, by_urusan[urusan]) for code, urusan in codes.items()}
    return calculate(package(district("35.76", recipients), method=method, catalogue=catalogue)).rows[-1]


def test_kota_mojokerto_in_the_fourth_quarter_of_2022() -> None:
    """Published: 98.86, Tuntas Utama (docs/rules.md, 5). Weighted by services it would be 98.31."""
    result = published_index(("99.81", "97.83", "100", "100", "96.34", "99.20"), Method())
    assert result.index is not None
    assert (str(shown(result.index)), result.category) == ("98.86", "tuntas_utama")


def test_sidenreng_rappang_in_2021_lies_within_the_band_of_its_rounded_inputs() -> None:
    """Published: 90.76, its urusan rounded to whole percents; in 2021 recipients alone counted."""
    only_recipients = Method(recipients_weight=Fraction(1), quality_weight=Fraction(0))
    result = published_index(("78", "85", "89", "100", "93", "100"), only_recipients)
    assert result.index is not None
    assert str(shown(result.index)) == "90.83"
    assert abs(result.index - Fraction("90.76")) <= Fraction(1, 2)


def test_rows_of_the_catalogue_stand_in_its_order() -> None:
    results = calculate(package(district("62.02"), district("62.01")))
    assert [(row.district_code, row.level, row.code) for row in results.rows[:6]] == [
        *(("62.02", Level.SERVICE, service.code) for service in SMALL.services),
        ("62.02", Level.URUSAN, "1.01"),
        ("62.02", Level.URUSAN, "1.03"),
        ("62.02", Level.DISTRICT, "62.02"),
    ]
