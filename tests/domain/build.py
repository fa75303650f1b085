"""Small catalogues, districts and packages for the tests of the calculation, and hypothesis strategies for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from spm_oversight.domain.catalogue import Catalogue, QualityItem, Service
from spm_oversight.domain.figures import (
    BLANK,
    BudgetLine,
    BudgetVersion,
    CellState,
    DistrictTotals,
    Pair,
)
from spm_oversight.domain.method import (
    DEFAULT_BANDS,
    Band,
    EmptyDenominator,
    Method,
    QualityAggregation,
    ReportState,
)
from spm_oversight.domain.package import DataState, DistrictFigures, Package, Submission
from spm_oversight.domain.period import Quarter

# How long an example takes says something about the machine, not about the rules.
settings.register_profile("rules", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("rules")

NIL = Pair(CellState.NIL)
VERSIONS = list(BudgetVersion)
CUT_OFF = datetime(2025, 1, 20, 16, 59, 59, tzinfo=UTC)

SMALL = Catalogue(
    2024,
    (
        Service("a", "1.01", "Layanan a", "orang"),
        Service("b", "1.01", "Layanan b", "orang"),
        Service("c", "1.03", "Layanan c", "rumah tangga"),
    ),
    (
        QualityItem("a.q1", "a", "Butir a1", "unit"),
        QualityItem("a.q2", "a", "Butir a2", "unit"),
        QualityItem("c.q1", "c", "Butir c1", "unit"),
    ),
)


def filled(base: Fraction | int | str, part: Fraction | int | str) -> Pair:
    return Pair(CellState.FILLED, Fraction(base), Fraction(part))


def district(
    code: str = "62.01",
    recipients: Mapping[str, Pair] | None = None,
    quality: Mapping[str, Pair] | None = None,
    *,
    report_state: ReportState = ReportState.ACCEPTED,
) -> DistrictFigures:
    name = f"Daerah {code}"
    return DistrictFigures(code, name, "kabupaten", report_state, recipients or {}, quality or {})


def package(
    *districts: DistrictFigures, method: Method | None = None, catalogue: Catalogue = SMALL
) -> Package:
    about = ("62", Quarter(2024, 4), DataState.REPORTED, CUT_OFF)
    return Package(*about, method or Method(), catalogue, districts)


numbers = st.one_of(
    st.integers(0, 30).map(Fraction),
    st.integers(0, 10**13).map(Fraction),
    st.integers(0, 10**10).map(lambda units: Fraction(units, 10**4)),
)
filled_pairs = st.builds(filled, numbers.filter(bool), numbers)
pairs = st.one_of(filled_pairs, st.just(NIL), st.just(replace(NIL, base=Fraction(0))), st.just(BLANK))
amounts = st.integers(0, 10**14)
moments = st.integers(-(10**6), 10**6).map(lambda seconds: CUT_OFF + timedelta(seconds=seconds))
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
methods = st.builds(
    lambda part, aggregation, empty, states, bands: Method(
        "uji", Fraction(part, 100), 1 - Fraction(part, 100), aggregation, empty, tuple(states), bands
    ),
    st.integers(0, 100),
    st.sampled_from(QualityAggregation),
    st.sampled_from(EmptyDenominator),
    st.lists(st.sampled_from(ReportState), unique=True),
    st.sampled_from([DEFAULT_BANDS, (Band(Fraction("66.6"), "atas"), Band(Fraction(0), "bawah"))]),
)


recipients = st.dictionaries(st.sampled_from(list(SMALL.service)), pairs)
quality = st.dictionaries(st.sampled_from(list(SMALL.item)), pairs)
maybe_amounts = st.none() | amounts
budgets = st.lists(
    st.builds(
        BudgetLine,
        st.sampled_from(list(SMALL.service)),
        st.sampled_from(BudgetVersion),
        st.sampled_from(["DAU", "PAD"]),
        amounts,
        maybe_amounts,
    ),
    max_size=5,
    unique_by=lambda line: (line.service_code, line.version, line.source),
).map(lambda lines: tuple(sorted(lines, key=lambda b: (b.service_code, VERSIONS.index(b.version), b.source))))
totals = st.lists(
    st.builds(DistrictTotals, st.sampled_from(BudgetVersion), maybe_amounts, maybe_amounts, maybe_amounts),
    max_size=3,
    unique_by=lambda one: one.version,
).map(lambda found: tuple(sorted(found, key=lambda one: VERSIONS.index(one.version))))
published_indexes = st.none() | st.integers(0, 100 * 10**12).map(lambda units: Fraction(units, 10**12))
districts = st.builds(
    DistrictFigures,
    st.just("62.01"),
    texts,
    st.sampled_from(["kabupaten", "kota"]),
    st.sampled_from(ReportState),
    recipients,
    quality,
    budgets,
    totals,
    st.none() | st.builds(Submission, moments, st.none() | moments, st.none() | moments),
    published_indexes,
    published_indexes,
)


def _numbered(found: list[DistrictFigures]) -> tuple[DistrictFigures, ...]:
    return tuple(replace(one, code=f"62.{number:02}") for number, one in enumerate(found, start=1))


packages = st.builds(
    lambda found, method: package(*_numbered(found), method=method),
    st.lists(districts, min_size=1, max_size=3),
    methods,
)
one_district = st.builds(
    lambda cells, items, method: package(district("62.01", cells, items), method=method),
    recipients,
    quality,
    methods,
)
"""A package of one district with nothing but its achievement: quick to draw."""
